"""Projects: list, start, plan as a list, hold, resume, finish, cancel."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilotage.core.exports import KINDS, table_file
from pilotage.onboarding import operations, queries
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.forms import HoldForm, ProjectFilter, ReasonForm
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.project_tabs import all_tabs
from pilotage.onboarding.scheduling import working_days_late
from pilotage.onboarding.views.project_frame import find_project
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of

HEADERS = (
    "external_id",
    "project",
    "biller",
    "phase",
    "state",
    "kickoff",
    "planned_go_live",
    "target_go_live",
    "done",
    "tasks",
)


@staff_page
@require_GET
def project_list(request: PageRequest) -> HttpResponseBase:
    """Search, filter, sort; `?as=csv` or `xlsx` gives a file."""
    form = ProjectFilter(request.GET)
    given, sort = asked(form), request.GET.get("sort", "")
    asked_for = given | ({"who": request.viewer.user_id} if request.GET.get("mine") else {})
    found = queries.projects(request.viewer, asked_for, today=_day(request), sort=sort)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "projects", HEADERS, _export(found))
    page = page_of(request, found)
    context = {
        "page_title": _("Projects"),
        "filter_form": form,
        "chips": chips_of(form),
        "sort": sort,
        "page": page,
        "rows": [_row(one) for one in page],
        "is_empty": not page.paginator.count,
        "tabs": all_tabs(request.path),
        "may_plan": may_plan(request.viewer),
        "whose": [
            {"label": _("All"), "url": reverse("onboarding:list"), "active": not request.GET.get("mine")},
            {
                "label": _("Mine"),
                "url": f"{reverse('onboarding:list')}?mine=1",
                "active": bool(request.GET.get("mine")),
            },
        ],
        **export_urls(request),
    }
    return render(request, "onboarding/list.html", context)


def _day(request: PageRequest) -> date:
    """Today where the reader is."""
    now: datetime = timezone.now()
    return now.astimezone(ZoneInfo(request.viewer.time_zone)).date()


def _row(one: Any) -> dict[str, Any]:
    target, planned = one.phase.target_go_live_date, one.planned_go_live_date
    is_ahead = one.state == ProjectState.ACTIVE and one.phase.went_live_date is None
    gap = max(0, working_days_late(target, planned)) if is_ahead else 0
    carers = {care.role: care.user.name for care in one.biller.builders}
    return {
        "project": one,
        "gap": gap,
        "im": carers.get("im", ""),
        "pm": carers.get("pm", ""),
        "went_live": one.phase.went_live_date,
    }


def _export(found: Any) -> Iterator[list[object]]:
    for one in found.iterator(chunk_size=500):
        yield [
            one.external_id, one.name, one.biller.name, one.phase.name, one.state, one.kickoff_date, one.planned_go_live_date,
            one.phase.target_go_live_date, one.tasks_done, one.tasks_total,
        ]  # fmt: skip


@staff_page
@require_http_methods(["GET", "POST"])
def project_move(request: PageRequest, pk: uuid.UUID, to: str) -> HttpResponse:
    """Hold or cancel with a reason; resume or finish at once."""
    found = find_project(request, pk)
    back = reverse("onboarding:project", args=[pk])
    plain = {"resume": operations.resume_project, "finish": operations.finish_project}
    if to in plain and request.method == "POST":
        return act(
            request,
            lambda: plain[to](project=found, by=request.viewer, now=timezone.now()),
            said=_("The project is changed."),
            then=back,
        )
    reasoned: dict[str, Any] = {"hold": operations.hold_project, "cancel": operations.cancel_project}
    if to not in reasoned:
        raise Http404
    form = (HoldForm if to == "hold" else ReasonForm)(request.POST or None)

    def run(given: Any) -> str:
        reasoned[to](project=found, by=request.viewer, now=timezone.now(), **given)
        return back

    titles = {"hold": _("Hold %(name)s"), "cancel": _("Cancel %(name)s")}
    labels = {"hold": _("Hold project"), "cancel": _("Cancel project")}
    context = {
        "page_title": titles[to] % {"name": found.name},
        "breadcrumbs": [(found.name, back)],
        "submit_label": labels[to],
        "cancel_url": back,
    }
    return form_page(request, form, run, context=context)
