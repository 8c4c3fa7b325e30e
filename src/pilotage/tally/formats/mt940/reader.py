"""Reads MT940 statements: each line as an entry, each page proved from its opening to its closing balance."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from pilotage.tally.entries import CREDIT, DEBIT, Entry, decimals_of, smallest_units
from pilotage.tally.formats.ach.routing import short_date
from pilotage.tally.formats.lines import line_chunks
from pilotage.tally.formats.mt940.tags import Tag, tags
from pilotage.tally.formats.report import Report

_BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})([0-9]{1,15},[0-9]{0,4})")
_LINE = re.compile(
    r"([0-9]{6})([0-9]{4})?(R?[CD]|E[CD])([A-Z])?([0-9]{1,15},[0-9]{0,4})([A-Z][A-Z0-9]{3})?(.*?)(?://(.{1,34}))?",
    re.DOTALL,
)
_NUMBER = re.compile(r"[0-9]{1,5}(?:/[0-9]{1,5})?")
_BALANCES = 5_000


def read_mt940(stream: BinaryIO, report: Report, file: str) -> Iterator[Entry]:
    """Statement lines as entries, each once its information (:86:) is read."""
    reader = _Statements(report, file)
    for tag in tags(line_chunks(stream), report):
        entry = reader.take(tag)
        if entry is not None:
            report.count(entry)
            yield entry
    last = reader.end()
    if last is not None:
        report.count(last)
        yield last


class _Statements:
    """The page that is open, and the line that waits for its information."""

    def __init__(self, report: Report, file: str) -> None:
        self.report, self.file = report, file
        self.pending: Entry | None = None
        self.last_closing: tuple[str, int] | None = None
        self.told: dict[str, Any] = {}
        self.is_open = False
        self._begin(0, "")

    def _begin(self, line: int, reference: str) -> None:
        self.line, self.reference = line, reference
        self.account = self.currency = ""
        self.opening: int | None = None
        self.moved = 0
        self.has_closing = self.has_number = False

    def take(self, tag: Tag) -> Entry | None:
        """One tag. Gives the statement line before it, once nothing more belongs to it."""
        if tag.name == "86" and self.pending is not None:
            return self._information(tag)
        done = self._release()
        if tag.name == "20":
            self._close(tag.line)
            self._begin(tag.line, tag.texts[0].strip())
            self.is_open = True
            if not self.reference:
                self.report.fault("reference_missing", tag.line, "20", "reference")
        elif tag.name == "-":
            self._close(tag.line)
        elif not self.is_open:
            self.report.fault("tag_order", tag.line, tag.name, found=tag.name)
        else:
            self._inside(tag)
        return done

    def _inside(self, tag: Tag) -> None:
        text = tag.texts[0].strip()
        if tag.name in ("25", "25P"):
            self.account = text
        elif tag.name in ("28", "28C"):
            self.has_number = True
            if not _NUMBER.fullmatch(text):
                self.report.fault("statement_number", tag.line, "28C", "number", found=text[:20] or "empty")
        elif tag.name in ("60F", "60M"):
            self._opened(tag, text)
        elif tag.name == "61":
            self._moved(tag)
        elif tag.name in ("62F", "62M"):
            self._closed(tag, text)
        elif tag.name in ("64", "65"):
            self._balance(tag, text)
        elif tag.name not in ("21", "86", "13", "13D", "34F", "90C", "90D"):
            self.report.fault("tag_order", tag.line, tag.name, found=tag.name)

    def _balance(self, tag: Tag, text: str) -> int | None:
        """A balance with its sign in smallest units; None, and a fault, where it is malformed."""
        found = _BALANCE.fullmatch(text)
        if not found:
            self.report.fault("balance", tag.line, tag.name, "balance", tag=tag.name)
            return None
        currency = found[3]
        on = self._day(tag, found[2])
        try:
            units = smallest_units(found[4], decimals_of(currency))
        except ValueError:
            self.report.fault("amount_scale", tag.line, tag.name, "amount", currency=currency)
            return None
        if self.currency and currency != self.currency:
            self.report.fault("currency", tag.line, tag.name, "currency", found=currency, other=self.currency)
        self.currency = self.currency or currency
        signed = -units if found[1] == "D" else units
        if len(self.report.balances) < _BALANCES:
            about = {
                "account": self.account,
                "line": tag.line,
                "code": tag.name,
                "amount": signed,
                "currency": currency,
            }
            self.report.balances.append({**about, "date": on.isoformat() if on else None})
        return signed

    def _day(self, tag: Tag, text: str) -> date | None:
        found = short_date(text)
        if found is None:
            self.report.fault("date", tag.line, tag.name, "date", found=text)
        return found

    def _opened(self, tag: Tag, text: str) -> None:
        if self.opening is not None:
            self.report.fault("tag_order", tag.line, tag.name, found=tag.name)
        self.opening = self._balance(tag, text)
        if tag.name == "60M" and self.last_closing and self.opening is not None:
            account, closing = self.last_closing
            if account == self.account and closing != self.opening:
                self.report.fault("chain", tag.line, tag.name, "balance", found=self.opening, stated=closing)
        is_next = tag.name == "60M" and self.last_closing is not None and self.last_closing[0] == self.account
        if not (is_next and self.told):
            about = {"account": self.account, "reference": self.reference, "currency": self.currency}
            self.told = self.report.begin_statement(**about, opening=self.opening, closing=None)

    def _closed(self, tag: Tag, text: str) -> None:
        self.has_closing = True
        stated = self._balance(tag, text)
        if stated is None:
            return
        if self.opening is not None and self.opening + self.moved != stated:
            facts = {"opening": self.opening, "moved": self.moved, "found": self.opening + self.moved, "stated": stated}
            self.report.fault("closing", tag.line, tag.name, "balance", **facts)
        self.last_closing = (self.account, stated)
        self.told["closing"] = stated

    def _moved(self, tag: Tag) -> None:
        """A statement line: held until its information is read."""
        found = _LINE.fullmatch(tag.texts[0].strip())
        if not found:
            self.report.fault("line", tag.line, "61", "line")
            return
        valued = self._day(tag, found[1])
        currency = self.currency or "EUR"
        try:
            units = smallest_units(found[5], decimals_of(currency))
        except ValueError:
            self.report.fault("amount_scale", tag.line, "61", "amount", currency=currency)
            return
        mark = found[3]
        direction = CREDIT if mark in ("C", "RD", "EC") else DEBIT
        own, bank = (found[7] or "").strip(), (found[8] or "").strip()
        references = {name: text for name, text in (("customer", own), ("bank", bank)) if text and text != "NONREF"}
        is_return = mark.startswith("R")
        entry = Entry(
            tag.line, "pending" if mark.startswith("E") else "return" if is_return else "transaction", units, currency,
            direction, self._booked(tag, valued, found[2]), self.account, "", bank or ("" if own == "NONREF" else own),
            self.reference, valued, "", found[6] or "", "", own if is_return and own != "NONREF" else "",
            "\n".join(text.strip() for text in tag.texts[1:]), references, self.file,
        )  # fmt: skip
        if entry.kind != "pending":
            self.moved += entry.signed
        self.pending = entry

    def _booked(self, tag: Tag, valued: date | None, text: str | None) -> date | None:
        """The booking day (MMDD) in the year that lies nearest to the value date."""
        if not text or valued is None:
            return valued
        found = [short_date(f"{year % 100:02}{text}") for year in (valued.year - 1, valued.year, valued.year + 1)]
        near = [one for one in found if one is not None]
        if not near:
            self.report.fault("date", tag.line, "61", "entry_date", found=text)
            return valued
        return min(near, key=lambda one: abs((one - valued).days))

    def _information(self, tag: Tag) -> Entry | None:
        entry, self.pending = self.pending, None
        if entry is None:
            return None
        text = "\n".join(part for part in (entry.text, *tag.texts) if part)
        return entry._replace(text=text, name=_name(tag.texts))

    def _release(self) -> Entry | None:
        entry, self.pending = self.pending, None
        return entry

    def _close(self, line: int) -> None:
        """Ends a page: what it lacks."""
        if not self.is_open:
            return
        self.is_open = False
        if not self.account:
            self.report.fault("account_missing", self.line, "25", "account")
        if self.opening is None:
            self.report.fault("opening_missing", self.line, "60F", "balance")
        if not self.has_closing:
            self.report.fault("closing_missing", line, "62F", "balance")

    def end(self) -> Entry | None:
        """What is only known at the end of the file; the last line, where nothing followed it."""
        done = self._release()
        self._close(max(self.report.read, 1))
        return done


def _name(texts: list[str]) -> str:
    """The other party, where the information is structured: ?32 and ?33, or /NAME/."""
    joined = "".join(texts)
    parts = [joined[at + 3 :].split("?")[0] for mark in ("?32", "?33") if (at := joined.find(mark)) >= 0]
    if parts:
        return "".join(parts).strip()[:70]
    at = joined.find("/NAME/")
    return joined[at + 6 :].split("/")[0].strip()[:70] if at >= 0 else ""
