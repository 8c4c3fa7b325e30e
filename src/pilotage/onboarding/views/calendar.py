"""Calendars of a month or a week: tasks, milestones, go-lives and meetings, of one project or of all."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pilotage.billers.models import Phase
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import Meeting
from pilotage.onboarding.pictures import calendar as picture
from pilotage.onboarding.pictures.calendar import Entry
from pilotage.onboarding.pictures.rows import plan_rows
from pilotage.onboarding.scheduling import calendar as working_days
from pilotage.onboarding.views.looking import Look, look
from pilotage.people.doors import PageRequest, staff_page

VIEWS = {"month": gettext_lazy("Month"), "week": gettext_lazy("Week")}
KEEP = ("view", "on")


@staff_page
@require_GET
def calendar(request: PageRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """`view` month or week, `on` a day in it."""
    seen = look(request, pk, keep=KEEP)
    view = "week" if request.GET.get("view") == "week" else "month"
    day = _day(request.GET.get("on", ""), seen.today)
    first, last = picture.first_day(view, day), picture.last_day(view, day)
    entries = _tasks(seen, first, last) + _go_lives(seen, first, last) + _meetings(seen, first, last)
    days = working_days()
    off = frozenset(at for n in range((last - first).days + 1) if not days.is_working(at := first + timedelta(days=n)))
    grid = picture.weeks(view, day, seen.today, entries, off)
    before, after = picture.steps(view, day)
    context = seen.page(_("Calendar of %(name)s"), _("Calendar of all projects")) | {
        "view": view,
        "when": date_format(day, "F Y") if view == "month" else _span(first, last),
        "weeks": [[{"cell": one, "url": _address(seen, "week", one.day)} for one in week] for week in grid],
        "weekdays": [date_format(one.day, "l") for one in grid[0]],
        "before_url": _address(seen, view, before),
        "after_url": _address(seen, view, after),
        "today_url": _address(seen, view, seen.today),
        "views": [
            {"label": label, "url": _address(seen, key, day), "active": key == view} for key, label in VIEWS.items()
        ],
        "total": len(entries),
    }
    return render(request, "onboarding/calendar.html", context)


def _day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return today
    return found if 1990 <= found.year <= 2100 else today


def _span(first: date, last: date) -> str:
    return f"{date_format(first, 'j M')} – {date_format(last, 'j M Y')}"


def _address(seen: Look, view: str, day: date) -> str:
    asked = seen.request.GET.copy()
    asked.pop("on", None)
    asked["view"], asked["on"] = view, day.isoformat()
    return f"?{asked.urlencode()}"


def _tasks(seen: Look, first: date, last: date) -> list[Entry]:
    found = seen.found.filter(task__due_date__range=(first - timedelta(days=92), last))
    rows = plan_rows(found.exclude(task__due_date__lt=first, actual_finish_date=None))
    entries = picture.task_entries(rows, seen.today, with_project=seen.project is None)
    return [one for one in entries if first <= one.day <= last]


def _go_lives(seen: Look, first: date, last: date) -> list[Entry]:
    """Targets of the phases, and go-lives that happened."""
    found = Phase.objects.visible_to(seen.viewer).filter(target_go_live_date__range=(first, last))
    found = found.filter(pk=seen.project.phase_id) if seen.project else found.filter(projects__isnull=False).distinct()
    return [
        Entry(
            phase.went_live_date or phase.target_go_live_date, "go_live", _("Go-live of %(phase)s") % {"phase": phase},
            reverse("golive:readiness", args=[phase.pk]), "quiet" if phase.went_live_date else "accent",
            _("live") if phase.went_live_date else _("target"),
        )
        for phase in found.select_related("biller")
    ]  # fmt: skip


def _meetings(seen: Look, first: date, last: date) -> list[Entry]:
    zone = ZoneInfo(seen.viewer.time_zone)
    start = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    found = Meeting.objects.visible_to(seen.viewer).filter(starts_at__gte=start, starts_at__lt=end)
    found = found.exclude(state=MeetingState.CANCELLED)
    if seen.project:
        found = found.filter(phase_id=seen.project.phase_id)
    entries: list[Entry] = []
    for meeting in found.select_related("biller").order_by("starts_at")[:500]:
        local = meeting.starts_at.astimezone(zone)
        entries.append(_meeting(meeting, local))
    return entries


def _meeting(meeting: Any, local: datetime) -> Entry:
    is_over = meeting.state == MeetingState.HELD
    return Entry(
        local.date(), "meeting", meeting.title, f"/meetings/{meeting.pk}/", "quiet" if is_over else "accent",
        meeting.biller.name, at=f"{local:%H:%M}",
    )  # fmt: skip
