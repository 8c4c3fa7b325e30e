"""The filters that all views of plans share."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilotage.onboarding.enums import PARTY_NAMES
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.pictures.rows import RUNNING
from pilotage.onboarding.rules import ROLE_WORDS
from pilotage.people.pages import kept
from pilotage.people.queries import staff_choices
from pilotage.work.enums import TASK_STATE_NAMES

SHOWS = [
    ("", _("All tasks")),
    ("open", _("Open")),
    ("late", _("Overdue")),
    ("critical", _("Critical")),
    ("mine", _("Mine")),
    ("milestones", _("Milestones")),
]


class TaskFilter(forms.Form):
    """Which tasks a view shows; over all projects the part is left out, for every playbook has its own."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    project = forms.ChoiceField(label=_("Project"), required=False)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWS)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    party = forms.ChoiceField(label=_("Party"), required=False)
    part = forms.ChoiceField(label=_("Part"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    week = forms.DateField(label=_("Week of"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, project: Project | None = None, keep: Sequence[str] = (), **kwargs: Any) -> None:
        """`keep` are settings of the view that stand in the address and stay when the filters change."""
        super().__init__(*args, **kwargs)
        for name in keep:
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        people = kept("plan owners", lambda: [(str(pk), words) for pk, words in staff_choices()])
        choices: dict[str, list[Any]] = {
            "owner": [("", _("Anybody")), ("none", _("Nobody yet")), *people],
            "role": [("", _("All roles")), *ROLE_WORDS.items()],
            "party": [("", _("Everybody")), *PARTY_NAMES.items()],
            "state": [("", _("All states")), *TASK_STATE_NAMES.items()],
        }
        if project is None:
            del self.fields["part"]
            choices["project"] = [("", _("All projects")), *kept("running projects", _running)]
        else:
            del self.fields["project"]
            choices["part"] = [("", _("All parts")), *((part, part) for part in parts_of(project))]
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered


def _running() -> list[tuple[str, str]]:
    found = Project.objects.everywhere().filter(state__in=RUNNING).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in found]


def parts_of(project: Project) -> list[str]:
    """The parts of a plan in its order."""
    found = PlanTask.objects.everywhere().filter(project=project).order_by("position").values_list("part", flat=True)
    return list(dict.fromkeys(found))
