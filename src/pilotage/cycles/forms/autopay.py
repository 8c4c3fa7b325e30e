"""Forms of AutoPay boards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.cycles.enums import (
    FUNNEL_NAMES,
    METHOD_NAMES,
)
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices

DAY = {"type": "date"}


class SearchForm(forms.Form):
    """Search alone."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


class MoveForm(VersionForm):
    """The head of an AutoPay board."""

    owner = forms.TypedChoiceField(label=_("Who drives it"), required=False, coerce=int, empty_value=None)
    old_stops_on = forms.DateField(
        label=_("Last draft by the old system"), required=False, widget=forms.DateInput(attrs=DAY)
    )
    next_draft_on = forms.DateField(
        label=_("Next draft"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: the next one of the bill cycles."),
    )
    remark = forms.CharField(
        label=_("What to know"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Token release by the incumbent, letters sent, what payers must do. Never card numbers."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]

    def values(self) -> dict[str, Any]:
        """What the operations take."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return given | {"owner": User.objects.filter(pk=given["owner"]).first() if given["owner"] else None}


class FigureForm(forms.Form):
    """One method at the end of one day."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs=DAY))
    method = forms.ChoiceField(label=_("Method"), choices=list(METHOD_NAMES.items()))
    total = forms.IntegerField(
        label=FUNNEL_NAMES["total"], min_value=0, help_text=_("That are to come over by this method.")
    )
    told = forms.IntegerField(label=FUNNEL_NAMES["told"], min_value=0, required=False)
    begun = forms.IntegerField(label=FUNNEL_NAMES["begun"], min_value=0, required=False)
    moved = forms.IntegerField(label=FUNNEL_NAMES["moved"], min_value=0, required=False)
    drafted = forms.IntegerField(label=FUNNEL_NAMES["drafted"], min_value=0, required=False)
    failed = forms.IntegerField(label=FUNNEL_NAMES["failed"], min_value=0, required=False)
    at_risk = forms.IntegerField(
        label=_("At risk of a shut-off"),
        min_value=0,
        required=False,
        help_text=_("Not moved, and their shut-off day is near."),
    )

    def values(self) -> dict[str, Any]:
        """A row as the operation takes it."""
        return {name: 0 if value is None else value for name, value in self.cleaned_data.items()}


class FiguresFileForm(forms.Form):
    """Daily figures as a file."""

    file = forms.FileField(
        label=_("File with figures"),
        help_text=_(
            "CSV or XLSX: date, method (token, enrol, stop), total, told, begun, moved, drafted, failed, at_risk."
        ),
        error_messages={"required": _("Choose a file, then send it.")},
    )


class CheckForm(forms.Form):
    """Two lists of accounts."""

    old = forms.FileField(
        label=_("Accounts still drafted by the old system"),
        help_text=_("CSV or XLSX with a column account (numbers, or their SHA-256), and shut_off where it is known."),
        error_messages={"required": _("Choose the old system's list.")},
    )
    new = forms.FileField(
        label=_("Accounts enrolled on our side"),
        help_text=_("CSV or XLSX with a column account. The lists are compared and forgotten."),
        error_messages={"required": _("Choose our list.")},
    )
