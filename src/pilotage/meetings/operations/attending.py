"""Who is invited, who came, and what was minuted."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.operations.change import Change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import AgendaItem, Attendance, Meeting
from pilotage.meetings.operations.inviting import hold_row, send_invitation, send_taking_back
from pilotage.meetings.permissions import require_organiser
from pilotage.people.models import User
from pilotage.work.texts import no_card

HELD = "meetings.meeting_held"
Invited = User | tuple[str, str]


def add_attendee(*, meeting: Meeting, who: Invited, by: Viewer, now: datetime) -> Attendance:
    """Invites a user, or somebody by name and address. Who is invited already stays so, and hears nothing again.

    Refuses a nameless guest, what is no e-mail address, and a meeting that is over or cancelled. Also: event
    `meetings.attendance_created`; the person gets the calendar file by mail, a user a notice too.
    """
    require_organiser(by)
    with change(by=by, now=now) as c:
        hold_row(meeting)
        if meeting.state in (MeetingState.HELD, MeetingState.CANCELLED):
            raise Refused(_("This meeting is over or cancelled. Schedule a new one."))
        row, is_new = _invite(c, meeting, who)
        if is_new:
            send_invitation(meeting, [row], by=by, now=now)
        return row


def invite_all(c: Change, meeting: Meeting, people: Iterable[Invited]) -> None:
    """Invites several to a meeting that was just made; each gets the file with all their names."""
    rows = [row for row, is_new in [_invite(c, meeting, who) for who in people] if is_new]
    send_invitation(meeting, rows, by=c.by, now=c.now)


def guest_of(who: Invited) -> tuple[User | None, str, str]:
    """Account, name and address of one who is invited. Refuses a nameless one, and what is no e-mail address."""
    user = who if isinstance(who, User) else None
    name, email = (who.name, who.email) if isinstance(who, User) else (" ".join(who[0].split()), who[1].strip())
    if not name:
        raise Refused(_("Say who is invited."), field="name")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(_("“%(email)s” is no e-mail address.") % {"email": email}, field="email") from None
    return user, name, email


def _invite(c: Change, meeting: Meeting, who: Invited) -> tuple[Attendance, bool]:
    user, name, email = guest_of(who)
    for one in Attendance.objects.everywhere().filter(meeting=meeting):
        is_same_user = user is not None and one.user_id == user.pk
        is_same_address = one.email.lower() == email.lower() if email else not one.email and one.name == name
        if is_same_user or is_same_address:
            return one, False
    made = c.create(
        Attendance, scope=meeting.biller_id, biller_id=meeting.biller_id, meeting=meeting, user=user, name=name, email=email
    )  # fmt: skip
    return made, True


def remove_attendee(*, attendance: Attendance, by: Viewer, now: datetime) -> None:
    """Takes an invitation back. Refuses when the meeting is over.

    Also: event `meetings.attendance_removed`; the person gets a file that takes the meeting out of their calendar.
    """
    require_organiser(by)
    meeting = attendance.meeting
    with change(by=by, now=now) as c:
        hold_row(meeting)
        if meeting.state == MeetingState.HELD:
            raise Refused(_("This meeting is over. Who was invited stays in its record."))
        if not Attendance.objects.everywhere().filter(pk=attendance.pk).exists():
            return
        if meeting.state == MeetingState.SCHEDULED:
            # The file that takes the meeting out must be newer than the one that put it in, and a new invitation newer still.
            c.save(meeting, sequence=meeting.sequence + 1)
            send_taking_back(meeting, attendance, by=by, now=now)
        c.remove(attendance)


def hold_meeting(
    *,
    meeting: Meeting,
    minutes: str,
    attended: Mapping[int, bool],
    said: Mapping[int, str] | None = None,
    by: Viewer,
    now: datetime,
    expect: int | None = None,
) -> bool:
    """It took place: its minutes, who came, by attendance id, and what was said, by agenda item id.

    With words to a topic the minutes may be empty. Refuses without any, before it begins, when nobody came, a cancelled one, and card
    numbers. Raises `Stale`.
    Also: event `meetings.meeting_held`.
    """
    require_organiser(by)
    words = {key: text.strip() for key, text in (said or {}).items()}
    text = minutes.strip() or (_("See the agenda.") if any(words.values()) else "")
    if not text:
        raise Refused(_("Write what was said and agreed; a meeting counts once it has minutes."), field="minutes")
    for field, given in (("minutes", text), *((f"said_{key}", one) for key, one in words.items())):
        no_card(given, field=field)
    with change(by=by, now=now) as c:
        hold_row(meeting)
        if meeting.state == MeetingState.CANCELLED:
            raise Refused(_("This meeting is cancelled. Schedule a new one."))
        if meeting.starts_at > now:
            raise Refused(_("This meeting hasn't begun. Minute it afterwards, or move it."), field="minutes")
        rows = list(Attendance.objects.everywhere().filter(meeting=meeting))
        if not any(attended.get(row.pk) for row in rows):
            raise Refused(_("Tick who came. If nobody did, cancel the meeting."), field="attended")
        fields: dict[str, Any] = {"state": MeetingState.HELD, "held_at": meeting.starts_at, "minutes": text}
        changed = c.save(meeting, expect=expect, kind=HELD, **fields)
        for row in rows:
            changed |= c.save(row, has_attended=bool(attended.get(row.pk)))
        for item in AgendaItem.objects.everywhere().filter(meeting=meeting, pk__in=list(words)):
            changed |= c.save(item, said=words[item.pk])
        return changed
