"""What people type about projects, plans and playbooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.onboarding.enums import PROJECT_STATE_NAMES
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
    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


class FixForm(VersionForm):
    """A task's start, fixed by a person, and its length."""

    date = forms.DateField(
        label=_("Fixed start"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Empty: the plan sets it."),
    )
    duration_days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=1000)


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


class BulkForm(forms.Form):
    """To whom the ticked tasks go."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
