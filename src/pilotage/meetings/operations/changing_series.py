"""Changes a series: its coming meetings move, are cancelled or are made, and who is invited hears of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.operations.change import Change
from pilotage.core.viewer import Viewer
from pilotage.meetings.models import Attendance, Meeting, MeetingSeries, SeriesGuest
from pilotage.meetings.operations.agenda import set_series_items
from pilotage.meetings.operations.attending import Invited, add_attendee, guest_of, remove_attendee
from pilotage.meetings.operations.scheduling import cancel_meeting, change_meeting
from pilotage.meetings.operations.series import (
    CHANGEABLE,
    add_guest,
    checked,
    held_series,
    make_meetings,
    meetings_ahead_of,
)
from pilotage.meetings.permissions import require_organiser
from pilotage.meetings.rules import Rhythm, Slot, new_places
from pilotage.meetings.series_dates import slots_ahead


@dataclass(frozen=True)
class Effect:
    """What a change of a series does to its coming meetings."""

    moved: int = 0
    cancelled: int = 0
    made: int = 0

    def words(self) -> str:
        """For people."""
        return _("%(moved)d moved, %(cancelled)d cancelled, %(made)d new.") % vars(self)


def change_series(
    *,
    series: MeetingSeries,
    guests: Iterable[Invited] | None = None,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
    **fields: Any,
) -> Effect:
    """Sets what is in `CHANGEABLE`, and with `guests` who is invited. Coming meetings follow; held ones stay as they are.

    A meeting keeps its day where the new rhythm meets on it, else it moves within its week (of a monthly series its month), else it is
    cancelled. Refuses as `begin_series` does, and a stopped series. Raises `Stale`. Also: event `meetings.meetingseries_changed`; who
    is invited gets the calendar file of each meeting that changed.
    """
    require_organiser(by)
    with change(by=by, now=now) as c:
        held = held_series(series)
        if held.stopped_at is not None:
            raise Refused(_("This series was stopped. Begin a new one."))
        before = _values(held)
        given = checked(before | fields, now)
        plan = _Plan(held, MeetingSeries(**given).rhythm, now)
        c.save(held, expect=expect, **given)
        if guests is not None:
            _set_guests(c, held, list(guests), now)
        if all(before[name] == given[name] for name in given):
            return Effect()
        moved, cancelled = _follow(c, held, plan, before, now)
        effect = Effect(moved, cancelled, make_meetings(series=held, by=by, now=now))
    series.refresh_from_db()
    return effect


def effect_of(series: MeetingSeries, fields: dict[str, Any], now: datetime) -> Effect:
    """What `change_series` would do to the meetings ahead. Refuses as it does; changes nothing."""
    before = _values(series)
    given = checked(before | fields, now)
    plan = _Plan(series, MeetingSeries(**given).rhythm, now)
    if plan.is_same:
        return Effect()
    moved = sum(1 for pk, slot in plan.places.items() if slot and plan.ahead[pk].starts_at != slot.starts_at)
    return Effect(moved, sum(1 for slot in plan.places.values() if slot is None), len(plan.fresh))


class _Plan:
    """Where each coming meeting of a series goes under a rhythm, and the dates that none of them takes."""

    def __init__(self, series: MeetingSeries, rhythm: Rhythm, now: datetime) -> None:
        stored = MeetingSeries.objects.everywhere().get(pk=series.pk).rhythm
        self.is_same = stored == rhythm
        # One that a person moved out of its past date is theirs: the series has no say over it any more.
        today = now.astimezone(ZoneInfo(rhythm.zone)).date()
        self.ahead = {
            one.pk: one for one in meetings_ahead_of(series, now) if one.slot_date is None or one.slot_date >= today
        }
        rows = Meeting.objects.everywhere().filter(series=series, slot_date__isnull=False)
        left = set(rows.exclude(pk__in=list(self.ahead)).values_list("slot_date", flat=True))
        wanted = {slot.day: slot for slot in slots_ahead(rhythm, now) if slot.day not in left}
        days = {pk: one.slot_date or one.starts_at.date() for pk, one in self.ahead.items()}
        placed = new_places(days, wanted, rhythm.cadence)
        self.places = {pk: wanted[day] if day is not None else None for pk, day in placed.items()}
        self.fresh = set(wanted) - {day for day in placed.values() if day is not None}


def _values(series: MeetingSeries) -> dict[str, Any]:
    return {name: getattr(series, name) for name in CHANGEABLE}


def _follow(c: Change, series: MeetingSeries, plan: _Plan, before: dict[str, Any], now: datetime) -> tuple[int, int]:
    """Coming meetings go where the new rhythm has them. Returns how many moved, how many were cancelled."""
    places: dict[Any, Slot | None] = {} if plan.is_same else plan.places
    for pk, slot in places.items():
        if slot is None or slot.day != plan.ahead[pk].slot_date:
            c.save(
                plan.ahead[pk], slot_date=None
            )  # dates are unique within a series: all leave before any takes its new one
    moved = cancelled = 0
    for pk, meeting in plan.ahead.items():
        if pk in places and places[pk] is None:
            cancel_meeting(meeting=meeting, reason=_("The series changed its days."), by=c.by, now=now)
            cancelled += 1
        else:
            moved += _put(c, meeting, series, before, places.get(pk), now)
    return moved, cancelled


def _put(
    c: Change, meeting: Meeting, series: MeetingSeries, before: dict[str, Any], slot: Slot | None, now: datetime
) -> bool:
    """One meeting takes its new date and the series' words, unless a person gave it words of its own."""
    starts_at = slot.starts_at if slot else meeting.starts_at
    is_moved = meeting.starts_at != starts_at
    title = series.title if meeting.title == before["title"] else meeting.title
    agenda = series.agenda if meeting.agenda == before["agenda"] else meeting.agenda
    if agenda != meeting.agenda:
        set_series_items(c, meeting, agenda)
    if slot is not None:
        c.save(meeting, slot_date=slot.day, time_zone=series.time_zone)
    change_meeting(
        meeting=meeting, title=title, agenda=agenda, minutes_long=series.minutes_long, starts_at=starts_at, by=c.by, now=now
    )  # fmt: skip
    return is_moved


def _set_guests(c: Change, series: MeetingSeries, wanted: list[Invited], now: datetime) -> None:
    """Exactly these are invited from now on, to the coming meetings too."""

    def key(user_id: int | None, name: str, email: str) -> Any:
        return user_id or (name, email.lower())

    new = {key(user.pk if user else None, name, email): who for who in wanted for user, name, email in [guest_of(who)]}
    rows = list(SeriesGuest.objects.everywhere().filter(series=series))
    gone = {key(row.user_id, row.name, row.email): row for row in rows}
    leaving, coming = gone.keys() - new.keys(), [who for one, who in new.items() if one not in gone]
    for one in leaving:
        c.remove(gone[one])
    for who in coming:
        add_guest(c, series, who)
    if not (leaving or coming):
        return
    for meeting in meetings_ahead_of(series, now):
        for row in Attendance.objects.everywhere().filter(meeting=meeting).select_related("meeting__record", "user"):
            if key(row.user_id, row.name, row.email) in leaving:
                remove_attendee(attendance=row, by=c.by, now=now)
        for who in coming:
            add_attendee(meeting=meeting, who=who, by=c.by, now=now)
