"""Who is invited, who came, and what was minuted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import Attendance, Meeting
from pilotage.meetings.permissions import require_organiser
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.texts import no_card

HELD = "meetings.meeting_held"
Invited = User | tuple[str, str]


def add_attendee(*, meeting: Meeting, who: Invited, by: Viewer, now: datetime) -> Attendance:
    """Invites a user, or somebody by name and address; once each. Also: event `meetings.attendance_created`; a user is told."""
    require_organiser(by)
    user = who if isinstance(who, User) else None
    name, email = (who.name, who.email) if isinstance(who, User) else (" ".join(who[0].split()), who[1].strip())
    if not name:
        raise Refused(_("Say who is invited."), field="name")
    with change(by=by, now=now) as c:
        held: Attendance | None = (
            Attendance.objects.everywhere().filter(meeting=meeting, name=name, email=email).first()
        )
        if held is not None:
            return held
        row = c.create(
            Attendance,
            scope=meeting.biller_id,
            biller_id=meeting.biller_id,
            meeting=meeting,
            user=user,
            name=name,
            email=email,
        )
        local = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
        tell(
            users=[user],
            kind="meeting_invited",
            text=f"You are invited to “{meeting.title}” on {local:%a %-d %b %Y, %H:%M} ({meeting.time_zone}).",
            url=f"/meetings/{meeting.pk}/" if user is not None and user.roles else "/portal/",
            record=meeting.record,
            key=f"meeting:{meeting.pk}:invited",
            by=by,
            now=now,
        )
        return row


def remove_attendee(*, attendance: Attendance, by: Viewer, now: datetime) -> None:
    """Takes an invitation back. Also: event `meetings.attendance_removed`."""
    require_organiser(by)
    with change(by=by, now=now) as c:
        c.remove(attendance)


def hold_meeting(
    *,
    meeting: Meeting,
    minutes: str,
    attended: Mapping[int, bool],
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> bool:
    """It took place: its minutes, and who came, by attendance id.

    Refuses without minutes, before it begins, when nobody came, and card numbers. Raises `Stale`. Also: event
    `meetings.meeting_held`.
    """
    require_organiser(by)
    text = minutes.strip()
    if not text:
        raise Refused(_("Write what was said and agreed; a meeting counts once it has minutes."), field="minutes")
    no_card(text, field="minutes")
    if meeting.starts_at > now:
        raise Refused(_("This meeting hasn't begun. Minute it afterwards, or move it."), field="minutes")
    if not any(attended.values()):
        raise Refused(_("Tick who came. If nobody did, cancel the meeting."), field="attended")
    with change(by=by, now=now) as c:
        if meeting.state == MeetingState.CANCELLED:
            raise Refused(_("This meeting is cancelled. Schedule a new one."))
        fields: dict[str, Any] = {"state": MeetingState.HELD, "held_at": meeting.starts_at, "minutes": text}
        changed = c.save(meeting, expect=expect, kind=HELD, **fields)
        for row in Attendance.objects.everywhere().filter(meeting=meeting):
            changed |= c.save(row, has_attended=bool(attended.get(row.pk)))
        return changed
