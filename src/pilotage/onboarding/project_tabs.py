"""Tabs above a project's pages: this app's own, and those that higher apps add in their `AppConfig.ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import Project

#: From this position on, a tab stands in the menu at the end of the row.
MORE = 100


@dataclass(frozen=True)
class ProjectTab:
    """One tab. `url_name` takes the project's key, or with `of="phase"` its phase's; with `of="list"` the list is asked for
    `?phase=`. Tabs stand by `position`; those from `MORE` on stand in the menu at the end.
    """

    label: Any
    url_name: str
    position: int = MORE
    of: str = "project"
    is_visible: Callable[[Viewer], bool] = lambda viewer: True

    def address(self, project: Project) -> str:
        """Where the tab leads."""
        if self.of == "list":
            return f"{reverse(self.url_name)}?phase={project.phase_id}"
        return reverse(self.url_name, args=[project.phase_id if self.of == "phase" else project.pk])


_tabs: list[ProjectTab] = [
    ProjectTab(_("List"), "onboarding:project", 10),
    ProjectTab(_("Timeline"), "onboarding:timeline", 20),
    ProjectTab(_("Board"), "onboarding:board", 30),
    ProjectTab(_("Calendar"), "onboarding:calendar", 40),
    ProjectTab(_("Workload"), "onboarding:workload", 50),
    ProjectTab(_("Why the date moved"), "onboarding:why", 60),
    ProjectTab(_("Baselines"), "onboarding:baselines", MORE),
    ProjectTab(_("Playbook"), "onboarding:project_playbook", MORE + 5),
    ProjectTab(_("Technical"), "technical:items", MORE + 40, of="list"),
    ProjectTab(_("Tests"), "testing:list", MORE + 45, of="list"),
    ProjectTab(_("Data fields"), "verification:fields", MORE + 42, of="phase"),
    ProjectTab(_("Verification"), "verification:runs", MORE + 46, of="list"),
    ProjectTab(_("Meetings"), "meetings:of_phase", MORE + 47, of="phase"),
    ProjectTab(_("RAID log"), "raid:log", MORE + 50, of="list"),
]
#: The views over all projects.
_all: list[tuple[Any, str]] = [
    (_("Projects"), "onboarding:list"),
    (_("Timeline"), "onboarding:all_timeline"),
    (_("Tasks"), "onboarding:all_tasks"),
    (_("Board"), "onboarding:all_board"),
    (_("Calendar"), "onboarding:all_calendar"),
    (_("Workload"), "onboarding:all_workload"),
    (_("Summaries"), "summaries:list"),
]


def register_tab(tab: ProjectTab) -> None:
    """Adds a tab; one of the same address takes the place of the former."""
    _tabs[:] = sorted(
        [*(one for one in _tabs if one.url_name != tab.url_name), tab], key=lambda one: (one.position, one.url_name)
    )


def register_all_tab(label: Any, url_name: str) -> None:
    """Adds a tab above the pages over all projects, once."""
    if url_name not in [name for _label, name in _all]:
        _all.append((label, url_name))


def tabs_of(project: Project, path: str, viewer: Viewer) -> list[dict[str, Any]]:
    """`{label, url, active, more}` for each tab that this person uses; the longest address that `path` begins with is active."""
    found = [(one, one.address(project)) for one in _tabs if one.is_visible(viewer)]
    here = max((url for _tab, url in found if path.startswith(url)), key=len, default="")
    return [{"label": one.label, "url": url, "active": url == here, "more": one.position >= MORE} for one, url in found]


def all_tabs(path: str) -> list[dict[str, Any]]:
    """The tabs above the pages over all projects."""
    return [{"label": label, "url": reverse(name), "active": path == reverse(name)} for label, name in _all]
