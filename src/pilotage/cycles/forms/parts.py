"""Forms of parts of phased go-lives and of penalty protections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.billers.models import InvoiceType, Phase
from pilotage.cycles.enums import (
    PART_NAMES,
)
from pilotage.cycles.models import BillCycle
from pilotage.cycles.queries import cycles_of_phase
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices

DAY = {"type": "date"}


class PartForm(VersionForm):
    """A part of a phased go-live."""

    cut_by = forms.ChoiceField(label=_("By"), choices=list(PART_NAMES.items()))
    invoice_type = forms.ModelChoiceField(
        label=_("Invoice type"), queryset=InvoiceType.objects.none(), required=False, empty_label=_("–")
    )
    cycle = forms.ModelChoiceField(
        label=_("Bill cycle"), queryset=BillCycle.objects.none(), required=False, empty_label=_("–")
    )
    words = forms.CharField(
        label=_("Channel or payer group"),
        max_length=120,
        required=False,
        help_text=_("Web, IVR, counter; staff pilot, seniors …"),
    )
    starts_on = forms.DateField(label=_("Goes live"), widget=forms.DateInput(attrs=DAY))
    ends_on = forms.DateField(
        label=_("All of it is over by"),
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Parts may overlap; overlaps are shown."),
    )
    accounts = forms.IntegerField(label=_("Accounts"), required=False, min_value=0)

    def __init__(self, *args: Any, phase: Phase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices_of(self, phase)

    def values(self) -> dict[str, Any]:
        """What the operations take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _choices_of(form: forms.Form, phase: Phase) -> None:
    """Invoice types and cycles of the phase's biller."""
    kinds: Any = form.fields["invoice_type"]
    kinds.queryset = InvoiceType.objects.everywhere().filter(biller_id=phase.biller_id).order_by("name")
    cycle: Any = form.fields["cycle"]
    keys = [row.pk for row in cycles_of_phase(phase)]
    cycle.queryset = BillCycle.objects.everywhere().filter(pk__in=keys).order_by("name")


class LiveForm(forms.Form):
    """On which day a part went live."""

    on = forms.DateField(label=_("Live since"), widget=forms.DateInput(attrs=DAY))


class ProtectionFilter(forms.Form):
    """Filters of protections."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Not closed")), ("over", _("Past their end")), ("closed", _("Closed")), ("all", _("All"))],
    )
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ProtectionForm(VersionForm):
    """An agreement that nobody is charged late fees or shut off."""

    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY))
    ends_on = forms.DateField(label=_("Until, included"), widget=forms.DateInput(attrs=DAY))
    is_for_fees = forms.BooleanField(label=_("No late fees"), required=False, initial=True)
    is_for_shut_offs = forms.BooleanField(label=_("No shut-offs"), required=False, initial=True)
    cycle = forms.ModelChoiceField(
        label=_("Bill cycle"), queryset=BillCycle.objects.none(), required=False, empty_label=_("All")
    )
    invoice_type = forms.ModelChoiceField(
        label=_("Invoice type"), queryset=InvoiceType.objects.none(), required=False, empty_label=_("All")
    )
    payers = forms.CharField(label=_("Payer group"), max_length=160, required=False, help_text=_("Empty: everybody."))
    agreed_by = forms.CharField(
        label=_("Agreed by"),
        max_length=200,
        help_text=_("Who said yes at the biller: the finance director, the council on a day."),
    )
    owner = forms.TypedChoiceField(
        label=_("Who ends it"), coerce=int, help_text=_("Is reminded a week before the end, and after it.")
    )
    cost_amount = forms.DecimalField(
        label=_("Estimated cost"), required=False, min_value=0, max_digits=19, decimal_places=2
    )
    notice_text = forms.CharField(label=_("Notice to payers"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, phase: Phase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices_of(self, phase)
        owner: Any = self.fields["owner"]
        owner.choices = staff_choices()

    def values(self) -> dict[str, Any]:
        """What the operations take: the owner as a person."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return given | {"owner": User.objects.get(pk=given["owner"])}


class CloseForm(VersionForm):
    """How a protection ended."""

    evidence = forms.CharField(
        label=_("What shows that it has ended"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who switched late fees and shut-offs on again, where, when. Files can be added on its page."),
    )
