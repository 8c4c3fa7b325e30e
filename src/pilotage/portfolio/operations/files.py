"""Imports files from disk at once: for the command line and the sample portfolio."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pilotage.core.errors import Refused
from pilotage.core.viewer import Viewer
from pilotage.portfolio.operations.committing import Overtaken, all_or_nothing, carry_out
from pilotage.portfolio.operations.preparing import prepare
from pilotage.portfolio.planning import Plan, plan_import
from pilotage.portfolio.reading import Read, Source, read_files

MOST_TRIES = 3


def import_files(
    paths: Iterable[Path],
    *,
    dry_run: bool = False,
    today: date | None = None,
    password_hash: str | None = None,
    by: Viewer,
    now: datetime,
) -> dict[str, Any]:
    """`{created, updated, unchanged, errors}`. With any error, or with `dry_run`, nothing is changed.

    `today` is what relative dates count from; the day of `now` unless given. Reading, comparing and building happen before
    the transaction, so that nobody's save waits for them; when somebody else changes these rows meanwhile, they happen again.
    """
    day = today or now.date()
    found = read_files([Source(path.name, path) for path in paths], today=day)
    try:
        plan = plan_import(found, by=by, today=day) if dry_run else _carried_out(found, day, password_hash, by, now)
    except Refused as refused:
        return _answer(found, Plan()) | {"errors": [_whole(refused)], "errors_total": 1}
    return _answer(found, plan if found.errors_total == 0 else Plan())


def _carried_out(found: Read, today: date, password_hash: str | None, by: Viewer, now: datetime) -> Plan:
    """The plan, carried out unless something is wrong with it."""
    tries = 0
    while True:
        plan = plan_import(found, by=by, today=today)
        if found.errors_total:
            return plan
        tries += 1
        try:
            prepared = prepare(plan, by=by, now=now)
            with all_or_nothing(by=by, now=now) as c:
                carry_out(c, plan, prepared, password_hash=password_hash)
            return plan
        except Overtaken:
            if tries == MOST_TRIES:
                raise


def _answer(found: Read, plan: Plan) -> dict[str, Any]:
    return {
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "errors": [error.answer() for error in found.errors],
        "errors_total": found.errors_total,
    }


def _whole(refused: Refused) -> dict[str, Any]:
    return {
        "file": None,
        "row": None,
        "column": None,
        "value": "",
        "reason": refused.message,
        "remedy": "Then try again.",
    }
