"""What people type on views of plans: where a card goes, a new task."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.pictures.board import NOBODY
from pilotage.onboarding.pictures.filters import parts_of
from pilotage.onboarding.rules import ROLE_WORDS
from pilotage.people.models import User
from pilotage.people.pages import VersionForm
from pilotage.people.queries import staff_choices
from pilotage.work.enums import TASK_STATE_NAMES

DAY = {"type": "date"}
LABELS = {"state": _("State"), "owner": _("Owner"), "part": _("Part")}


class PlaceForm(VersionForm):
    """Into which column a card goes."""

    to = forms.ChoiceField(label=_("To"))
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("For a task that is blocked or dropped.")
    )
    by = forms.CharField(widget=forms.HiddenInput, required=False)
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].label = LABELS[kind]
        if kind != "state":
            del self.fields["reason"]

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Sets the columns that there are."""
        field: Any = self.fields["to"]
        field.choices = choices

    def clean_reason(self) -> str:
        return str(self.cleaned_data.get("reason") or "")


def place_choices(kind: str, plan_task: PlanTask) -> list[tuple[str, str]]:
    """The columns that a card can go to."""
    if kind == "state":
        return [(state.value, name) for state, name in TASK_STATE_NAMES.items()]
    if kind == "part":
        return [(part, part) for part in parts_of(plan_task.project)]
    people = [(str(pk), words) for pk, words in staff_choices()]
    owner = plan_task.task.owner
    if owner is not None and str(owner.pk) not in dict(people):
        people.append((str(owner.pk), owner.name))
    return [(NOBODY, str(_("Nobody yet"))), *people]


class AddForm(forms.Form):
    """A new task of a plan, in one line; all but the title has an answer already."""

    project = forms.ModelChoiceField(label=_("Project"), queryset=Project.objects.none())
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    part = forms.CharField(
        label=_("Part"), required=False, max_length=120, help_text=_("Empty: the last part of the plan.")
    )
    duration_days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=1000, initial=1)
    after = forms.CharField(
        label=_("After"),
        required=False,
        max_length=200,
        help_text=_("Codes of tasks it waits for, with commas between."),
    )
    start_date = forms.DateField(
        label=_("Start"),
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Counts where it waits for no task. Empty: the next working day."),
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", "–"), *ROLE_WORDS.items()])
    owner = forms.TypedChoiceField(label=_("Owner"), required=False, coerce=int, empty_value=None)
    back = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, project: Project | None, projects: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.choices = [("", _("Nobody yet")), *staff_choices()]
        chosen: Any = self.fields["project"]
        if project is not None:
            del self.fields["project"]
            parts = parts_of(project)
            self.fields["part"] = forms.ChoiceField(
                label=_("Part"), required=False, choices=[(part, part or "–") for part in parts]
            )
            self.initial.setdefault("part", parts[-1] if parts else "")
            self.order_fields(["title", "part", "duration_days", "after", "start_date", "role", "owner"])
        else:
            chosen.queryset = projects

    def owner_user(self) -> User | None:
        """The chosen person."""
        return User.objects.filter(pk=self.cleaned_data["owner"] or 0, is_active=True).first()

    def codes(self) -> list[str]:
        """The tasks it waits for."""
        return [code.strip() for code in self.cleaned_data["after"].replace(";", ",").split(",") if code.strip()]
