"""What people type about projects, plans and playbooks."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.onboarding.enums import ANCHOR_NAMES, PARTY_NAMES, PROJECT_STATE_NAMES, SHAPE_NAMES, Party
from pilotage.onboarding.models import Baseline
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices

DAY = {"type": "date"}
OWNER_ROLES = {
    "pm": _("Project manager"),
    "im": _("Implementation manager"),
    "os": _("Onboarding specialist"),
    "csm": _("Customer success manager"),
}


SHOWN = [
    ("", _("All tasks")),
    ("open", _("Open")),
    ("late", _("Overdue")),
    ("mine", _("Mine")),
    ("critical", _("Critical")),
    ("biller", _("Owed by the biller")),
    ("conflict", _("Dates that can't hold")),
]
GROUPED = [
    ("", _("Phase")),
    ("milestone", _("Milestone")),
    ("owner", _("Owner")),
    ("state", _("State")),
    ("party", _("Who answers for it")),
]


class ProjectFilter(forms.Form):
    """Filters of the projects list."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *PROJECT_STATE_NAMES.items()]
    )
    risk = forms.ChoiceField(
        label=_("Dates"), required=False, choices=[("", _("Any dates")), ("late", _("Planned after the target"))]
    )
    who = forms.TypedChoiceField(label=_("Looked after by"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["who"]
        who.choices = [("", _("Anybody")), *staff_choices("pm", "im", "os")]


class PlanFilter(forms.Form):
    """Which tasks of a plan are shown."""

    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWN)
    group = forms.ChoiceField(label=_("Group by"), required=False, choices=GROUPED)
    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


class PlanTaskForm(VersionForm):
    """Everything that a task's dates depend on."""

    duration_days = forms.IntegerField(label=_("Working days"), min_value=0, max_value=1000)
    waits_for = forms.CharField(
        label=_("Waits for"),
        required=False,
        help_text=_("Codes, each with a link if it is not finish to start: T001; T002 SS+2; T003 FF-1."),
    )
    fixed_date = forms.DateField(
        label=_("Must start on"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Never moved by the plan; where it can't hold, the plan says so."),
    )
    no_earlier_date = forms.DateField(
        label=_("Not before"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Holds the start back.")
    )
    finish_by_date = forms.DateField(
        label=_("Finish by"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Told when it can't be met."),
    )
    percent_done = forms.IntegerField(label=_("Percent done"), min_value=0, max_value=99, required=False)
    actual_start_date = forms.DateField(label=_("Begun on"), required=False, widget=forms.DateInput(attrs=DAY))
    actual_finish_date = forms.DateField(label=_("Done on"), required=False, widget=forms.DateInput(attrs=DAY))
    party = forms.ChoiceField(label=_("Who answers for it"), required=False)
    shape = forms.ChoiceField(label=_("Drawn as"), choices=list(SHAPE_NAMES.items()))
    spans = forms.CharField(
        label=_("Spans"), required=False, help_text=_("For a hammock: the codes of the tasks that it spans.")
    )

    def __init__(self, *args: Any, party: str, is_done: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["party"]
        derived = _("As its roles say: %(party)s") % {"party": PARTY_NAMES[Party(party)]}
        who.choices = [("", derived), *PARTY_NAMES.items()]
        if not is_done:
            del self.fields["actual_finish_date"]

    def clean_spans(self) -> list[str]:
        """The codes as a list."""
        return [code for code in re.split(r"[;,\s]+", self.cleaned_data["spans"]) if code]


class RowForm(VersionForm):
    """What is edited in a row of the list."""

    duration_days = forms.IntegerField(label=_("Working days"), min_value=0, max_value=1000)
    waits_for = forms.CharField(label=_("Waits for"), required=False)
    fixed_date = forms.DateField(label=_("Must start on"), required=False, widget=forms.DateInput(attrs=DAY))
    finish_by_date = forms.DateField(label=_("Finish by"), required=False, widget=forms.DateInput(attrs=DAY))
    percent_done = forms.IntegerField(label=_("Percent done"), min_value=0, max_value=99, required=False)


class HoldForm(forms.Form):
    """Why something stands still, who holds it up, and when it should go on."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    party = forms.ChoiceField(label=_("Who holds it up"), choices=list(PARTY_NAMES.items()))
    since = forms.DateField(
        label=_("Since"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: today where the biller is."),
    )
    expected = forms.DateField(
        label=_("Should go on"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: nobody knows yet."),
    )


class ResumeForm(forms.Form):
    """Since when it goes on."""

    on = forms.DateField(
        label=_("It goes on since"), required=False, widget=forms.DateInput(attrs=DAY), help_text=_("Empty: today.")
    )


class ReplanForm(VersionForm):
    """From which end a plan is worked out, and as of which day."""

    anchor = forms.ChoiceField(
        label=_("Work the dates out"), choices=list(ANCHOR_NAMES.items()), widget=forms.RadioSelect
    )
    status_date = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Nothing that is open is planned before this day. Empty: the plan stands as it was agreed."),
    )


class CompleteForm(forms.Form):
    """On which day a task was done."""

    on = forms.DateField(
        label=_("Done on"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: today where the biller is."),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class BaselineForm(forms.Form):
    """The name under which a plan is kept as it stands."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: after the scope workshop."))
    remark = forms.CharField(label=_("Why it is taken"), max_length=300, required=False)


class CompareForm(forms.Form):
    """Between which two states of a plan."""

    since = forms.TypedChoiceField(label=_("From"), required=False, coerce=int, empty_value=None)
    until = forms.TypedChoiceField(label=_("To"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, baselines: Sequence[Baseline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(one.pk, one.name) for one in baselines]
        since: Any = self.fields["since"]
        until: Any = self.fields["until"]
        since.choices = held
        until.choices = [("", _("Today")), *held]


class BulkForm(forms.Form):
    """To whom the ticked tasks go."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]


class PlanFileForm(forms.Form):
    """A plan from another program."""

    file = forms.FileField(
        label=_("Plan file"),
        help_text=_(
            "MS Project XML (File, Save as, XML), or XLSX as this page exports it. You see what it changes first."
        ),
    )
