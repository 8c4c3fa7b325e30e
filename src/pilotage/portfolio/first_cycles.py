"""How the first bill cycles of the sample's live billers went."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.firstcycles.operations import do_duty, keep_figures

Step = tuple[date, Callable[[datetime], None]]
#: Days after go-live on which the figures of a cycle are kept.
DAYS = (28, 58, 88)


def first_cycle_steps(phase: Phase, place: int, target: date, person: Callable[[str], Viewer]) -> list[Step]:
    """Days and what happened on them; one biller in five has no figures yet."""
    if place % 5 == 4:
        return []
    by = person("tsm")
    return [(target + timedelta(days=days), partial(_keep, phase, place, n, by)) for n, days in enumerate(DAYS, 1)]


def _keep(phase: Phase, place: int, number: int, by: Viewer, at: datetime) -> None:
    phase.refresh_from_db()
    day = at.date()
    if phase.went_live_date is None or day < phase.went_live_date:
        return
    taken, is_rough = 1_840 + 37 * place + 160 * number, place % 3 == 0 and number == 1
    unposted = 46 if is_rough else 0
    amount = Decimal(taken) * Decimal("71.25")
    posted = amount - Decimal(unposted) * Decimal("71.25")
    figures: dict[str, Any] = {
        "taken": taken, "posted": taken - unposted, "settled": taken - unposted, "taken_amount": amount,
        "posted_amount": posted, "settled_amount": posted, "duplicates": 3 if is_rough else 0, "returns": taken // 110,
        "oldest_unposted_on": day - timedelta(days=6) if is_rough else None, "autopay_due_on": day - timedelta(days=9),
        "autopay_ran_on": day - timedelta(days=8 if is_rough else 9), "notices_planned": taken + 900,
        "notices_sent": taken + 900,
    }  # fmt: skip
    if place % 2:
        figures |= {"calls_forecast": 140, "calls_taken": 210 if is_rough else 118}
    remark = (
        "The bank's file came a day late; 46 payments of the lockbox wait for their account numbers."
        if is_rough
        else ""
    )
    keep_figures(phase=phase, number=number, as_of=day, remark=remark, by=by, now=at, **figures)
    do_duty(phase=phase, number=number, duty="monitor", by=by, now=at)
    if number == 1:
        words = "Front desk and finance, two hours; they ask for a report of returns by reason."
        do_duty(phase=phase, number=1, duty="train", remark=words, by=by, now=at)
