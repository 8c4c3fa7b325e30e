"""Payment files as a side of a reconciliation: each entry that a format reader gives becomes one record."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.sheets import Record
from pilotage.tally.matching.spec import ReconcileSpec, SideSpec

_ROLES = {
    "date": "date",
    "account": "account",
    "reference": "reference",
    "parent": "batch",
    "name": "name",
    "kind": "text",
}


def read_entries(path: Path, side: SideSpec, spec: ReconcileSpec) -> Iterator[Record]:
    """Entries of an ACH, BAI2, camt, MT940, lockbox or X12 file. Errors: `TallyError`, also where the file is not valid."""
    formats = importlib.import_module("pilotage.tally.formats")
    found: Any = formats.read(path, format=side.format)
    for entry in _entries_of(found):
        yield Record(int(_of(entry, "line") or 0), _cells(entry, spec))


def _entries_of(found: Any) -> Any:
    return _of(found, "entries") if not isinstance(found, list) else found


def _of(holder: Any, name: str) -> Any:
    return holder.get(name) if isinstance(holder, dict) else getattr(holder, name, None)


def _cells(entry: Any, spec: ReconcileSpec) -> dict[str, str]:
    cells = {role: str(_of(entry, name) or "") for name, role in _ROLES.items()}
    amount = _of(entry, "amount")
    if not isinstance(amount, int):
        raise TallyError("an entry has no amount. Check the file with tally read.", place=f"line {_of(entry, 'line')}")
    cells["amount"] = str(-abs(amount) if _of(entry, "direction") == "debit" else amount)
    cells["currency"] = str(_of(entry, "currency") or spec.currency)
    return cells
