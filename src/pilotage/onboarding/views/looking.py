"""What all views of plans do alike: over one project or over all, the filters, the head and the tabs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.pictures.filters import TaskFilter
from pilotage.onboarding.pictures.rows import MOST_ROWS, PlanRow, plan_rows, plan_tasks
from pilotage.onboarding.project_tabs import all_tabs, tabs_of
from pilotage.onboarding.views.projects import find_project
from pilotage.people.doors import PageRequest
from pilotage.people.pages import asked, chips_of


@dataclass
class Look:
    """A view over one project's plan, or with `project` None over the tasks of all running projects."""

    request: PageRequest
    project: Project | None
    form: TaskFilter
    today: date
    keep: Sequence[str]
    most: int

    @cached_property
    def given(self) -> dict[str, Any]:
        """What the filters ask for."""
        return asked(self.form)

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self.request.viewer

    @property
    def found(self) -> QuerySet[PlanTask]:
        """The tasks as a query."""
        return plan_tasks(self.viewer, self.project, self.given, today=self.today)

    @cached_property
    def rows(self) -> list[PlanRow]:
        """The tasks."""
        return plan_rows(self.found, self.most)

    def address(self, name: str) -> str:
        """The address of a view of the same tasks: `address("board")`."""
        if self.project is not None:
            return reverse(f"onboarding:{name}", args=[self.project.pk])
        return reverse(f"onboarding:all_{name}")

    def cut(self) -> dict[str, Any]:
        """Whether there are more tasks than the view reads."""
        return {"is_cut": len(self.rows) >= self.most, "most": self.most}

    def page(self, title: str, title_of_all: str) -> dict[str, Any]:
        """The context of its page. `title` has %(name)s for the project."""
        project = self.project
        crumbs = [(_("Projects"), reverse("onboarding:list"))]
        if project is not None:
            crumbs.append((project.biller.name, reverse("desk:biller", args=[project.biller_id])))
        tabs = tabs_of(project, self.request.path, self.viewer) if project else all_tabs(self.request.path)
        return {
            "page_title": title % {"name": project.name} if project else title_of_all,
            "breadcrumbs": crumbs,
            "project": project,
            "tabs": tabs,
            "today": self.today,
            "filter_form": self.form,
            "chips": chips_of(self.form, leave=tuple(self.keep)),
            "may_plan": may_plan(self.viewer),
        }


def tasks_url(project: Project | None, **asked: Any) -> str:
    """The list of the tasks behind a figure."""
    about = {"project": project.pk} if project is not None else {}
    return f"{reverse('onboarding:all_tasks')}?{urlencode(about | asked)}"


def look(request: PageRequest, pk: uuid.UUID | None, keep: Sequence[str] = (), most: int = MOST_ROWS) -> Look:
    """What a view looks at. A project that the viewer doesn't see is a page that isn't there."""
    project = find_project(request, pk) if pk is not None else None
    zone = project.biller.time_zone if project is not None else request.viewer.time_zone
    now: datetime = timezone.now()
    form = TaskFilter(request.GET, project=project, keep=keep)
    return Look(request, project, form, now.astimezone(ZoneInfo(zone)).date(), keep, most)


def came_from(request: PageRequest, default: str) -> str:
    """Where a form goes back to: the page of ours that it was opened from."""
    given = request.POST.get("back") or request.GET.get("back")
    if given is None:
        parts = urlsplit(request.headers.get("Referer", ""))
        is_ours = parts.netloc == request.get_host() and parts.path != request.path
        given = f"{parts.path}?{parts.query}".rstrip("?") if is_ours else default
    return given if given.startswith("/") and url_has_allowed_host_and_scheme(given, None) else default
