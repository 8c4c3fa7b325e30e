"""What people type about projects, plans and playbooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.onboarding.enums import PROJECT_STATE_NAMES
from pilotage.onboarding.models import PlaybookVersion
from pilotage.onboarding.queries import published_versions
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices, users_with_role

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


class StartForm(forms.Form):
    """A new project: from which playbook, from when, by whom."""

    playbook = forms.ModelChoiceField(label=_("Playbook"), queryset=PlaybookVersion.objects.none(), empty_label=None)
    kickoff_date = forms.DateField(
        label=_("Kickoff"), widget=forms.DateInput(attrs=DAY), help_text=_("A day off moves to the next working day.")
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)

    def __init__(self, *args: Any, held: dict[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        playbook: Any = self.fields["playbook"]
        playbook.queryset = PlaybookVersion.objects.filter(
            pk__in=[one.pk for one in published_versions()]
        ).select_related("playbook")
        for role, label in OWNER_ROLES.items():
            people = [(user.pk, user.name) for user in users_with_role(role)]
            self.fields[role] = forms.TypedChoiceField(
                label=label, required=False, coerce=int, empty_value=None, choices=[("", _("Nobody yet")), *people],
                initial=(held or {}).get(role),
            )  # fmt: skip

    def owners(self) -> dict[str, User]:
        """The people by role."""
        chosen = {role: self.cleaned_data.get(role) for role in OWNER_ROLES}
        users = User.objects.in_bulk([pk for pk in chosen.values() if pk])
        return {role: users[pk] for role, pk in chosen.items() if pk in users}


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


class PlaybookForm(forms.Form):
    """A playbook version from a plan file."""

    name = forms.CharField(label=_("Name"), max_length=160)
    file = forms.FileField(
        label=_("Plan file"),
        help_text=_("CSV with id, task, role, duration_days, depends_on; also phase, milestone, notes, condition."),
    )
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)


class BulkForm(forms.Form):
    """To whom the ticked tasks go."""

    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
