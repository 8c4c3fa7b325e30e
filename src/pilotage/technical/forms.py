"""What people type about technical checklists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.technical.enums import AREA_NAMES, EVIDENCE_NAMES, STANDING_NAMES

DAY = {"type": "date"}


class ListFilter(forms.Form):
    """Filters of the progress matrix."""

    q = forms.CharField(label=_("Biller"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    when = forms.ChoiceField(
        label=_("Go-live"), required=False, choices=[("", _("Ahead")), ("live", _("Live")), ("all", _("All"))]
    )


class ItemFilter(forms.Form):
    """Filters of the items."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("All areas")), *AREA_NAMES.items()])
    standing = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), ("open_ones", _("Not done")), *STANDING_NAMES.items()],
    )
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    until = forms.ChoiceField(
        label=_("Evidence"), required=False, choices=[("", _("Any end")), ("soon", _("Ends within two weeks"))]
    )
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)
    biller = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Anybody")), *staff_choices()]


class BeginForm(forms.Form):
    """Which areas concern the phase."""

    areas = forms.MultipleChoiceField(
        label=_("Areas"),
        choices=list(AREA_NAMES.items()),
        initial=list(AREA_NAMES),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What doesn't concern this phase can also be set aside later, item by item, with a reason."),
    )


class ItemForm(VersionForm):
    """An item: what has to be so, who sees to it, by when."""

    area = forms.ChoiceField(label=_("Area"), choices=list(AREA_NAMES.items()))
    title = forms.CharField(label=_("What has to be so"), max_length=200)
    expected = forms.CharField(label=_("What would show it"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    due_date = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs=DAY))
    needs_second = forms.BooleanField(label=_("Money moves by it: a second person looks"), required=False)
    field_order = ("area", "title", "expected", "owner", "due_date", "needs_second", "version")

    def __init__(self, *args: Any, is_new: bool = True, is_own: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
        if not is_new:
            del self.fields["area"]
        if not is_own:
            del self.fields["needs_second"]

    def values(self) -> dict[str, Any]:
        """What the operations take: the owner as a person."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        given["owner"] = User.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        return given


class EvidenceForm(forms.Form):
    """What shows that an item is so."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=list(EVIDENCE_NAMES.items()), initial="note", widget=forms.RadioSelect
    )
    file = forms.FileField(label=_("File"), required=False)
    link = forms.CharField(label=_("Link"), required=False, max_length=500, widget=forms.URLInput)
    text = forms.CharField(
        label=_("What was seen, by whom and when"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    expires_on = forms.DateField(
        label=_("Holds until"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: by its kind of check."),
    )


class ReasonForm(VersionForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("reason", "version")


class BulkForm(forms.Form):
    """To whom the ticked items go."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
