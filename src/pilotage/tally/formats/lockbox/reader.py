"""Reads a lockbox file: remittances with their invoices, batch, lockbox and file totals."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from pilotage.tally.entries import CREDIT, Entry
from pilotage.tally.formats.ach.routing import is_digits, short_date
from pilotage.tally.formats.lines import LONGEST, line_chunks
from pilotage.tally.formats.lockbox.layouts import Cut, cut_of
from pilotage.tally.formats.report import Report

WIDTH = 80
_NAMES = {
    "1": "file_header", "2": "service", "4": "overflow", "5": "lockbox_header", "6": "remittance", "7": "batch_total",
    "8": "lockbox_total", "9": "trailer",
}  # fmt: skip


def read_lockbox(stream: BinaryIO, report: Report, file: str) -> Iterator[Entry]:
    """Remittances as payments, their overflow records as invoices that belong to them."""
    reader = _File(report, file)
    line = 0
    for lines in line_chunks(stream, WIDTH):
        for text in lines:
            line += 1
            report.read = line
            entry = reader.take(line, text)
            if entry is not None:
                report.count(entry)
                yield entry
    reader.end(max(line, 1))


class _File:
    def __init__(self, report: Report, file: str) -> None:
        self.report, self.file = report, file
        self.cut: Cut | None = None
        self.records = self.remittances = 0
        self.deposited: date | None = None
        self.lockbox = ""
        self.batch, self.batch_items, self.batch_sum = "", 0, 0
        self.box_items = self.box_sum = 0
        self.item, self.sequence, self.is_open, self.open_line = "", 0, False, 0
        self.reference = ""
        self.is_ended = False
        self.dispatch = {
            "1": self._header, "2": self._service, "4": self._overflow, "5": self._lockbox, "6": self._remittance,
            "7": self._batch_total, "8": self._box_total, "9": self._trailer,
        }  # fmt: skip

    def take(self, line: int, text: str) -> Entry | None:
        """One record of up to 80 characters; blanks at its end may be cut off."""
        if line == 1 and text.startswith("ï»¿"):
            text = text[3:]
        if not text.strip(" \x1a\x00"):
            return None
        if len(text) > LONGEST:
            self.report.fault("line_too_long", line, most=LONGEST)
            return None
        name = _NAMES.get(text[0], "")
        if not name:
            shown = text[0] if text[0].isascii() and text[0].isalnum() else "a sign"
            self.report.fault("unknown_record", line, "", "record_type", found=shown)
            return None
        if len(text.rstrip()) > WIDTH:
            self.report.fault("record_length", line, name, found=len(text.rstrip()))
        if not (text.isascii() and text.isprintable()):
            self.report.fault("characters", line, name)
        if self.is_ended:
            self.report.fault("record_order", line, name, found=text[0])
        self.records += 1
        if text[0] != "4":
            self._end_item()
        return self.dispatch[text[0]](line, text.ljust(WIDTH))

    def _end_item(self) -> None:
        if self.is_open:
            self.report.fault("overflow_open", self.open_line, "overflow", "indicator")
            self.is_open = False

    def _number(self, line: int, record: str, field: str, text: str) -> int | None:
        """Digits as a number; blank is None, anything else None and a fault."""
        text = text.strip()
        if is_digits(text):
            return int(text)
        if text:
            self.report.fault("number", line, record, field)
        return None

    def _day(self, line: int, record: str, text: str) -> date | None:
        if not text.strip():
            return None
        found = short_date(text)
        if found is None:
            self.report.fault("date", line, record, "date", found=text.strip())
        return found

    def _header(self, line: int, text: str) -> Entry | None:
        created = self._day(line, "file_header", text[23:29])
        self.report.facts |= {
            "destination": text[3:13].strip(),
            "origin": text[13:23].strip(),
            "created": created.isoformat() if created else None,
        }
        self.deposited = created
        return None

    def _service(self, line: int, text: str) -> Entry | None:
        self.report.facts |= {"service": text[21:31].strip()}
        return None

    def _lockbox(self, line: int, text: str) -> Entry | None:
        self.lockbox = text[7:14].strip()
        self.deposited = self._day(line, "lockbox_header", text[14:20]) or self.deposited
        return None

    def _remittance(self, line: int, text: str) -> Entry | None:
        if self.cut is None:
            self.cut = cut_of(text)
            self.report.facts["layout"] = self.cut.name
        cut = self.cut
        batch, item = text[1:4].strip(), text[4:7].strip()
        amount = self._number(line, "remittance", "amount", text[7:17])
        if amount is None:
            if not text[7:17].strip():
                self.report.fault("number", line, "remittance", "amount")
            return None
        self.remittances += 1
        self.batch, self.item, self.sequence = batch, item, 0
        self.batch_items += 1
        self.batch_sum += amount
        self.box_items += 1
        self.box_sum += amount
        if not amount:
            self.report.fault("amount_zero", line, "remittance", "amount")
        check = text[cut.check].strip().lstrip("0")
        if not check:
            self.report.fault("check_missing", line, "remittance", "check_number")
        self.reference = f"{batch}-{item}"
        references = {"batch": batch, "item": item, "check": check, "lockbox": self.lockbox}
        return Entry(
            line, "payment", amount, "USD", CREDIT, self.deposited, text[cut.account].strip(), "", check or self.reference,
            batch, None, "check", "6", text[cut.routing].strip(), "", text[cut.rest :].strip(),
            {name: value for name, value in references.items() if value}, self.file,
        )  # fmt: skip

    def _overflow(self, line: int, text: str) -> Entry | None:
        """An invoice of the remittance before it: number in 12 to 21, amount in 22 to 31 where there is one."""
        if not self.item:
            self.report.fault("record_order", line, "overflow", found="4")
            return None
        if text[4:7].strip() != self.item:
            self.report.fault(
                "overflow_item", line, "overflow", "item", found=text[4:7].strip() or "none", wanted=self.item
            )
        self.sequence += 1
        stated = self._number(line, "overflow", "sequence", text[8:10])
        if stated is not None and stated != self.sequence:
            self.report.fault("overflow_sequence", line, "overflow", "sequence", found=stated, wanted=self.sequence)
        self.is_open, self.open_line = text[10] != "9", line
        amount = self._number(line, "overflow", "amount", text[21:31])
        invoice = text[11:21].strip()
        return Entry(
            line, "invoice", amount or 0, "USD", CREDIT, self.deposited, "", "", invoice, self.reference, None, "check", "4",
            text=text[31:].strip(), references={"invoice": invoice} if invoice else {}, file=self.file,
        )  # fmt: skip

    def _prove(self, line: int, record: str, field: str, text: str, found: int) -> int | None:
        stated = self._number(line, record, field, text)
        if stated is not None and stated != found:
            rule = f"{record.split('_')[0]}_{field}"
            self.report.fault(rule, line, record, field, stated=stated, found=found)
        return stated

    def _batch_total(self, line: int, text: str) -> Entry | None:
        if self.batch_items and text[1:4].strip() != self.batch:
            self.report.fault("batch_number", line, "batch_total", "batch", stated=text[1:4].strip(), found=self.batch)
        self._prove(line, "batch_total", "items", text[20:23], self.batch_items)
        self._prove(line, "batch_total", "sum", text[23:33], self.batch_sum)
        self.batch_items = self.batch_sum = 0
        self.item = ""
        return None

    def _box_total(self, line: int, text: str) -> Entry | None:
        stated = self.report.stated
        for field, cut, found in (("items", text[20:24], self.box_items), ("sum", text[24:34], self.box_sum)):
            told = self._prove(line, "lockbox_total", field, cut, found)
            if told is not None:
                stated[f"lockbox_{field}"] = stated.get(f"lockbox_{field}", 0) + told
        self.box_items = self.box_sum = 0
        return None

    def _trailer(self, line: int, text: str) -> Entry | None:
        self._prove_records(line, text[1:7])
        self.is_ended = True
        return None

    def _prove_records(self, line: int, text: str) -> None:
        stated = self._number(line, "trailer", "records", text)
        self.report.stated["records"] = stated
        if stated is not None and stated != self.records:
            self.report.fault("file_records", line, "trailer", "records", stated=stated, found=self.records)

    def end(self, line: int) -> None:
        """What is only known at the end of the file."""
        self._end_item()
        if not self.remittances:
            self.report.fault("no_details", line, "remittance")
