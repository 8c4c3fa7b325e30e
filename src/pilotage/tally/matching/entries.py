"""Payment files as a side of a reconciliation: each entry that moved money becomes one record."""

from collections.abc import Iterator
from pathlib import Path

from pilotage.tally.entries import DEBIT, UNBOOKED, Entry
from pilotage.tally.errors import TallyError
from pilotage.tally.formats import read
from pilotage.tally.intake.sheets import Record
from pilotage.tally.matching.spec import SideSpec

_RETURNS = frozenset({"return", "contested_return"})


def read_entries(path: Path, side: SideSpec) -> Iterator[Record]:
    """Entries of an ACH, BAI2, camt, MT940, lockbox or X12 file, without those that only divide another or moved no money.

    In an ACH file of payments a debit takes money in and counts positive; in a statement a credit does. Errors: `TallyError`,
    also where the file breaks a rule of its format: money is not counted from a file that is not sound.
    """
    reading = read(path, side.format)
    for entry in reading:
        if not entry.is_part and entry.kind not in UNBOOKED and entry.amount:
            yield Record(entry.line, _cells(entry, side, reading.format))
    if not reading.valid:
        first = reading.errors[0].as_document()
        where = f"{path} line {first.get('line', '')}".strip()
        raise TallyError(
            f"the file is not valid: {first.get('message') or first.get('rule')}. See all with tally read.", place=where
        )


def _cells(entry: Entry, side: SideSpec, format: str) -> dict[str, str]:
    pulled = format == "ach" and side.name == "payments"
    amount = (entry.amount if entry.direction == DEBIT else -entry.amount) if pulled else entry.signed
    told = {
        "id": entry.reference, "amount": str(amount), "currency": entry.currency, "account": entry.account, "name": entry.name,
        "date": entry.date.isoformat() if entry.date else "", "reference": entry.reference, "original": entry.original,
        "method": entry.method, "text": " ".join([entry.text, *entry.references.values()]).strip(),
    }  # fmt: skip
    if side.name in ("payments", "posted"):
        told["kind"] = "return" if entry.kind in _RETURNS else "payment"
        told["batch"] = entry.parent
    else:
        told["account"] = ""  # the statement's own account, which tells no line from another
    columns = {**told, "entry_kind": entry.kind, "code": entry.code, "parent": entry.parent}
    return {**told, **{f"column:{name}": text for name, text in columns.items()}}
