"""Schedules, moves and cancels meetings; whoever is invited is told."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import MEETING_KIND_NAMES, MeetingKind, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.meetings.operations.attending import Invited, add_attendee
from pilotage.meetings.permissions import require_organiser
from pilotage.notices.operations import tell
from pilotage.work.texts import no_card

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
    by: Viewer,
    now: datetime,
) -> Meeting:
    """A meeting of a phase. `attendees` are users, or pairs of name and e-mail address.

    Refuses an unknown kind and a length outside 5 to 480 minutes. Also: event `meetings.meeting_created`; users are told.
    """
    require_organiser(by)
    if kind not in MEETING_KIND_NAMES:
        raise Refused(_("Choose what the meeting is for."), field="kind")
    _check(minutes_long, agenda)
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
        )
        for one in attendees:
            add_attendee(meeting=meeting, who=one, by=by, now=now)
        return meeting


def change_meeting(
    *,
    meeting: Meeting,
    title: str,
    agenda: str,
    minutes_long: int,
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> bool:
    """Sets title, agenda and length. Raises `Stale`. Also: event `meetings.meeting_changed`."""
    require_organiser(by)
    _check(minutes_long, agenda)
    named = " ".join(title.split())
    if not named:
        raise Refused(_("Give the meeting a title."), field="title")
    with change(by=by, now=now) as c:
        return c.save(
            meeting, expect=expect, title=named[:200], agenda=agenda.strip(), minutes_long=minutes_long,
            sequence=meeting.sequence + 1,
        )  # fmt: skip


def move_meeting(
    *, meeting: Meeting, starts_at: datetime, by: Viewer, now: datetime, expect: int | None = None
) -> bool:
    """Another time. Refuses for a held or cancelled one. Also: event `meetings.meeting_moved`; attendees are told."""
    require_organiser(by)
    with change(by=by, now=now) as c:
        _require_ahead(meeting)
        if starts_at == meeting.starts_at:
            return False
        c.save(
            meeting, expect=expect, kind=MOVED, starts_at=starts_at, state=MeetingState.SCHEDULED,
            sequence=meeting.sequence + 1,
        )  # fmt: skip
        local = starts_at.astimezone(ZoneInfo(meeting.time_zone))
        _tell_all(meeting, f"“{meeting.title}” moved to {local:%a %-d %b %Y, %H:%M} ({meeting.time_zone}).", by, now)
        return True


def cancel_meeting(*, meeting: Meeting, reason: str, by: Viewer, now: datetime) -> bool:
    """It won't take place. Refuses without a reason, and a held one. Also: `meetings.meeting_cancelled`; people are told."""
    require_organiser(by)
    if not reason.strip():
        raise Refused(_("Say why it is cancelled."), field="reason")
    with change(by=by, now=now) as c:
        _require_ahead(meeting)
        c.save(
            meeting, kind=CANCELLED, note=reason.strip(), state=MeetingState.CANCELLED, sequence=meeting.sequence + 1
        )
        _tell_all(meeting, f"“{meeting.title}” is cancelled: {reason.strip()}", by, now)
        return True


def _check(minutes_long: int, agenda: str) -> None:
    if not 5 <= minutes_long <= 480:
        raise Refused(_("A meeting lasts from 5 to 480 minutes."), field="minutes_long")
    no_card(agenda, field="agenda")


def _require_ahead(meeting: Meeting) -> None:
    if meeting.state in (MeetingState.HELD, MeetingState.CANCELLED):
        raise Refused(_("This meeting is over or cancelled. Schedule a new one."))


def _tell_all(meeting: Meeting, text: str, by: Viewer, now: datetime) -> None:
    people = [one.user for one in meeting.attendances.select_related("user") if one.user is not None]
    tell(
        users=people,
        kind="meeting_invited",
        text=text,
        url=f"/meetings/{meeting.pk}/",
        record=meeting.record,
        key=f"meeting:{meeting.pk}:{meeting.sequence}",
        by=by,
        now=now,
    )
