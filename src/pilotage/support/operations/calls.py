"""Triage calls: made ahead, held with a leader, each case leaving with its way, minutes sent to who came (R13)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.meetings.calendar import CANCEL, REQUEST
from pilotage.meetings.series_dates import slots_ahead
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.support import rules
from pilotage.support.call_files import call_file
from pilotage.support.enums import CallState
from pilotage.support.models import Case, TriageAttendance, TriageCall, TriageOutcome
from pilotage.support.operations.resolving import triage_case
from pilotage.support.permissions import require_writer
from pilotage.support.queries import agenda, attendances_of, calls_to_record, outcomes_of
from pilotage.support.rhythm import length, rhythm
from pilotage.work.texts import no_card

HELD = "support.call_held"
CANCELLED = "support.call_cancelled"
MISSED = "support.call_missed"
#: Invitations go out this long before a call, so that people who came or left since it was made are right.
INVITED_AHEAD = timedelta(days=7)


def make_calls(*, by: Viewer, now: datetime) -> int:
    """Makes the calls of the next eight weeks that aren't there yet, and invites to those of the next seven days.

    One per date however often it runs. Returns how many were made. Also: event `support.triagecall_created`; who is invited gets the
    calendar file, once.
    """
    require_writer(by)
    made = 0
    with change(by=by, now=now) as c:
        there = set(TriageCall.objects.select_for_update().values_list("slot_date", flat=True))
        for slot in slots_ahead(rhythm(), now):
            if slot.day not in there:
                c.create(
                    TriageCall, starts_at=slot.starts_at, minutes_long=length(), time_zone=rhythm().zone,
                    slot_date=slot.day,
                )  # fmt: skip
                made += 1
        soon = TriageCall.objects.filter(
            state=CallState.SCHEDULED, starts_at__gt=now, starts_at__lte=now + INVITED_AHEAD
        )
        for call in soon.order_by("starts_at"):
            invite_to_call(call=call, people=users_with_role(*rules.TRIAGE_ROLES), by=by, now=now)
    return made


def invite_to_call(*, call: TriageCall, people: Collection[User], by: Viewer, now: datetime) -> int:
    """Invites these; who is invited already hears nothing again. Returns how many are new. Also: a calendar file by mail."""
    require_writer(by)
    with change(by=by, now=now) as c:
        held = _held(call)
        _require_ahead(held)
        there = set(held.attendances.values_list("user_id", flat=True))
        new = [user for user in people if user.pk not in there]
        for user in new:
            c.create(TriageAttendance, call=held, user=user, is_leader=rules.is_leader(user.roles))
        if new and held.ends_at > now:
            _tell(
                held, new, _("You are invited to the triage call on %(when)s.") % {"when": when(held)}, REQUEST, by, now
            )
        return len(new)


def triage_in_call(
    *, call: TriageCall, case: Case, path: str, path_words: str, owner: User, due_date: date | None, expect: int | None = None,
    by: Viewer, now: datetime,
) -> TriageOutcome:  # fmt: skip
    """A case leaves the call with its way, an owner and a day; said again, the later one counts.

    Refuses as `triage_case` does, without a day, before the call begins, and in a cancelled one. Raises `Stale`. Also: event
    `support.triaged`; the call keeps what was decided.
    """
    require_writer(by)
    if due_date is None:
        raise Refused(_("Say by when. Each case leaves the call with its way, an owner and a day."), field="due_date")
    with change(by=by, now=now) as c:
        held = _held(call)
        if held.state == CallState.CANCELLED:
            raise Refused(_("This call is cancelled. Triage the case by itself, or in the next call."))
        if held.starts_at > now:
            raise Refused(_("This call hasn't begun. Triage the case by itself, or wait for the call."))
        triage_case(
            case=case, path=path, path_words=path_words, owner=owner, due_date=due_date, expect=expect, by=by, now=now
        )
        fields: dict[str, Any] = {
            "path": path,
            "path_words": case.path_words,
            "owner": owner,
            "due_date": due_date,
            "decided_at": now,
        }
        row: TriageOutcome | None = TriageOutcome.objects.everywhere().filter(call=held, case=case).first()
        if row is not None:
            c.save(row, **fields)
            return row
        return c.create(TriageOutcome, scope=case.biller_id, biller_id=case.biller_id, call=held, case=case, **fields)


def hold_call(
    *,
    call: TriageCall,
    attended: Collection[int],
    minutes: str = "",
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> int:
    """It took place: who came, by attendance id, and what was said besides the cases. Returns how many got the minutes.

    Refuses when no leader of the TSM team or of client services came, when nothing was decided or said, before it begins, a cancelled
    one, card numbers. Raises `Stale`. Also: event `support.call_held`; who came gets the minutes by mail.
    """
    require_writer(by)
    no_card(minutes, field="minutes")
    with change(by=by, now=now) as c:
        held = _held(call)
        if held.state == CallState.CANCELLED:
            raise Refused(_("This call is cancelled."))
        if held.starts_at > now:
            raise Refused(_("This call hasn't begun. Minute it afterwards."), field="minutes")
        rows = attendances_of(held)
        came = [row for row in rows if row.pk in attended]
        if not any(row.is_leader for row in came):
            raise Refused(
                _("No leader of the TSM team or of client services is ticked; a triage call needs one. Invite one, or cancel the call."),
                field="attended",
            )  # fmt: skip
        outcomes = outcomes_of(by, held)
        text = minutes.strip() or (_("See the cases.") if outcomes else "")
        if not text:
            raise Refused(_("No case got its way and nothing is written. Write what was said."), field="minutes")
        left = agenda(by, now).count()
        c.save(
            held,
            expect=expect,
            kind=HELD,
            state=CallState.HELD,
            held_at=held.starts_at,
            minutes=text,
            left_count=left,
        )
        for row in rows:
            c.save(row, has_attended=row.pk in attended)
        return _send_minutes(held, [row.user for row in came], text, outcomes, by=by, now=now)


def _send_minutes(
    call: TriageCall, users: list[Any], text: str, outcomes: Iterable[Any], *, by: Viewer, now: datetime
) -> int:
    """To who came: what was said, and each case with its way. Returns to how many."""
    lines = [
        f"- {one.case.code} {one.case.title} ({one.biller.name}): {one.get_path_display()}. {one.path_words} "
        f"{one.owner.name}, {one.due_date:%-d %b %Y}"
        for one in outcomes
    ]
    return tell(
        users=users, kind="triage_minutes", text=_("Minutes of the triage call on %(when)s.") % {"when": when(call)},
        more="\n".join([text, "", *lines]).strip(), url=f"/cases/calls/{call.pk}/", record=call.record,
        key=f"triage-minutes:{call.pk}:{now.isoformat()}", by=by, now=now,
    )  # fmt: skip


def cancel_call(*, call: TriageCall, reason: str, by: Viewer, now: datetime) -> None:
    """It won't take place. Refuses without a reason, and one that has begun.

    Also: event `support.call_cancelled`; who is invited is told.
    """
    require_writer(by)
    why = " ".join(reason.split())[:300]
    if not why:
        raise Refused(_("Say why it is cancelled."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        held = _held(call)
        _require_ahead(held)
        if held.starts_at <= now:
            raise Refused(_("This call's time has come. Write its minutes, or say that it was missed."))
        c.save(held, kind=CANCELLED, note=why, state=CallState.CANCELLED, sequence=held.sequence + 1)
        people = [row.user for row in attendances_of(held)]
        text = _("The triage call on %(when)s is cancelled: %(why)s") % {"when": when(held), "why": why}
        _tell(held, people, text, CANCEL, by, now)


def miss_call(*, call: TriageCall, reason: str, by: Viewer, now: datetime) -> None:
    """Its time has passed and it didn't take place; its cases stay on the agenda. Minutes that turn up later still count.

    Refuses without a reason, one that isn't over, held or cancelled, card numbers. Also: event `support.call_missed`.
    """
    require_writer(by)
    why = " ".join(reason.split())[:300]
    if not why:
        raise Refused(_("Say why it didn't take place."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        held = _held(call)
        if held.standing(now) != "to_record":
            raise Refused(_("Only a call whose time has passed, and that isn't recorded yet, can have been missed."))
        c.save(held, kind=MISSED, note=why, state=CallState.MISSED, minutes=why)


def remind_of_calls(*, by: Viewer, now: datetime) -> int:
    """Tells the leaders of each call that waits to be recorded, once; those invited, else all. Returns how many notices."""
    told, leaders = 0, users_with_role(*rules.LEADERS)
    for call in calls_to_record(now):
        invited = [row.user for row in attendances_of(call) if row.is_leader]
        told += tell(
            users=invited or leaders, kind="triage_to_record", record=call.record, by=by, now=now,
            text=_("The triage call on %(when)s waits: write its minutes, or say that it was missed.") % {"when": when(call)},
            url=f"/cases/calls/{call.pk}/", key=f"triage-record:{call.pk}:{call.sequence}",
        )  # fmt: skip
    return told


def retime_call(
    *, call: TriageCall, starts_at: datetime, zone: str, minutes_long: int, by: Viewer, now: datetime
) -> bool:
    """The same day at another time or length; one that was cancelled takes place again. False when nothing is different.

    Refuses one that was held. Also: event `support.triagecall_changed`; who is invited is told.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        held = _held(call)
        if held.state in (CallState.HELD, CallState.MISSED):
            raise Refused(_("This call is over or cancelled."))
        fields: dict[str, Any] = {
            "starts_at": starts_at,
            "time_zone": zone,
            "minutes_long": minutes_long,
            "state": CallState.SCHEDULED,
        }
        if all(getattr(held, name) == value for name, value in fields.items()):
            return False
        c.save(held, sequence=held.sequence + 1, **fields)
        people = [row.user for row in attendances_of(held)]
        _tell(held, people, _("The triage call is on %(when)s now.") % {"when": when(held)}, REQUEST, by, now)
        return True


def when(call: TriageCall) -> str:
    """Its time in words, in its own zone."""
    return f"{call.starts_at.astimezone(ZoneInfo(call.time_zone)):%a %-d %b %Y, %H:%M} ({call.time_zone})"


def _tell(call: TriageCall, people: Collection[User], text: str, method: str, by: Viewer, now: datetime) -> None:
    file = {"name": "triage.ics", "type": f"text/calendar; method={method}", "text": call_file(call, now=now).decode()}
    tell(
        users=people, kind="meeting_invited", text=text, url=f"/cases/calls/{call.pk}/", record=call.record,
        key=f"triage:{call.pk}:{method}:{call.sequence}", file=file, by=by, now=now,
    )  # fmt: skip


def _held(call: TriageCall) -> TriageCall:
    return TriageCall.objects.select_for_update(of=("self",)).select_related("record").get(pk=call.pk)


def _require_ahead(call: TriageCall) -> None:
    if call.state != CallState.SCHEDULED:
        raise Refused(_("This call is over or cancelled."))
