"""Schedules, changes, moves and cancels meetings; whoever is invited is told."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import MEETING_KIND_NAMES, MeetingKind, MeetingState
from pilotage.meetings.models import Meeting, MeetingSeries
from pilotage.meetings.operations.attending import Invited, invite_all
from pilotage.meetings.operations.inviting import hold_row, send_to_all, when
from pilotage.meetings.permissions import require_organiser
from pilotage.planner.errors import PlanError
from pilotage.planner.golive_dates import zone_named
from pilotage.work.texts import no_card

#: Meetings are in these years.
FIRST_YEAR, LAST_YEAR = 2000, 2199

MOVED = "meetings.meeting_moved"
CANCELLED = "meetings.meeting_cancelled"


def schedule_meeting(
    *,
    phase: Phase,
    kind: str,
    starts_at: datetime,
    minutes_long: int = 60,
    title: str | None = None,
    agenda: str = "",
    time_zone: str = "America/New_York",
    attendees: Iterable[Invited] = (),
    series: MeetingSeries | None = None,
    slot_date: date | None = None,
    by: Viewer,
    now: datetime,
) -> Meeting:
    """A meeting of a phase, of a series with its date there. `attendees` are users, or pairs of name and e-mail address.

    Refuses an unknown kind or zone and a length outside 5 to 480 minutes. Also: event `meetings.meeting_created`; who is
    invited gets the calendar file by mail.
    """
    require_organiser(by)
    if kind not in MEETING_KIND_NAMES:
        raise Refused(_("Choose what the meeting is for."), field="kind")
    _check(minutes_long, agenda)
    _check_when(starts_at, time_zone)
    with change(by=by, now=now) as c:
        meeting = c.create(
            Meeting,
            scope=phase.biller_id,
            biller=phase.biller,
            phase=phase,
            kind=kind,
            title=" ".join((title or f"{MEETING_KIND_NAMES[MeetingKind(kind)]} with {phase.biller.name}").split())[
                :200
            ],
            agenda=agenda.strip(),
            starts_at=starts_at,
            minutes_long=minutes_long,
            time_zone=time_zone,
            series=series,
            slot_date=slot_date,
        )
        invite_all(c, meeting, attendees)
        return meeting


def change_meeting(
    *,
    meeting: Meeting,
    title: str,
    agenda: str,
    minutes_long: int,
    starts_at: datetime | None = None,
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> bool:
    """Sets title, agenda, length and, where given, the time. False when nothing is different.

    Refuses for a held or cancelled one, an empty title, a wrong length, card numbers. Raises `Stale`. Also: event
    `meetings.meeting_changed` or `meetings.meeting_moved`; who is invited gets the changed calendar file.
    """
    require_organiser(by)
    _check(minutes_long, agenda)
    named = " ".join(title.split())[:200]
    if not named:
        raise Refused(_("Give the meeting a title."), field="title")
    with change(by=by, now=now) as c:
        hold_row(meeting)
        _require_ahead(meeting)
        fields: dict[str, Any] = {"title": named, "agenda": agenda.strip(), "minutes_long": minutes_long}
        is_moved = starts_at is not None and starts_at != meeting.starts_at
        if is_moved:
            fields["starts_at"] = starts_at
        if all(getattr(meeting, name) == value for name, value in fields.items()):
            c.save(meeting, expect=expect)
            return False
        fields |= {"sequence": meeting.sequence + 1, "state": MeetingState.SCHEDULED}
        c.save(meeting, expect=expect, kind=MOVED if is_moved else None, **fields)
        said = f"moved to {when(meeting)}" if is_moved else f"changed; it begins {when(meeting)}"
        send_to_all(meeting, text=f"“{named}” {said}.", by=by, now=now)
        return True


def move_meeting(
    *, meeting: Meeting, starts_at: datetime, by: Viewer, now: datetime, expect: int | None = None
) -> bool:
    """Another time. Refuses for a held or cancelled one, and a day centuries away. Raises `Stale`.

    Also: event `meetings.meeting_moved`; who is invited is told and gets the changed calendar file.
    """
    require_organiser(by)
    _check_when(starts_at, meeting.time_zone)
    with change(by=by, now=now) as c:
        hold_row(meeting)
        _require_ahead(meeting)
        if starts_at == meeting.starts_at:
            c.save(meeting, expect=expect)
            return False
        c.save(
            meeting, expect=expect, kind=MOVED, starts_at=starts_at, state=MeetingState.SCHEDULED,
            sequence=meeting.sequence + 1,
        )  # fmt: skip
        send_to_all(meeting, text=f"“{meeting.title}” moved to {when(meeting)}.", by=by, now=now)
        return True


def cancel_meeting(*, meeting: Meeting, reason: str, by: Viewer, now: datetime, expect: int | None = None) -> bool:
    """It won't take place. Refuses without a reason, and a held or cancelled one. Raises `Stale`.

    Also: event `meetings.meeting_cancelled`; who is invited is told and gets a file that takes it out of the calendar.
    """
    require_organiser(by)
    why = " ".join(reason.split())
    if not why:
        raise Refused(_("Say why it is cancelled."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        hold_row(meeting)
        _require_ahead(meeting)
        c.save(
            meeting, expect=expect, kind=CANCELLED, note=why, state=MeetingState.CANCELLED, sequence=meeting.sequence + 1
        )  # fmt: skip
        send_to_all(meeting, text=f"“{meeting.title}” on {when(meeting)} is cancelled: {why}", by=by, now=now)
        return True


def _check(minutes_long: int, agenda: str) -> None:
    if not 5 <= minutes_long <= 480:
        raise Refused(_("A meeting lasts from 5 to 480 minutes."), field="minutes_long")
    no_card(agenda, field="agenda")


def _check_when(starts_at: datetime, time_zone: str) -> None:
    if not FIRST_YEAR <= starts_at.year <= LAST_YEAR:
        raise Refused(_("Choose a day from %d to %d.") % (FIRST_YEAR, LAST_YEAR), field="starts_at")
    try:
        zone_named(time_zone)
    except PlanError as wrong:
        raise Refused(str(wrong), field="time_zone") from None


def _require_ahead(meeting: Meeting) -> None:
    if meeting.state in (MeetingState.HELD, MeetingState.CANCELLED):
        raise Refused(_("This meeting is over or cancelled. Schedule a new one."))
