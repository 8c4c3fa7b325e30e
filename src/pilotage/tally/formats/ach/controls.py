"""Batch and file controls of an ACH file: what they state against what was read."""

from dataclasses import dataclass

from pilotage.tally.formats.ach.batch import Batch
from pilotage.tally.formats.ach.routing import is_digits
from pilotage.tally.formats.report import Report

_HASH = 10**10
_BATCH, _FILE = "batch_control", "file_control"
Fields = tuple[tuple[str, int, int], ...]

_PLAIN_BATCH: Fields = (("count", 4, 10), ("hash", 10, 20), ("debits", 20, 32), ("credits", 32, 44))
_ADV_BATCH: Fields = (("count", 4, 10), ("hash", 10, 20), ("debits", 20, 40), ("credits", 40, 60))
_PLAIN_FILE: Fields = (
    ("batches", 1, 7),
    ("blocks", 7, 13),
    ("count", 13, 21),
    ("hash", 21, 31),
    ("debits", 31, 43),
    ("credits", 43, 55),
)
_ADV_FILE: Fields = (
    ("batches", 1, 7),
    ("blocks", 7, 13),
    ("count", 13, 21),
    ("hash", 21, 31),
    ("debits", 31, 51),
    ("credits", 51, 71),
)


@dataclass
class Sums:
    """What the batches of a file add up to. Amounts in cents."""

    batches: int = 0
    entries: int = 0
    addenda: int = 0
    hash: int = 0
    debits: int = 0
    credits: int = 0
    is_advice: bool = False

    def add(self, batch: Batch) -> None:
        """Add a batch that ended."""
        self.batches += 1
        self.entries += batch.entries
        self.addenda += batch.addenda_records
        self.hash += batch.hash
        self.debits += batch.debits
        self.credits += batch.credits
        self.is_advice = self.is_advice or batch.header.entry_class == "ADV"


def _read(report: Report, line: int, record: str, text: str, fields: Fields) -> dict[str, int]:
    """The numbers of a control; a field that is no number is named and left out."""
    values: dict[str, int] = {}
    for name, begin, end in fields:
        if is_digits(text[begin:end]):
            values[name] = int(text[begin:end])
        else:
            report.fault("field_numeric", line, record, name)
    return values


def batch_control(report: Report, line: int, text: str, batch: Batch) -> None:
    """Compare a batch control with its batch."""
    header, wrong = batch.header, report.fault
    stated = _read(report, line, _BATCH, text, _ADV_BATCH if header.entry_class == "ADV" else _PLAIN_BATCH)
    found = {"hash": batch.hash % _HASH, "debits": batch.debits, "credits": batch.credits}
    for name, value in found.items():
        if stated.get(name, value) != value:
            width = 10 if name == "hash" else 1
            wrong(f"batch_{name}", line, _BATCH, name, stated=f"{stated[name]:0{width}}", found=f"{value:0{width}}")
    _count(report, line, _BATCH, stated.get("count"), batch.entries, batch.addenda_records)
    if text[1:4] != header.service_class:
        wrong(
            "control_service_class", line, _BATCH, "service_class", stated=text[1:4].strip(), found=header.service_class
        )
    company = text[44:54].strip()
    is_left_out = not company and header.is_iat
    if header.entry_class != "ADV" and company != header.company_id.strip() and not is_left_out:
        wrong("control_company", line, _BATCH, "company_id")
    if text[79:87] != header.odfi:
        wrong("control_odfi", line, _BATCH, "odfi")
    if text[87:94] != header.number:
        wrong("control_number", line, _BATCH, "batch_number", stated=text[87:94].strip() or "none", found=header.number)
    if not batch.entries:
        wrong("empty_batch", line, _BATCH, "count")


def file_control(report: Report, line: int, text: str, sums: Sums) -> None:
    """Compare the file control with all batches, and keep what it states."""
    stated = _read(report, line, _FILE, text, _ADV_FILE if sums.is_advice else _PLAIN_FILE)
    found = {"batches": sums.batches, "hash": sums.hash % _HASH, "debits": sums.debits, "credits": sums.credits}
    for name, value in found.items():
        if stated.get(name, value) != value:
            width = 10 if name == "hash" else 1
            facts = {"stated": f"{stated[name]:0{width}}", "found": f"{value:0{width}}"}
            report.fault(f"file_{name}", line, _FILE, name, **facts)
    _count(report, line, _FILE, stated.get("count"), sums.entries, sums.addenda)
    report.stated = {
        "batches": stated.get("batches"),
        "blocks": stated.get("blocks"),
        "entries_and_addenda": stated.get("count"),
        "entry_hash": stated.get("hash"),
        "debit": stated.get("debits"),
        "credit": stated.get("credits"),
    }


def _count(report: Report, line: int, record: str, stated: int | None, entries: int, addenda: int) -> None:
    if stated is None or stated == entries + addenda:
        return
    rule = "batch_count" if record == _BATCH else "file_count"
    if stated == entries:
        rule += "_entries"
    report.fault(rule, line, record, "count", stated=stated, found=entries + addenda)
