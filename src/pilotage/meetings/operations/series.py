"""Begins, changes and stops series of meetings, and makes their meetings ahead."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.operations.change import Change
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import CADENCE_NAMES, MEETING_KIND_NAMES, MeetingState
from pilotage.meetings.models import Meeting, MeetingSeries, SeriesGuest
from pilotage.meetings.operations.agenda import set_series_items
from pilotage.meetings.operations.attending import Invited, guest_of
from pilotage.meetings.operations.scheduling import cancel_meeting, schedule_meeting
from pilotage.meetings.permissions import require_organiser
from pilotage.meetings.series_dates import slots_ahead
from pilotage.work.texts import no_card

STOPPED = "meetings.series_stopped"
CHANGEABLE = (
    "title", "agenda", "weekdays", "at", "time_zone", "minutes_long", "cadence", "first_date", "last_date",
)  # fmt: skip
_YEARS = 10


def begin_series(
    *, phase: Phase, kind: str, guests: Iterable[Invited] = (), by: Viewer, now: datetime, **fields: Any
) -> MeetingSeries:
    """A series of a phase, and its meetings of the next eight weeks. `fields` as in `CHANGEABLE`.

    Refuses no title, no weekday, an unknown zone or cadence, a length outside 5 to 480 minutes, dates the wrong way round or far away,
    card numbers. Also: event `meetings.meetingseries_created`; who is invited gets the calendar file of each meeting.
    """
    require_organiser(by)
    if kind not in MEETING_KIND_NAMES:
        raise Refused(_("Choose what the meetings are for."), field="kind")
    given = checked({"title": "", "agenda": "", "last_date": None, "minutes_long": 60} | fields, now)
    with change(by=by, now=now) as c:
        series = c.create(MeetingSeries, scope=phase.biller_id, biller=phase.biller, phase=phase, kind=kind, **given)
        for who in guests:
            add_guest(c, series, who)
        make_meetings(series=series, by=by, now=now)
        return series


def stop_series(*, series: MeetingSeries, reason: str, expect: int | None = None, by: Viewer, now: datetime) -> int:
    """No meeting comes any more; those ahead are cancelled. Returns how many. Refuses without a reason, and a stopped one.

    Raises `Stale`. Also: event `meetings.series_stopped`; who is invited is told, meeting by meeting.
    """
    require_organiser(by)
    why = " ".join(reason.split())[:300]
    if not why:
        raise Refused(_("Say why the series ends."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        held = held_series(series)
        _require_running(held)
        c.save(series, expect=expect, kind=STOPPED, note=why, stopped_at=now, stop_reason=why)
        ahead = meetings_ahead_of(series, now)
        for meeting in ahead:
            cancel_meeting(meeting=meeting, reason=_("The series ends: %(why)s") % {"why": why}, by=by, now=now)
        return len(ahead)


def make_meetings(*, series: MeetingSeries, by: Viewer, now: datetime) -> int:
    """Makes the meetings of the next eight weeks that aren't there yet. Returns how many.

    One per date, whoever runs it and however often: the series is locked, and the date is unique within it. A date whose meeting a
    person cancelled or moved stays as that person left it.
    """
    require_organiser(by)
    made = 0
    with change(by=by, now=now) as c:
        held = held_series(series)
        if held.stopped_at is not None:
            return 0
        there = set(Meeting.objects.everywhere().filter(series=held).values_list("slot_date", flat=True))
        wanted = [slot for slot in slots_ahead(held.rhythm, now) if slot.day not in there]
        people = guests_of(held) if wanted else []
        for slot in wanted:
            meeting = schedule_meeting(
                phase=held.phase, kind=held.kind, starts_at=slot.starts_at, minutes_long=held.minutes_long, title=held.title,
                agenda=held.agenda, time_zone=held.time_zone, attendees=people, series=held, slot_date=slot.day, by=by, now=now,
            )  # fmt: skip
            set_series_items(c, meeting, held.agenda)
            made += 1
    return made


def make_all_meetings(*, by: Viewer, now: datetime) -> int:
    """`make_meetings` for every series that runs. Returns how many meetings."""
    running = MeetingSeries.objects.everywhere().filter(stopped_at=None).order_by("pk")
    return sum(make_meetings(series=one, by=by, now=now) for one in running)


def held_series(series: MeetingSeries) -> MeetingSeries:
    """The series as it is now, locked until the change ends."""
    rows = MeetingSeries.objects.everywhere().select_for_update(of=("self",))
    found: MeetingSeries = rows.select_related("phase__biller", "record").get(pk=series.pk)
    return found


def meetings_ahead_of(series: MeetingSeries, now: datetime) -> list[Meeting]:
    """Its meetings that are still to come, by time."""
    states = (MeetingState.SCHEDULED, MeetingState.PROPOSED)
    rows = Meeting.objects.everywhere().filter(series=series, state__in=states, starts_at__gt=now)
    return list(rows.select_related("record", "biller", "phase").order_by("starts_at", "pk"))


def guests_of(series: MeetingSeries) -> list[Invited]:
    """Who is invited to each of its meetings; people who left are not."""
    rows = SeriesGuest.objects.everywhere().filter(series=series).select_related("user").order_by("pk")
    return [one.user or (one.name, one.email) for one in rows if one.user is None or one.user.is_active]


def add_guest(c: Change, series: MeetingSeries, who: Invited) -> None:
    """One more who is invited each time; who is already stays so."""
    user, name, email = guest_of(who)
    there = SeriesGuest.objects.everywhere().filter(series=series)
    if there.filter(user=user).exists() if user else there.filter(name=name, email=email).exists():
        return
    c.create(
        SeriesGuest, scope=series.biller_id, biller_id=series.biller_id, series=series, user=user, name=name, email=email
    )  # fmt: skip


def checked(given: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The same, cleaned. Refuses as `begin_series` says."""
    found = {name: given[name] for name in CHANGEABLE}
    found["title"] = " ".join(str(found["title"] or "").split())[:200]
    found["agenda"] = str(found["agenda"] or "").strip()
    found["weekdays"] = sorted(set(found["weekdays"]))
    if not found["title"]:
        raise Refused(_("Give the series a title."), field="title")
    no_card(found["agenda"], field="agenda")
    if not found["weekdays"] or not set(found["weekdays"]) <= set(range(7)):
        raise Refused(_("Choose at least one weekday."), field="weekdays")
    if not isinstance(found["at"], time):
        raise Refused(_("Say at what time it begins."), field="at")
    if found["time_zone"] not in available_timezones():
        raise Refused(_("Choose a time zone from the list."), field="time_zone")
    if found["cadence"] not in CADENCE_NAMES:
        raise Refused(_("Choose how often it meets."), field="cadence")
    if not 5 <= found["minutes_long"] <= 480:
        raise Refused(_("A meeting lasts from 5 to 480 minutes."), field="minutes_long")
    _check_days(found["first_date"], found["last_date"], now.astimezone(ZoneInfo(found["time_zone"])).date())
    return found


def _check_days(first: date, last: date | None, today: date) -> None:
    for name, day in (("first_date", first), ("last_date", last)):
        if day is not None and abs(day.year - today.year) > _YEARS:
            raise Refused(_("Choose a day within ten years."), field=name)
    if last is not None and last < first:
        raise Refused(_("The last day is before the first."), field="last_date")


def _require_running(series: MeetingSeries) -> None:
    if series.stopped_at is not None:
        raise Refused(_("This series was stopped. Begin a new one."))
