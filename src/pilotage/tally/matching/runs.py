"""Runs a reconciliation from files to its answer."""

import datetime
import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.matching import answers
from pilotage.tally.matching.allocation import allocate_all
from pilotage.tally.matching.bulk import Settled, settle_batches
from pilotage.tally.matching.duplicates import same_payment_twice
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.legs import Leg, run_leg
from pilotage.tally.matching.per_day import settled_by_day, told_days
from pilotage.tally.matching.posting import check_posting
from pilotage.tally.matching.reading import read_items
from pilotage.tally.matching.spec import ReconcileSpec
from pilotage.tally.matching.states import FINDINGS
from pilotage.tally.matching.timeline import add_lags, lags, timeline
from pilotage.tally.turns import short_turns


def reconcile(files: Mapping[str, Path], spec: ReconcileSpec) -> dict[str, Any]:
    """Reconcile `payments` with `deposits`, those with `bank`, and the payments with `posted` and `invoices`, where they are given.

    The document's `agrees` is true where nothing is suggested, ambiguous or an exception. Amounts are smallest units.
    Errors: `TallyError` for a file that cannot be used, and for a run whose states do not add up to its input.
    """
    with _collecting_nothing(), short_turns():
        return _reconciled(files, spec)


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Items live until the answer is there: time and again to look for circles among them takes a tenth of the run."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _reconciled(files: Mapping[str, Path], spec: ReconcileSpec) -> dict[str, Any]:
    settled = settle_batches(files, spec) if files.keys() == {"payments", "deposits"} else None
    sides = (
        settled.left if settled else {name: read_items(path, spec.sides[name], spec) for name, path in files.items()}
    )
    if not sides["payments"] and settled is None:
        raise TallyError("it has no rows. Name the file with the payments.", place=str(files["payments"]))
    as_of = spec.as_of or _newest(sides, settled)
    legs: list[Leg] = []
    if "deposits" in sides:
        legs.append(run_leg("payments_deposits", sides["payments"], sides["deposits"], spec, as_of))
    if "bank" in sides:
        legs.append(run_leg("deposits_bank", sides["deposits"], sides["bank"], spec, as_of))
    return _document(sides, legs, spec, as_of, settled)


def _newest(sides: Mapping[str, list[Item]], settled: Settled | None) -> datetime.date | None:
    """Without `as_of` the newest day of the input stands for today: no clock decides."""
    days = [item.date for items in sides.values() for item in items if item.date is not None]
    if settled is not None and settled.newest is not None:
        days.append(settled.newest)
    return max(days) if days else None


def _document(
    sides: dict[str, list[Item]],
    legs: list[Leg],
    spec: ReconcileSpec,
    as_of: datetime.date | None,
    settled: Settled | None,
) -> dict[str, Any]:
    control = {name: answers.totals(items) for name, items in sides.items()}
    matched = {name: sides[name] for leg in legs for name in leg.name.split("_")}
    table = answers.states_table(legs, matched)
    answers.conserve(table, {name: control[name] for name in matched})
    tiers, times = answers.tier_table(legs), lags(legs, spec.calendar)
    if settled is not None:
        answers.add_settled(settled, control, table, tiers)
        add_lags(times[0], settled.lags)
    told, matches_left = answers.matches(legs, spec.list_limit)
    alone, alone_left = answers.unmatched(legs, spec.list_limit)
    names = {leg.name: leg.name.split("_") for leg in legs}
    duplicates = _once({**one, "side": names[leg.name][one["side"]]} for leg in legs for one in leg.duplicates)
    found = sum(table[side][state]["rows"] for side in table for state in FINDINGS)
    document: dict[str, Any] = {
        "agrees": found == 0,
        "currency": spec.currency,
        "scale": spec.scale,
        "as_of": as_of.isoformat() if as_of else None,
        "totals": control,
        "states": table,
        "tiers": tiers,
        "reasons": answers.reasons(legs),
        "matches": told,
        "matches_left_off": matches_left + (settled.rows["deposits"] if settled else 0),
        "unmatched": alone,
        "unmatched_left_off": alone_left,
        "duplicates": duplicates,
        "possible_duplicates": same_payment_twice(sides["payments"])[: spec.list_limit],
        "timeline": timeline(*times),
    }
    if "deposits" in sides:
        document["by_day"] = told_days(settled_by_day(legs[0], settled.days if settled else {}))
    document |= _beside(sides, spec, as_of)
    if "posting" in document:
        wrong = sum(cells[state]["rows"] for cells in document["posting"]["states"].values() for state in FINDINGS)
        document["agrees"] = document["agrees"] and not wrong
        document["states"] = document["states"] or document["posting"]["states"]
    return {**document, "digest": answers.digest(document)}


def _beside(sides: Mapping[str, list[Item]], spec: ReconcileSpec, as_of: datetime.date | None) -> dict[str, Any]:
    """What the books and the invoices say of the payments, where they are given."""
    found: dict[str, Any] = {}
    if "posted" in sides:
        found["posting"] = answers.told_posting(check_posting(sides["payments"], sides["posted"], spec, as_of), spec)
    if "invoices" in sides:
        found["allocation"] = allocate_all(sides["payments"], sides["invoices"], spec.allocation, spec.list_limit)
    return found


def _once(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both legs see the deposits; what both say of them is said once."""
    told: list[dict[str, Any]] = []
    for one in found:
        if one not in told:
            told.append(one)
    return told
