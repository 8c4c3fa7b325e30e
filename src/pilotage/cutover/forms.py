"""What people type about cut-overs."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.cutover.enums import OUTCOME_NAMES, PLAN_STATE_NAMES, STEP_KIND_NAMES
from pilotage.cutover.library import NAMES
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices

DAY, TIME = {"type": "date"}, {"type": "time"}


class PlanFilter(forms.Form):
    """Filters of the list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *PLAN_STATE_NAMES.items()]
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Cut-overs and rehearsals")), ("real", _("Cut-overs")), ("rehearsal", _("Rehearsals"))],
    )
    phase = forms.UUIDField(required=False, widget=forms.HiddenInput)


class _WhenForm(VersionForm):
    """A day and a time where the biller is."""

    day = forms.DateField(label=_("Begins on"), widget=forms.DateInput(attrs=DAY))
    time = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs=TIME, format="%H:%M"))

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["time"].help_text = _("Where the biller is: %(zone)s.") % {"zone": zone}

    def starts_at(self) -> datetime:
        """The instant that was typed."""
        given = self.cleaned_data
        return datetime.combine(given["day"], given["time"], tzinfo=ZoneInfo(self.zone))


class PlanForm(_WhenForm):
    """A new runbook."""

    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    template = forms.ChoiceField(
        label=_("Steps"), required=False, choices=[*NAMES.items(), ("", _("None: write them yourself"))]
    )
    remark = forms.CharField(
        label=_("Contacts and what to know"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Bridge number, mobile numbers and stand-ins; it stands on the printed sheet."),
    )
    field_order = ("name", "template", "day", "time", "remark", "version")

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["template"]


class CopyForm(_WhenForm):
    """A rehearsal or a copy."""

    is_rehearsal = forms.BooleanField(label=_("It is a rehearsal"), required=False, initial=True)
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    field_order = ("is_rehearsal", "name", "day", "time", "version")


class StepForm(VersionForm):
    """A step of the runbook."""

    code = forms.CharField(label=_("Code"), max_length=12, help_text=_("Short: B3."))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(STEP_KIND_NAMES.items()))
    section = forms.CharField(label=_("Section"), max_length=60, required=False)
    title = forms.CharField(label=_("What is done"), max_length=200)
    detail = forms.CharField(
        label=_("How, and what shows that it worked"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.TypedChoiceField(label=_("Owner, or who decides"), required=False, coerce=int, empty_value=None)
    owner_words = forms.CharField(
        label=_("Or somebody outside"),
        max_length=120,
        required=False,
        help_text=_("CIS vendor, biller's finance lead, bank."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=20160)
    depends_on = forms.CharField(label=_("Waits for"), required=False, help_text=_("Codes with blanks between: B1 B2."))
    not_before_day = forms.DateField(label=_("Not before, day"), required=False, widget=forms.DateInput(attrs=DAY))
    not_before_time = forms.TimeField(
        label=_("Not before, time"), required=False, widget=forms.TimeInput(attrs=TIME, format="%H:%M")
    )

    def __init__(self, *args: Any, zone: str, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *people]

    def clean(self) -> dict[str, Any]:
        """A time needs its day."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("not_before_time") and not given.get("not_before_day"):
            self.add_error("not_before_day", _("Say on which day."))
        return given

    def values(self) -> dict[str, Any]:
        """What the operations take."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        day, time = given.pop("not_before_day"), given.pop("not_before_time")
        at = datetime.combine(day, time or datetime.min.time(), tzinfo=ZoneInfo(self.zone)) if day else None
        owner = User.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        codes = given["depends_on"].upper().replace(",", " ").split()
        return given | {"owner": owner, "depends_on": codes, "not_before_at": at}


class TriggerForm(forms.Form):
    """What may mean the way back."""

    title = forms.CharField(label=_("What is seen"), max_length=200)
    threshold = forms.CharField(label=_("From when it counts"), max_length=120, required=False)
    decider = forms.CharField(label=_("Who decides"), max_length=120, required=False)


class NoteForm(forms.Form):
    """Words that go with a move."""

    note = forms.CharField(label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(forms.Form):
    """Go or no-go."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=list(OUTCOME_NAMES.items()), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Grounds"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Needed for a no-go.")
    )


class EntryForm(forms.Form):
    """A line of the log."""

    text = forms.CharField(label=_("Write into the log"), max_length=1000, required=False)


def people() -> list[tuple[int, str]]:
    """Who may own a step."""
    return staff_choices()
