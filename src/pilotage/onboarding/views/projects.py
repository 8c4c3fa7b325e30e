"""Projects: list, start, plan as a list, hold, resume, finish, cancel."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
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
from pilotage.onboarding import operations, queries, rules
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.forms import BulkForm, HoldForm, PlanFilter, ProjectFilter, ReasonForm
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.scheduling import calendar
from pilotage.onboarding.views.project_frame import find_project, frame_of, today_at
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.pages import act, asked, chips_of, export_urls, form_page, page_of
from pilotage.work.enums import FINISHED, Side
from pilotage.work.views.tasks import talk_about

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
PLAN_HEADERS = (
    "id",
    "phase",
    "task",
    "role",
    "owner",
    "state",
    "start",
    "due",
    "done_on",
    "float_days",
    "critical",
    "milestone",
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
        "tabs": [
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
    gap = (
        calendar().working_days_between(target, planned) - 1
        if is_ahead and target and planned and planned > target
        else 0
    )
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
@require_GET
def project(request: PageRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The plan as a list, by part and milestone; `?as=csv` or `xlsx` gives it as a file."""
    found = find_project(request, pk)
    rows, today = queries.plan_of(found), today_at(found)
    if request.GET.get("as") in KINDS:
        return table_file(request.GET["as"], "plan", PLAN_HEADERS, _plan_export(rows))
    form = PlanFilter(request.GET)
    shown = _shown(rows, asked(form), request.viewer.user_id, today)
    context = frame_of(request, found, rows, today) | {
        "filter_form": form,
        "chips": chips_of(form),
        "parts": [{"name": name, "rows": list(group)} for name, group in groupby(shown, key=lambda row: row.part)],
        "is_empty": not shown,
        "bulk_form": BulkForm() if may_plan(request.viewer) else None,
        "talk": talk_about(request, found.record),
        "history_url": reverse("desk:history", args=[pk]),
        **export_urls(request),
    }
    return render(request, "onboarding/project.html", context)


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


def _shown(rows: list[PlanTask], given: dict[str, Any], user_id: int | None, today: date) -> list[PlanTask]:
    tests = {
        "open": lambda row: row.task.state not in FINISHED,
        "late": lambda row: row.task.state not in FINISHED and row.task.due_date and row.task.due_date < today,
        "mine": lambda row: row.task.owner_id == user_id,
        "critical": lambda row: row.is_critical and row.task.state not in FINISHED,
        "biller": lambda row: row.task.side == Side.BILLER,
    }
    test, text = tests.get(given.get("show", "")), given.get("q", "").lower()
    shown = [
        row
        for row in rows
        if (test is None or test(row)) and (text in row.task.title.lower() or text in row.code.lower())
    ]
    for row in shown:
        row.role_words = rules.role_words(row.roles)  # type: ignore[attr-defined]
    return shown


def _plan_export(rows: list[PlanTask]) -> Iterator[list[object]]:
    for row in rows:
        yield [
            row.code, row.part, row.task.title, ";".join(row.roles), row.task.owner.name if row.task.owner else "", row.task.state,
            row.task.start_date, row.task.due_date, row.actual_finish_date, row.float_days, row.is_critical, row.milestone,
        ]  # fmt: skip
