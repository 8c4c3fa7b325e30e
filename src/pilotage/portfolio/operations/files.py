"""Imports files from disk at once: for the command line and the sample portfolio."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pilotage.core.errors import Refused
from pilotage.core.viewer import Viewer
from pilotage.portfolio.operations.committing import carry_out
from pilotage.portfolio.planning import Plan, plan_import
from pilotage.portfolio.reading import Read, Source, read_files


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

    `today` is what relative dates count from; the day of `now` unless given. Reading and comparing happen before the
    transaction, so that nobody's save waits for them.
    """
    day = today or now.date()
    found = read_files([Source(path.name, path) for path in paths], today=day)
    plan = plan_import(found, by=by, today=day)
    if found.errors_total == 0 and not dry_run:
        try:
            carry_out(plan, by=by, now=now, password_hash=password_hash)
        except Refused as refused:
            return _answer(found, Plan()) | {"errors": [_whole(refused)]}
    return _answer(found, plan if found.errors_total == 0 else Plan())


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
