"""What people type to move tasks in time and to change several at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.work.enums import TASK_STATE_NAMES

DAY = {"type": "date"}
#: How a start holds.
HOLDS = [
    ("no_earlier", _("Not before this day; later where it waits for something")),
    ("fixed", _("On exactly this day; the plan says where that can't hold")),
    ("free", _("As the plan works it out")),
]


class ShiftForm(VersionForm):
    """Where a bar goes: its start, how that holds, its length."""

    start = forms.DateField(label=_("Start"), required=False, widget=forms.DateInput(attrs=DAY))
    hold = forms.ChoiceField(label=_("The start holds"), choices=HOLDS)
    duration_days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=1000)
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("hold") != "free" and not given.get("start") and "start" not in self.errors:
            self.add_error("start", _("Choose a day, or let the plan work it out."))
        return given

    def values(self) -> dict[str, Any]:
        """The plan fields of the task."""
        hold, start = self.cleaned_data["hold"], self.cleaned_data["start"]
        return {
            "no_earlier_date": start if hold == "no_earlier" else None,
            "fixed_date": start if hold == "fixed" else None,
            "duration_days": self.cleaned_data["duration_days"],
        }


KEEP = "keep"


class EditForm(forms.Form):
    """What several tasks get; what is left empty stays as it is."""

    owner = forms.ChoiceField(label=_("Owner"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("For tasks that are blocked or dropped.")
    )
    shift_days = forms.IntegerField(
        label=_("Shift the start by working days"), required=False, min_value=-500, max_value=500,
        help_text=_("5 moves a week later, -5 a week sooner, as far as what they wait for allows."),
    )  # fmt: skip
    duration_days = forms.IntegerField(label=_("Length in working days"), required=False, min_value=1, max_value=1000)
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        state: Any = self.fields["state"]
        people = [(str(pk), words) for pk, words in staff_choices()]
        owner.choices = [("", _("As it is")), ("none", _("Nobody yet")), *people]
        state.choices = [("", _("As it is")), *TASK_STATE_NAMES.items()]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(given.get(name) for name in ("owner", "state", "shift_days", "duration_days")):
            self.add_error(None, _("Nothing is chosen. Say what the tasks should get."))
        return given
