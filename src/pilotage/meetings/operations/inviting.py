"""What those who are invited are sent: a notice where they are users, and the calendar file by mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from pilotage.core.viewer import Viewer
from pilotage.meetings.calendar import CANCEL, calendar_file, method_of
from pilotage.meetings.joining import joining_lines
from pilotage.meetings.models import Attendance, Meeting
from pilotage.notices.operations import tell, write_to

HELD_FIELDS = (
    "title", "agenda", "starts_at", "minutes_long", "time_zone", "state", "minutes", "held_at", "sequence",
)  # fmt: skip


def hold_row(meeting: Meeting) -> None:
    """Reads the meeting as it is now and keeps others from changing it until the change ends."""
    rows = Meeting.objects.everywhere().select_for_update(of=("self",))
    meeting.refresh_from_db(fields=HELD_FIELDS, from_queryset=rows)


def when(meeting: Meeting) -> str:
    """The time of a meeting in words, in its own zone."""
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    return f"{local:%a %-d %b %Y, %H:%M} ({meeting.time_zone})"


def send_to_all(meeting: Meeting, *, text: str, by: Viewer, now: datetime) -> None:
    """Everybody who is invited hears of the meeting as it now is, with its file."""
    rows = list(Attendance.objects.everywhere().filter(meeting=meeting).select_related("user").order_by("pk"))
    _send(meeting, rows, text, f"{meeting.sequence}", _file(meeting, now), by, now)


def send_invitation(meeting: Meeting, rows: Iterable[Attendance], *, by: Viewer, now: datetime) -> None:
    """These are invited: they hear when it is and get the file, on which all who are invited stand."""
    text = f"You are invited to “{meeting.title}” on {when(meeting)}."
    more = "\n".join(joining_lines(meeting.kind))
    file = _file(meeting, now)
    for one in rows:
        _send(meeting, [one], text, f"invited:{one.pk}", file, by, now, more=more)


def send_taking_back(meeting: Meeting, row: Attendance, *, by: Viewer, now: datetime) -> None:
    """One who was invited no longer is: the file takes the meeting out of that calendar alone."""
    text = f"You are no longer invited to “{meeting.title}” on {when(meeting)}."
    file = _as_mail_file(calendar_file(meeting, now=now, method=CANCEL, rows=[row]), CANCEL)
    _send(meeting, [row], text, f"not:{row.pk}", file, by, now, url="")


def _send(
    meeting: Meeting,
    rows: list[Attendance],
    text: str,
    step: str,
    file: Mapping[str, str],
    by: Viewer,
    now: datetime,
    *,
    more: str = "",
    url: str | None = None,
) -> None:
    key = f"meeting:{meeting.pk}:{step}"
    users = [one.user for one in rows if one.user is not None]
    for is_staff in (True, False):
        tell(
            users=[user for user in users if bool(user.roles) is is_staff],
            kind="meeting_invited",
            text=text,
            more=more,
            url=url if url is not None else f"/meetings/{meeting.pk}/" if is_staff else "/portal/",
            record=meeting.record,
            key=key,
            file=file,
            by=by,
            now=now,
        )
    guests = [(one.name, one.email) for one in rows if one.user is None and one.email]
    write_to(people=guests, kind="meeting_invited", text=text, more=more, key=key, file=file, by=by, now=now)


def _file(meeting: Meeting, now: datetime) -> dict[str, str]:
    return _as_mail_file(calendar_file(meeting, now=now), method_of(meeting))


def _as_mail_file(data: bytes, method: str) -> dict[str, str]:
    return {"name": "meeting.ics", "type": f"text/calendar; method={method}", "text": data.decode()}
