"""Timelines: one plan task by task, and all projects on one ruler. A table of the same rows stands beside each."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.onboarding import queries
from pilotage.onboarding.forms import ProjectFilter
from pilotage.onboarding.models import Baseline, Dependency, PlanTask, Project
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.pictures.portfolio import draw_portfolio, milestones_by_project
from pilotage.onboarding.pictures.scale import ZOOMS
from pilotage.onboarding.pictures.timeline import Baseline as Baselines
from pilotage.onboarding.pictures.timeline import draw
from pilotage.onboarding.project_tabs import all_tabs
from pilotage.onboarding.views.looking import Look, look
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import asked, chips_of, page_of

#: A plan is drawn in portions of so many tasks.
PORTION = 250
KEEP = ("zoom", "links")
NONE = "none"


@staff_page
@require_GET
def timeline(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """The plan across time. `zoom` week, month or quarter; `links=all` draws every dependency; `base` names a baseline, or none."""
    seen = look(request, pk, keep=KEEP)
    project = seen.project
    assert project is not None
    held = queries.baselines_of(project)
    chosen = _offer(seen, held)
    zoom = _zoom(request, "month")
    page: Page[Any] = Paginator(seen.rows, PORTION).get_page(request.GET.get("page"))
    has_all = request.GET.get("links") == "all"
    drawing = draw(
        list(page),
        _links(project),
        seen.today,
        zoom=zoom,
        baseline=_baseline(project, held, chosen),
        marks=_marks(project),
        may_move=may_plan(request.viewer),
        all_links=has_all,
    )
    context = seen.page(_("Timeline of %(name)s"), "") | {
        "drawing": drawing,
        "page": page,
        "zooms": _switch(seen, "zoom", ZOOMS, zoom),
        "links_url": _with(seen.request, links=None if has_all else "all"),
        "has_all_links": has_all,
        "has_base": chosen != NONE,
        "is_empty": drawing is None,
    }
    return render(request, "onboarding/timeline.html", context)


def _links(project: Project) -> list[tuple[Any, Any]]:
    found = Dependency.objects.everywhere().filter(project=project).values_list("predecessor_id", "successor_id")
    return list(found)


def _offer(seen: Look, held: list[Baseline]) -> str:
    """Adds the choice of a baseline to the filters; what is chosen: a key, `none`, or empty for the first plan."""
    choices = [("", _("The first plan")), *((str(one.pk), one.name) for one in held), (NONE, _("None"))]
    seen.form.fields["base"] = forms.ChoiceField(label=_("Baseline"), required=False, choices=choices)
    given = seen.request.GET.get("base", "")
    return given if given in dict(choices) else ""


def _baseline(project: Project, held: list[Baseline], chosen: str) -> Baselines | None:
    """Start and finish of each task by its code."""
    if chosen == NONE:
        return None
    if one := next((one for one in held if str(one.pk) == chosen), None):
        days = date.fromisoformat
        return {row["id"]: (days(row["start"]), days(row["finish"])) for row in one.plan["tasks"]}
    found = PlanTask.objects.everywhere().filter(project=project, baseline_finish_date__isnull=False)
    rows = found.values_list("code", "baseline_start_date", "baseline_finish_date")
    return {code: (start or finish, finish) for code, start, finish in rows}


def _marks(project: Project) -> list[tuple[date, str, str]]:
    marks = []
    if project.phase.target_go_live_date:
        marks.append((project.phase.target_go_live_date, _("Target"), "target"))
    if project.phase.went_live_date:
        marks.append((project.phase.went_live_date, _("Live"), "live"))
    return marks


@staff_page
@require_GET
def all_timeline(request: PageRequest) -> HttpResponse:
    """All projects on one ruler, the nearest go-live first; a page holds 200."""
    today = look(request, None).today
    form = ProjectFilter(request.GET)
    given = asked(form)
    zoom = _zoom(request, "quarter")
    found = queries.projects(
        request.viewer, {"state": "active"} | _set(given), today=today, sort=request.GET.get("sort", "")
    )
    page = page_of(request, found, 200)
    rows = list(page)
    drawing = draw_portfolio(rows, milestones_by_project([one.pk for one in rows]), today, zoom)
    context = {
        "page_title": _("Timeline of all projects"),
        "tabs": all_tabs(request.path),
        "filter_form": form,
        "chips": chips_of(form),
        "page": page,
        "drawing": drawing,
        "zooms": [
            {"label": label, "url": _with(request, zoom=key), "active": key == zoom} for key, label in ZOOMS.items()
        ],
        "is_empty": drawing is None,
        "today": today,
    }
    return render(request, "onboarding/portfolio.html", context)


def _set(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}


def _zoom(request: PageRequest, default: str) -> str:
    given = request.GET.get("zoom", "")
    return given if given in ZOOMS else default


def _switch(seen: Look, name: str, choices: Any, present: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": _with(seen.request, **{name: key}), "active": key == present}
        for key, label in choices.items()
    ]


def _with(request: PageRequest, **changes: str | None) -> str:
    """This page's address with some settings changed."""
    given = request.GET.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value is not None:
            given[name] = value
    return f"?{given.urlencode()}"
