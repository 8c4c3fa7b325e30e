"""Which meetings no longer fit a go-live that has moved, and when they would be then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.meetings.enums import TSM_KINDS, MeetingKind, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.meetings.queries import meetings_of
from pilotage.onboarding.scheduling import calendar
from pilotage.planner.golive_dates import meeting_dates, presentation_at

MOST_DAYS_BEFORE = 14


@dataclass(frozen=True)
class Misfit:
    """A meeting ahead, and when it would be by the present target; `starts_at` is None where that is past already."""

    meeting: Meeting
    starts_at: datetime | None


def misfits(phase: Phase, *, now: datetime, meetings: Iterable[Meeting] | None = None) -> list[Misfit]:
    """Scheduled meetings of a phase whose day no longer follows from its target go-live date, in their order.

    The presentation belongs on its Monday. TSM meetings fit while the last of them is before the go-live by less than two
    weeks, so that a day that a person chose is left alone. `meetings` are the phase's, by time, where they were read already.
    """
    target = phase.target_go_live_date
    if target is None or phase.stage not in BEFORE_LIVE:
        return []
    if meetings is None:
        meetings = meetings_of(phase.pk).select_related("record", "biller")
    wanted = (*TSM_KINDS, MeetingKind.PRESENTATION)
    rows = [row for row in meetings if row.kind in wanted and row.state != MeetingState.CANCELLED]
    days = calendar()
    transition = [row for row in rows if row.kind in TSM_KINDS]
    proposed = meeting_dates(target, len(transition), days)
    due = {}
    if transition and not 1 <= (target - _day(transition[-1])).days < MOST_DAYS_BEFORE:
        for row, day in zip(transition, proposed, strict=True):
            local = row.starts_at.astimezone(ZoneInfo(row.time_zone))
            due[row.pk] = local.replace(year=day.year, month=day.month, day=day.day)
    due |= {row.pk: presentation_at(target, days) for row in rows if row.kind == MeetingKind.PRESENTATION}
    return [
        Misfit(row, due[row.pk] if due[row.pk] > now else None)
        for row in rows
        if row.state == MeetingState.SCHEDULED and row.pk in due and due[row.pk] != row.starts_at
    ]


def _day(meeting: Meeting) -> date:
    return meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone)).date()
