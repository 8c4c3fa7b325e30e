"""What people ask of the billers list, and what they write about a biller."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.billers.enums import STAGE_NAMES, US_STATES
from pilotage.billers.models import Biller, Integration, Phase
from pilotage.billers.rules import CARE_ROLES
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.catalogue.models import CisProduct
from pilotage.people.enums import ROLE_NAMES, BillerRole
from pilotage.people.forms.choices import zone_choices
from pilotage.people.pages import VersionForm, kept
from pilotage.people.queries import staff_choices

BAND_CHOICES = [
    ("", _("Any MRR")), ("to-3000", _("under 3,000")), ("3000-5000", _("3,000 to 5,000")),
    ("5000-20000", _("5,000 to 20,000")), ("20000", _("20,000 and more")), ("unknown", _("not known")),
]  # fmt: skip
DAY = {"type": "date"}


class BillerFilter(forms.Form):
    """Filters of the list. Staff and products in use are read when the form is drawn."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("All stages")), *STAGE_NAMES.items()])
    vertical = forms.ChoiceField(
        label=_("Vertical"), required=False, choices=[("", _("All verticals")), *VERTICAL_NAMES.items()]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *((code, code) for code in US_STATES)]
    )
    band = forms.ChoiceField(label=_("MRR"), required=False, choices=BAND_CHOICES)
    product = forms.ChoiceField(label=_("CIS"), required=False)
    who = forms.TypedChoiceField(label=_("Looked after by"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["who"]
        who.choices = [("", _("Anybody")), *kept("billers.staff", staff_choices)]
        product: Any = self.fields["product"]
        product.choices = [("", _("Any CIS")), *kept("billers.products", _products_in_use)]


def _products_in_use() -> list[tuple[str, str]]:
    used = CisProduct.objects.filter(pk__in=Integration.objects.everywhere().values("product"))
    return [(str(pk), f"{vendor} {name}") for pk, vendor, name in used.values_list("pk", "vendor", "product")]


class BillerForm(VersionForm):
    """Facts of a biller."""

    name = forms.CharField(label=_("Name"), max_length=200)
    external_id = forms.CharField(
        label=_("Id"),
        max_length=120,
        help_text=_("Your own id for it; it never changes. Files and the API know it by this."),
    )
    vertical = forms.ChoiceField(
        label=_("Vertical"), required=False, choices=[("", _("Not known yet")), *VERTICAL_NAMES.items()]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Not known yet")), *((code, code) for code in US_STATES)]
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Support windows end at midnight there."))
    mrr_amount = forms.CharField(
        label=_("MRR, USD"),
        required=False,
        help_text=_("Monthly recurring revenue, such as 4200.50. Empty while it isn't known."),
    )
    is_enterprise = forms.BooleanField(label=_("Enterprise account"), required=False)
    contract_date = forms.DateField(label=_("Contract signed"), required=False, widget=forms.DateInput(attrs=DAY))
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, biller: Biller | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        zone.choices = zone_choices()
        if biller is not None:
            del self.fields["external_id"]

    def values(self) -> dict[str, Any]:
        """The fields for the operation."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class IntegrationForm(VersionForm):
    """A CIS product with its integrator."""

    product = forms.ModelChoiceField(
        label=_("CIS product"), queryset=CisProduct.objects.none(), required=False, empty_label=_("Not known yet")
    )
    integrator = forms.CharField(
        label=_("Integrator"),
        max_length=160,
        required=False,
        help_text=_("Who builds the interface. New or existing is judged on product and integrator together."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product: Any = self.fields["product"]
        product.queryset = CisProduct.objects.filter(is_retired=False)


class ContactForm(VersionForm):
    """A person at the biller."""

    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.CharField(label=_("Role"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class PhaseForm(VersionForm):
    """A go-live of the biller."""

    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("Such as Phase 2 · Sewer. Empty: its number.")
    )
    integration = forms.ModelChoiceField(
        label=_("Integration"), queryset=Integration.objects.none(), required=False, empty_label=_("Not known yet")
    )
    is_phased = forms.BooleanField(label=_("Part of a phased go-live"), required=False)
    target_go_live_date = forms.DateField(label=_("Target go-live"), required=False, widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, biller: Biller, phase: Phase | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        integration: Any = self.fields["integration"]
        integration.queryset = Integration.objects.everywhere().filter(biller=biller).select_related("product")
        if phase is not None:
            del self.fields["target_go_live_date"]


class TargetForm(VersionForm):
    """The day on which a phase should go live."""

    date = forms.DateField(
        label=_("Target go-live"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty takes the date away."),
    )
    reason = forms.CharField(label=_("Why it moves"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CareForm(VersionForm):
    """Who looks after a biller."""

    role = forms.ChoiceField(label=_("As"), choices=[(role, ROLE_NAMES[role]) for role in CARE_ROLES])
    user = forms.TypedChoiceField(label=_("Who"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.choices = kept("billers.carers", lambda: staff_choices(*CARE_ROLES))


class InvoiceTypeForm(forms.Form):
    """A stream of bills."""

    name = forms.CharField(label=_("Name"), max_length=120)
    phase = forms.ModelChoiceField(
        label=_("Goes live with"), queryset=Phase.objects.none(), required=False, empty_label=_("Every phase")
    )

    def __init__(self, *args: Any, biller: Biller, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase: Any = self.fields["phase"]
        phase.queryset = Phase.objects.everywhere().filter(biller=biller).select_related("biller")


class MemberForm(forms.Form):
    """A biller's person who should use the portal."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("They get an invitation to choose a password."))
    role = forms.ChoiceField(label=_("Role"), choices=[(role, ROLE_NAMES[role]) for role in BillerRole])


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
