"""What the palette can begin or open by its words: actions, views over all projects, and a view of one project by its name."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pilotage.core.viewer import Viewer
from pilotage.desk.navigation import ADMIN, BUILDERS, CARERS, address
from pilotage.onboarding.models import Project
from pilotage.people.enums import Role

EACH = 6
LEAST = 2
_PLANNERS = (Role.PM, Role.IM, Role.ADMIN)
_VIEWERS = (*BUILDERS, *CARERS, *ADMIN)


@dataclass(frozen=True)
class Action:
    """Words that say what it does, the page where it is done, and who may do it."""

    label: Any
    url_name: str
    icon: str
    roles: tuple[str, ...] = ()


ACTIONS = (
    Action(gettext_lazy("New task"), "onboarding:all_add", "plus", _PLANNERS),
    Action(gettext_lazy("New biller"), "billers:new", "plus", _PLANNERS),
    Action(gettext_lazy("Import a portfolio"), "portfolio:imports", "file-import", _PLANNERS),
    Action(gettext_lazy("Publish a playbook"), "onboarding:playbook_new", "upload", _PLANNERS),
    Action(gettext_lazy("Tasks of all projects"), "onboarding:all_tasks", "list-check", _VIEWERS),
    Action(gettext_lazy("Timeline of all projects"), "onboarding:all_timeline", "timeline", _VIEWERS),
    Action(gettext_lazy("Board of all projects"), "onboarding:all_board", "layout-kanban", _VIEWERS),
    Action(gettext_lazy("Calendar of all projects"), "onboarding:all_calendar", "calendar", _VIEWERS),
    Action(gettext_lazy("Workload over all projects"), "onboarding:all_workload", "users-group", _VIEWERS),
    Action(gettext_lazy("Choose which notices I get"), "notices:choices", "bell"),
    Action(gettext_lazy("Edit my profile"), "people:profile", "user-circle"),
)
#: Views of one project, by the word that asks for them: "hill board" opens the board of Hill Water.
VIEWS = {
    "plan": ("onboarding:project", "list-check"),
    "timeline": ("onboarding:timeline", "timeline"),
    "board": ("onboarding:board", "layout-kanban"),
    "calendar": ("onboarding:calendar", "calendar"),
    "workload": ("onboarding:workload", "users-group"),
}


def actions_for(viewer: Viewer, text: str) -> list[dict[str, Any]]:
    """Actions whose words hold every word of the text, and views of projects that it names; at most six of each."""
    words = text.casefold().split()
    if len("".join(words)) < LEAST:
        return []
    found = []
    for action in ACTIONS:
        url = address(action.url_name)
        may = not action.roles or viewer.has(*action.roles)
        if url and may and all(word in str(action.label).casefold() for word in words):
            found.append({"label": action.label, "url": url, "icon": action.icon})
    return found[:EACH] + _views(viewer, words)


def _views(viewer: Viewer, words: list[str]) -> list[dict[str, Any]]:
    asked = next((view for view in VIEWS if words and len(words[-1]) >= LEAST and view.startswith(words[-1])), None)
    name = " ".join(words[:-1])
    if asked is None or len(name) < LEAST:
        return []
    url_name, icon = VIEWS[asked]
    labels = {
        "plan": _("Plan of %(name)s"),
        "timeline": _("Timeline of %(name)s"),
        "board": _("Board of %(name)s"),
        "calendar": _("Calendar of %(name)s"),
        "workload": _("Workload in %(name)s"),
    }
    found = Project.objects.visible_to(viewer).filter(name__icontains=name).order_by("name")[:EACH]
    return [
        {"label": labels[asked] % {"name": one.name}, "url": reverse(url_name, args=[one.pk]), "icon": icon}
        for one in found
    ]
