"""The plan as the biller reads it: its parts and milestones against today, and the meetings around it."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilotage.onboarding.models import PlanTask, Project
from pilotage.people.doors import PageRequest, portal_page
from pilotage.people.pages import page_of
from pilotage.portal import queries
from pilotage.portal.views.projects import milestones
from pilotage.work.enums import FINISHED, Side
from pilotage.work.queries import approvals as asks_of

LEFT, WIDTH, ROW, TOP = 230, 900, 30, 26
#: A task of the plan that has its dates, with them: start and due.
Dated = tuple[date, date, PlanTask]


@dataclass(frozen=True)
class Bar:
    """One part of the plan: its days, how much of it is done, and where it is drawn."""

    name: str
    first: date
    last: date
    done: int
    total: int
    ours: int
    x: float
    y: int
    width: float
    done_width: float
    tone: str


@portal_page
@require_GET
def plan(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Parts with their days and what is done; milestones; today."""
    try:
        found = queries.project_for(request.viewer, pk)
    except Project.DoesNotExist:
        raise Http404 from None
    rows = queries.plan_of(found)
    today = timezone.now().astimezone(ZoneInfo(found.biller.time_zone)).date()
    bars, today_x = _bars(rows, today)
    context = {
        "page_title": _("Plan of %(name)s") % {"name": found.name},
        "breadcrumbs": [(_("Home"), reverse("portal:home")), (found.name, reverse("portal:project", args=[pk]))],
        "project": found,
        "bars": bars,
        "today": today,
        "today_x": today_x,
        "width": WIDTH,
        "height": TOP + ROW * len(bars) + 8,
        "milestones": milestones(rows),
        "ours": [row for row in rows if row.task.side == Side.BILLER and row.task.state not in FINISHED][:6],
    }
    return render(request, "portal/plan.html", context)


def _bars(rows: list[PlanTask], today: date) -> tuple[list[Bar], float | None]:
    parts: dict[str, list[Dated]] = {}
    for row in rows:
        if row.task.start_date and row.task.due_date:
            parts.setdefault(row.part, []).append((row.task.start_date, row.task.due_date, row))
    if not parts:
        return [], None
    first = min(start for held in parts.values() for start, _due, _row in held)
    last = max(due for held in parts.values() for _start, due, _row in held)
    scale = (WIDTH - LEFT - 10) / max(1, (last - first).days + 1)
    found = [_bar(name, held, place, first, scale, today) for place, (name, held) in enumerate(parts.items())]
    is_inside = first <= today <= last
    return found, round(LEFT + (today - first).days * scale, 1) if is_inside else None


def _bar(name: str, held: list[Dated], place: int, first: date, scale: float, today: date) -> Bar:
    start, end = min(one[0] for one in held), max(one[1] for one in held)
    done = sum(1 for _start, _due, row in held if row.task.state in FINISHED)
    is_late = any(row.task.state not in FINISHED and due < today for _start, due, row in held)
    width = max(3.0, ((end - start).days + 1) * scale)
    tone = "good" if done == len(held) else "warn" if is_late else "accent"
    ours = sum(1 for _start, _due, row in held if row.task.side == Side.BILLER)
    return Bar(
        name, start, end, done, len(held), ours, round(LEFT + (start - first).days * scale, 1), TOP + place * ROW,
        round(width, 1), round(width * done / len(held), 1), tone,
    )  # fmt: skip


@portal_page
@require_GET
def approvals(request: PageRequest) -> HttpResponse:
    """What waits for their yes or no, then what was answered."""
    page = page_of(request, asks_of(request.viewer, is_waiting=False), 25)
    waiting = list(asks_of(request.viewer, is_waiting=True))
    context: dict[str, Any] = {
        "page_title": _("Approvals"),
        "page_lead": _("%(n)d wait for your yes or no.") % {"n": len(waiting)}
        if waiting
        else _("Nothing waits for your yes."),
        "breadcrumbs": [(_("Home"), reverse("portal:home"))],
        "waiting": waiting,
        "page": page,
        "rows": list(page),
        "is_empty": not waiting and not page.paginator.count,
    }
    return render(request, "portal/approvals.html", context)


@portal_page
@require_GET
def meetings(request: PageRequest) -> HttpResponse:
    """Meetings to which this person is invited: ahead, then past."""
    now = timezone.now()
    page = page_of(request, queries.meetings_past(request.viewer, now), 25)
    context = {
        "page_title": _("Meetings"),
        "breadcrumbs": [(_("Home"), reverse("portal:home"))],
        "ahead": queries.meetings_ahead(request.viewer, now),
        "page": page,
        "rows": list(page),
        "is_empty": False,
    }
    return render(request, "portal/meetings.html", context)
