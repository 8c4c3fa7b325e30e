"""Workload: people by weeks, days of tasks planned against what each person takes on."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pilotage.onboarding.pictures.workload import Cell, Line, Worker, heat_map, loads, mondays
from pilotage.onboarding.views.looking import Look, look, tasks_url
from pilotage.onboarding.working_days import calendar, working_days_of
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.work.enums import FINISHED

LEVELS = {
    "none": gettext_lazy("nothing planned"),
    "off": gettext_lazy("away"),
    "light": gettext_lazy("fits"),
    "some": gettext_lazy("fits, more than half"),
    "full": gettext_lazy("full"),
    "over": gettext_lazy("too much"),
    "away": gettext_lazy("planned while away"),
}
KEEP = ("from",)


@staff_page
@require_GET
def workload(request: PageRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """Twelve weeks from the one of `from`, or from this one."""
    seen = look(request, pk, keep=KEEP)
    workday = calendar().next_working_day(seen.today)
    first = _day(request.GET.get("from", ""), workday)
    weeks = mondays(first)
    last = weeks[-1] + timedelta(days=6)
    open_tasks = seen.found.exclude(task__owner=None).exclude(task__state__in=FINISHED)
    rows = loads(open_tasks.filter(task__start_date__lte=last, task__due_date__isnull=False))
    lines = heat_map(rows, _workers({row.owner_id for row in rows}, weeks), weeks, workday)
    context = seen.page(_("Workload in %(name)s"), _("Workload over all projects")) | {
        "weeks": weeks,
        "lines": [_drawn(seen, line) for line in lines],
        "finding": _finding(lines, weeks),
        "is_empty": not lines,
        "before_url": _address(seen, weeks[0] - timedelta(weeks=6)),
        "after_url": _address(seen, weeks[0] + timedelta(weeks=6)),
        "levels": [(key, LEVELS[key]) for key in ("light", "some", "full", "over", "away")],
    }
    return render(request, "onboarding/workload.html", context)


def _workers(keys: set[int], weeks: list[date]) -> list[Worker]:
    """The people with their days off, as their own calendars and those of their teams say."""
    span = [weeks[0] + timedelta(days=n) for n in range(7 * len(weeks))]
    known = working_days_of([], keys)
    usual = frozenset(day for day in span if not known.plan.is_working(day))
    own = {pk: frozenset(day for day in span if not calendar.is_working(day)) for pk, calendar in known.people.items()}
    people = User.objects.filter(pk__in=keys).exclude(roles=[]).only("pk", "name", "capacity")
    return [Worker(user.pk, user.name, user.capacity, own.get(user.pk, usual)) for user in people]


def _drawn(seen: Look, line: Line) -> dict[str, Any]:
    cells = [_cell(seen, line.worker, cell) for cell in line.cells]
    return {"worker": line.worker, "cells": cells, "weeks_over": line.weeks_over}


def _cell(seen: Look, worker: Worker, cell: Cell) -> dict[str, Any]:
    """What a cell shows, and where it leads: the tasks behind it."""
    url = tasks_url(seen.project, owner=worker.pk, week=cell.monday.isoformat()) if cell.tasks else ""
    return {"cell": cell, "url": url, "words": LEVELS[cell.level], "level": cell.level}


def _finding(lines: list[Line], weeks: list[date]) -> str:
    over = [line for line in lines if line.weeks_over]
    if not lines:
        return ""
    if not over:
        return _("Nobody is asked for more than they take on in these twelve weeks.")
    worst = over[0]
    words = {"n": len(over), "who": worst.worker.name, "weeks": worst.weeks_over, "total": len(weeks)}
    return _("%(n)d of them have more than they take on; %(who)s in %(weeks)d of %(total)d weeks.") % words


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if 1990 <= found.year <= 2100 else today


def _address(seen: Look, monday: date) -> str:
    asked = seen.request.GET.copy()
    asked["from"] = monday.isoformat()
    return f"?{asked.urlencode()}"
