"""The answer of a reconciliation as one JSON document; amounts in smallest units, no clock in it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from pilotage.tally.documents import canonical
from pilotage.tally.errors import TallyError
from pilotage.tally.matching.bulk import Settled
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.legs import Leg
from pilotage.tally.matching.near import Neighbours
from pilotage.tally.matching.per_day import told_days
from pilotage.tally.matching.posting import Posting
from pilotage.tally.matching.spec import ReconcileSpec
from pilotage.tally.matching.states import FINDINGS, Match, State, worse
from pilotage.tally.matching.timeline import summaries
from pilotage.tally.matching.units import Unit, units_of

Totals = dict[str, dict[str, dict[str, int]]]
_UNMATCHED = (
    "no_deposit",
    "not_at_the_bank",
    "no_payments",
    "not_in_deposits",
    "not_yet_due",
    "equally_good_elsewhere",
)


def totals(items: Iterable[Item]) -> dict[str, int]:
    """Rows and signed sum of a side."""
    found = list(items)
    return {"rows": len(found), "amount": sum(item.amount for item in found)}


def final_states(legs: list[Leg]) -> dict[str, dict[int, State]]:
    """Side → place → the one state in which the item ends; a deposit that two legs see has the worse of the two."""
    names = [leg.name.split("_") for leg in legs]
    found: dict[str, dict[int, State]] = {}
    for (left, right), leg in zip(names, legs, strict=True):
        for name, outcomes in ((left, leg.book.outcomes[0]), (right, leg.book.outcomes[1])):
            mine = found.setdefault(name, {})
            for at, outcome in outcomes.items():
                mine[at] = worse(mine[at], outcome.state) if at in mine else outcome.state
    return found


def states_table(legs: list[Leg], sides: dict[str, list[Item]]) -> Totals:
    """Side → state → rows and amount, every state written."""
    ends = final_states(legs)
    table: Totals = {}
    for name, items in sides.items():
        counted = {state: [0, 0] for state in State}
        mine = ends[name]
        for item in items:
            cell = counted[mine[item.at]]
            cell[0] += 1
            cell[1] += item.amount
        table[name] = {state.value: {"rows": rows, "amount": amount} for state, (rows, amount) in counted.items()}
    return table


def conserve(table: Totals, sides: dict[str, dict[str, int]]) -> None:
    """Every row in one state, and the sums of the states equal the sums read. Errors: `TallyError`; then there is no answer."""
    for name, control in sides.items():
        for what in ("rows", "amount"):
            counted = sum(cell[what] for cell in table[name].values())
            if counted != control[what]:
                raise TallyError(
                    f"the states hold {counted} where the file has {control[what]} ({what}). The run is stopped; report this.",
                    place=name,
                )


def told_match(number: int, leg: Leg, match: Match) -> dict[str, Any]:
    """One match with its equation."""
    return {
        "match": number, "leg": leg.name, "tier": match.tier, "rule": match.rule, "state": match.state.value, "reason": match.reason,
        "left": [item.id for item in match.left], "right": [item.id for item in match.right],
        "left_rows": [item.row for item in match.left], "right_rows": [item.row for item in match.right],
        "equation": match.equation, **match.facts,
    }  # fmt: skip


def matches(legs: list[Leg], limit: int) -> tuple[list[dict[str, Any]], int]:
    """Matches with something to look at first, then by number; and how many are left off."""
    told = [(match.state not in FINDINGS, at, number, leg, match) for at, leg in enumerate(legs)
            for number, match in enumerate(leg.book.matches)]  # fmt: skip
    told.sort(key=lambda one: one[:3])
    return [told_match(number, leg, match) for _, _, number, leg, match in told[:limit]], max(0, len(told) - limit)


def unmatched(legs: list[Leg], limit: int) -> tuple[list[dict[str, Any]], int]:
    """Items without a match: state, reason, due date or age, and the nearest of the other side. Exceptions first."""
    rows: list[tuple[Any, ...]] = []
    for at, leg in enumerate(legs):
        for side, name in enumerate(leg.name.split("_")):
            for item in leg.book.sides[side]:
                outcome = leg.book.outcomes[side][item.at]
                if outcome.match is None and outcome.state != State.EXCLUDED:
                    rows.append((outcome.state != State.EXCEPTION, at, side, leg, name, item, outcome))
    rows.sort(key=itemgetter(0))
    seekers: dict[tuple[int, int], _Seeker] = {}
    told = []
    for _, at, side, leg, name, item, outcome in rows[:limit]:
        seeker = seekers.get((at, side)) or seekers.setdefault((at, side), _Seeker(leg, side))
        near = seeker.near(item) if outcome.reason in _UNMATCHED else []
        told.append({
            "side": name, "leg": leg.name, "id": item.id, "row": item.row, "amount": item.amount, "kind": item.kind,
            "date": item.date.isoformat() if item.date else None, "account": item.account, "batch": item.batch,
            "reference": item.reference, "state": outcome.state.value, "reason": outcome.reason, **outcome.facts, "near": near,
        })  # fmt: skip
    return told, max(0, len(rows) - limit)


class _Seeker:
    """Near misses for the items of one side of one leg; lines of one batch share theirs."""

    def __init__(self, leg: Leg, side: int) -> None:
        fees = leg.spec.fees
        mine = units_of(leg.book.sides[side], fees if side == 0 else (), grouped=leg.grouped and side == 0)
        others = units_of(leg.book.sides[1 - side], fees if side else (), grouped=leg.grouped and side == 1)
        self._unit: dict[int, Unit] = {item.at: unit for unit in mine for item in unit.items}
        self._neighbours = Neighbours(others, leg.book.outcomes[1 - side])
        self._leg, self._side = leg, side
        self._known: dict[int, list[dict[str, Any]]] = {}

    def near(self, item: Item) -> list[dict[str, Any]]:
        unit = self._unit[item.at]
        first = unit.items[0].at
        if first not in self._known:
            self._known[first] = self._neighbours.nearest(unit, self._leg.window, is_left=self._side == 0)
        return self._known[first]


def reasons(legs: list[Leg]) -> dict[str, dict[str, int]]:
    """Leg → reason → how many items, both sides together, the confirmed and the excluded left out."""
    found: dict[str, dict[str, int]] = {}
    for leg in legs:
        counted: dict[str, int] = defaultdict(int)
        for outcomes in leg.book.outcomes:
            for outcome in outcomes.values():
                if outcome.state not in (State.CONFIRMED, State.EXCLUDED):
                    counted[outcome.reason] += 1
        found[leg.name] = dict(sorted(counted.items()))
    return found


def tier_table(legs: list[Leg]) -> dict[str, dict[str, int]]:
    """Tier → how many matches in each state and how many items of the left they hold."""
    found: dict[str, dict[str, int]] = {}
    for leg in legs:
        for match in leg.book.matches:
            row = found.setdefault(match.tier, _no_matches())
            row["matches"] += 1
            row["items"] += len(match.left)
            row[match.state.value] += 1
    return found


def add_settled(
    settled: Settled, control: dict[str, dict[str, int]], table: Totals, tiers: dict[str, dict[str, int]]
) -> None:
    """Put what sums alone settled beside what the tiers settled item by item."""
    for name, rows in settled.rows.items():
        for cell in (control[name], table[name][State.CONFIRMED.value]):
            cell["rows"] += rows
            cell["amount"] += settled.amounts[name]
    for tier, (matched, payments) in settled.tiers.items():
        if matched:
            row = tiers.setdefault(tier, _no_matches())
            row["matches"] += matched
            row["confirmed"] += matched
            row["items"] += payments


def _no_matches() -> dict[str, int]:
    return {"matches": 0, "items": 0, "confirmed": 0, "suggested": 0, "ambiguous": 0, "exception": 0}


def told_posting(found: Posting, spec: ReconcileSpec) -> dict[str, Any]:
    """The posting check: states of both sides, reasons, findings, ages of what is not posted, days from payment to posting."""
    states: Totals = {}
    for side, name in enumerate(("payments", "posted")):
        cells = {state.value: {"rows": 0, "amount": 0} for state in State}
        for item in found.book.sides[side]:
            cell = cells[found.book.outcomes[side][item.at].state.value]
            cell["rows"] += 1
            cell["amount"] += item.amount
        states[name] = cells
    control = {name: totals(found.book.sides[side]) for side, name in enumerate(("payments", "posted"))}
    conserve(states, control)
    counted: Counter[str] = Counter(one["reason"] for one in found.findings)
    return {
        "totals": control, "states": states, "reasons": dict(sorted(counted.items())), "aged_unposted": dict(sorted(found.aged.items())),
        "findings": found.findings[: spec.list_limit], "findings_left_off": max(0, len(found.findings) - spec.list_limit),
        "duplicates": found.duplicates, "banking_days": summaries({"": found.lags}) if found.lags else {},
        "by_day": told_days(found.days),
    }  # fmt: skip


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of the document in its canonical form."""
    return hashlib.sha256(canonical(document)).hexdigest()
