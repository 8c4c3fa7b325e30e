"""Changes when triage calls meet, and brings the calls that are ahead in line with it."""

from datetime import datetime, time
from typing import Any

from pilotage.core.models import Event
from pilotage.core.operations import change
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import Viewer
from pilotage.meetings.series_dates import slots_ahead
from pilotage.support.enums import CallState
from pilotage.support.models import TriageCall
from pilotage.support.operations.calls import CANCELLED, cancel_call, make_calls, retime_call
from pilotage.support.rhythm import length, rhythm

#: Why a call is cancelled that the new days leave out; only such a one takes place again when its day comes back.
_LEFT_OUT = "Triage calls are on other days from now on."


def set_triage_rhythm(
    *, weekdays: list[int], at: time, zone: str, minutes_long: int, by: Viewer, now: datetime
) -> dict[str, int]:
    """The days, time, zone and length of triage calls. Calls ahead on a day that stays get the new time, others are cancelled, and
    those that are missing are made. Returns how many were `moved`, `cancelled` and `made`.

    Refuses anybody but administrators, no day, and a length beyond 15 to 240 minutes. Also: event `core.setting_changed`, and what the
    calls' own operations do: whoever is invited is told.
    """
    values: dict[str, Any] = {
        "triage_weekdays": weekdays, "triage_at": f"{at:%H:%M}", "triage_zone": zone, "triage_minutes": minutes_long,
    }  # fmt: skip
    done = {"moved": 0, "cancelled": 0, "made": 0}
    with change(by=by, now=now):
        if not change_settings(by=by, now=now, values=values):
            return done
        slots = {slot.day: slot for slot in slots_ahead(rhythm(), now)}
        for call in (
            TriageCall.objects.exclude(state__in=(CallState.HELD, CallState.MISSED))
            .filter(starts_at__gt=now)
            .order_by("starts_at")
        ):
            slot, is_planned = slots.get(call.slot_date), call.state == CallState.SCHEDULED
            if slot is None and is_planned:
                cancel_call(call=call, reason=_LEFT_OUT, by=by, now=now)
                done["cancelled"] += 1
            elif slot is not None and (is_planned or _was_left_out(call)):
                done["moved"] += retime_call(
                    call=call, starts_at=slot.starts_at, zone=rhythm().zone, minutes_long=length(), by=by, now=now
                )
        done["made"] = make_calls(by=by, now=now)
    return done


def _was_left_out(call: TriageCall) -> bool:
    last = Event.objects.filter(record_id=call.pk, kind=CANCELLED).order_by("-seq").first()
    return last is not None and (last.payload or {}).get("note") == _LEFT_OUT
