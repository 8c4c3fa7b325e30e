"""Puts what daily checks counted by day together into the figures of a bill cycle. Pure.

A payment day is often seen by several runs, since files overlap: the run that saw most payments of it counts, the newest of those,
because a later one knows more about posting and settlement. Nothing is added up twice, and nothing that no run told is taken for none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.firstcycles.standing import UNSETTLED

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Ran:
    """One day of a daily check: its kind, the check's name, its day, and what it counted by day."""

    kind: str
    name: str
    day: date
    by_day: Mapping[str, Cells]
    scale: int = 2


@dataclass(frozen=True)
class Known:
    """A figure, the check that knows it, as of which day, and whether it is a day on which nothing was to be done."""

    value: int | Decimal | date
    check: str
    as_of: date
    is_idle: bool = False


def count(runs: Iterable[Ran], first: date, last: date) -> dict[str, Known]:
    """The figures of the cycle from first to last that the runs know; those that none knows aren't there."""
    by_kind: dict[str, list[Ran]] = {}
    for ran in runs:
        by_kind.setdefault(ran.kind, []).append(ran)
    paid = _best(by_kind.get("posting", ()), first, last)
    settled = _best(by_kind.get("settlement", ()), first, last)
    found = _posting(paid)
    found |= _settlement(settled, set(paid))
    found |= _autopay(_best(by_kind.get("autopay", ()), first, last, "planned"))
    found |= _notices(_best(by_kind.get("notices", ()), first, last, "planned"))
    return found


Best = dict[date, tuple[Ran, Cells]]


def _best(runs: Iterable[Ran], first: date, last: date, by: str = "taken") -> Best:
    """Each day of the cycle with the run that saw most of it, the newest of those."""
    found: Best = {}
    for ran in runs:
        for on, cells in _days(ran, first, last):
            held = found.get(on)
            if held is None or (cells.get(by, 0), ran.day) > (held[1].get(by, 0), held[0].day):
                found[on] = (ran, cells)
    return found


def _days(ran: Ran, first: date, last: date) -> Iterator[tuple[date, Cells]]:
    for text, cells in ran.by_day.items():
        on = date.fromisoformat(text)
        if first <= on <= last:
            yield on, cells


def _source(best: Best) -> tuple[str, date]:
    newest = max((ran for ran, _ in best.values()), key=lambda ran: ran.day)
    return newest.name, newest.day


def _sum(best: Best, name: str) -> int:
    return sum(int(cells.get(name, 0)) for _, cells in best.values())


def _money(best: Best, name: str) -> Decimal:
    total = sum((Decimal(int(cells.get(name, 0))).scaleb(-ran.scale) for ran, cells in best.values()), Decimal(0))
    return total.quantize(Decimal("0.01"))


def _posting(best: Best) -> dict[str, Known]:
    if not best:
        return {}
    source = _source(best)
    values: dict[str, Any] = {name: _sum(best, name) for name in ("taken", "posted", "duplicates")}
    values |= {name: _money(best, name) for name in ("taken_amount", "posted_amount")}
    if returns := _sum(best, "returns"):  # files without returns say nothing about them
        values["returns"] = returns
    behind = [on for on, (_, cells) in best.items() if cells.get("posted", 0) < cells.get("taken", 0)]
    if behind:
        values["oldest_unposted_on"] = min(behind)
    return {name: Known(value, *source) for name, value in values.items()}


def _settlement(best: Best, posted_days: set[date]) -> dict[str, Known]:
    """Settled payments, of the days that posting knows, so that both speak of the same payments; alone they tell what was taken, too."""
    mine = {on: one for on, one in best.items() if not posted_days or on in posted_days}
    if not mine:
        return {}
    source = _source(mine)
    values: dict[str, Any] = {"settled": _sum(mine, "settled"), "settled_amount": _money(mine, "settled_amount")}
    behind = [on for on, (_, cells) in mine.items() if cells.get("settled", 0) < cells.get("taken", 0)]
    if behind:
        values[UNSETTLED] = min(behind)
    if not posted_days:
        values |= {"taken": _sum(mine, "taken"), "taken_amount": _money(mine, "taken_amount")}
        if returns := _sum(mine, "returns"):
            values["returns"] = returns
    return {name: Known(value, *source) for name, value in values.items()}


def _autopay(best: Best) -> dict[str, Known]:
    """The draw day that was missed by most, and when its last draw was made; the last draw day where none had anything to draw."""
    due = {on: one for on, one in best.items() if one[1].get("planned")}
    if not due:
        return {"autopay_due_on": Known(max(best), *_source(best), is_idle=True)} if best else {}
    source = _source(due)
    undone = [on for on, (_, cells) in due.items() if not cells.get("last")]
    if undone:
        return {"autopay_due_on": Known(min(undone), *source)}
    ran = {on: date.fromisoformat(cells["last"]) for on, (_, cells) in due.items()}
    worst = max(ran, key=lambda on: ((ran[on] - on).days, on))
    return {"autopay_due_on": Known(worst, *source), "autopay_ran_on": Known(ran[worst], *source)}


def _notices(best: Best) -> dict[str, Known]:
    due = {on: one for on, one in best.items() if one[1].get("planned")}
    if not due:
        return {}
    source = _source(due)
    return {
        "notices_planned": Known(_sum(due, "planned"), *source),
        "notices_sent": Known(_sum(due, "done"), *source),
    }
