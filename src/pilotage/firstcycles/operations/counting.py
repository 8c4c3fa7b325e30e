"""Takes what the daily checks counted into the figures of the first bill cycles."""

from datetime import datetime, timedelta
from typing import Any

from pilotage.billers.models import Phase
from pilotage.core.operations import change
from pilotage.core.plain import plain_value
from pilotage.core.viewer import Viewer
from pilotage.daily.queries import counted_days
from pilotage.firstcycles.counting import Ran, count
from pilotage.firstcycles.enums import Source
from pilotage.firstcycles.models import FiguresKept, FirstCycle
from pilotage.firstcycles.operations.figures import held_row
from pilotage.firstcycles.queries import periods_of, today_at

COUNTED = "firstcycles.figures_counted"
#: So long after a cycle's last day its figures still change: money arrives late.
OPEN_AFTER = timedelta(days=45)


def take_counted(*, phase: Phase, by: Viewer, now: datetime) -> int:
    """Keeps the figures that the phase's daily checks know of its first bill cycles, with the check and the day of each.

    What somebody entered stays. Returns how many cycles have other figures by that. Also: event `firstcycles.figures_counted`.
    """
    if phase.went_live_date is None:
        return 0
    today = today_at(phase.biller, now)
    periods = [(n, first, last) for n, first, last in periods_of(phase) if first <= today <= last + OPEN_AFTER]
    if not periods:
        return 0
    runs = [
        Ran(one.check_of.kind, one.check_of.name, one.day, one.by_day, one.scale)
        for one in counted_days(phase.pk)
        if one.day >= phase.went_live_date and one.by_day
    ]
    return sum(_keep(phase, n, count(runs, first, last), by, now) for n, first, last in periods)


def _keep(phase: Phase, number: int, known: dict[str, Any], by: Viewer, now: datetime) -> bool:
    if not known:
        return False
    as_of = max(one.as_of for one in known.values())
    counted = {
        name: {"value": plain_value(one.value), "as_of": one.as_of.isoformat(), "check": one.check}
        | ({"is_idle": True} if one.is_idle else {})
        for name, one in known.items()
    }
    with change(by=by, now=now) as c:
        row: FirstCycle = held_row(c, phase, number)
        if not c.save(row, kind=COUNTED, counted=counted, counted_on=as_of):
            return False
        told: dict[str, Any] = {
            "figures": {name: one["value"] for name, one in counted.items()},
            "by_name": ", ".join(sorted({one.check for one in known.values()}))[:400],
            "kept_at": now,
        }
        rows = FiguresKept.objects.everywhere().filter(cycle=row, source=Source.DAILY, as_of=as_of)
        if not rows.update(**told):
            FiguresKept(biller_id=row.biller_id, cycle=row, source=Source.DAILY, as_of=as_of, **told).save(
                force_insert=True
            )
        return True
