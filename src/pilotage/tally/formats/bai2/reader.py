"""Reads a BAI2 file record by record: groups, accounts and details, and what their trailers state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from pilotage.tally.entries import CREDIT, DEBIT, Entry
from pilotage.tally.formats.bai2.codes import METHODS, NOT_MONEY, RETURNS, direction_of
from pilotage.tally.formats.bai2.fields import availability, day, name_of, time, whole
from pilotage.tally.formats.bai2.joining import Record, detail_of, fields_of, records
from pilotage.tally.formats.lines import line_chunks
from pilotage.tally.formats.report import Report

_BALANCES = 5_000


@dataclass
class Level:
    """An account, a group or the file while it is open: where it begins, its sum and its records."""

    line: int
    total: int = 0
    children: int = 0
    records: int = 0


def read_bai2(stream: BinaryIO, report: Report, file: str) -> Iterator[Entry]:
    """Details of a BAI2 file as entries; balances and summaries go to the report."""
    reader = _File(report, file)
    for record in records(line_chunks(stream), report):
        entry = reader.take(record)
        if entry is not None:
            report.count(entry)
            yield entry
    reader.end()


class _File:
    def __init__(self, report: Report, file: str) -> None:
        self.report, self.file = report, file
        self.whole: Level | None = None
        self.group: Level | None = None
        self.account: Level | None = None
        self.number, self.currency, self.group_currency = "", "USD", "USD"
        self.as_of: date | None = None
        self.is_ended = False
        self.dispatch = {
            "01": self._file_header, "02": self._group_header, "03": self._account, "49": self._account_trailer,
            "98": self._group_trailer, "99": self._file_trailer,
        }  # fmt: skip

    def take(self, record: Record) -> Entry | None:
        """One record with its continuations; an entry where it is a detail in its place."""
        for level in (self.whole, self.group, self.account):
            if level is not None:
                level.records += record.physical
        if record.code == "16":
            return self._detail(record)
        self.dispatch[record.code](record, fields_of(record))
        return None

    def _misplaced(self, record: Record) -> None:
        self.report.fault("record_order", record.line, name_of(record.code), found=record.code)

    def _fields(self, record: Record, fields: list[str], least: int) -> list[str]:
        if len(fields) < least:
            self.report.fault("field_count", record.line, name_of(record.code), found=len(fields) + 1, least=least + 1)
        return fields + [""] * (least - len(fields))

    def _file_header(self, record: Record, found: list[str]) -> None:
        if self.whole is not None or self.is_ended:
            self._misplaced(record)
            return
        self.whole = Level(record.line, records=record.physical)
        fields = self._fields(record, found, 8)
        if not fields[0].strip() or not fields[1].strip():
            self.report.fault("sender", record.line, "file_header", "sender" if not fields[0].strip() else "receiver")
        created = day(self.report, record.line, "01", "creation_date", fields[2])
        time(self.report, record.line, "01", "creation_time", fields[3])
        if fields[7].strip() != "2":
            self.report.fault("version", record.line, "file_header", "version", found=fields[7].strip()[:20] or "none")
        facts = {"sender": fields[0].strip(), "receiver": fields[1].strip(), "file_id": fields[4].strip()}
        self.report.facts |= {**facts, "created": created.isoformat() if created else None}

    def _group_header(self, record: Record, found: list[str]) -> None:
        self._need_header(record)
        self._close_group(record.line)
        self.group = Level(record.line, records=record.physical)
        fields = self._fields(record, found, 5)
        if fields[2].strip() not in ("1", "2", "3", "4"):
            shown = fields[2].strip()[:20] or "empty"
            self.report.fault("group_status", record.line, "group_header", "group_status", found=shown)
        self.as_of = day(self.report, record.line, "02", "as_of_date", fields[3])
        time(self.report, record.line, "02", "as_of_time", fields[4])
        self.group_currency = self._currency(record, fields[5] if len(fields) > 5 else "", "USD")

    def _need_header(self, record: Record) -> None:
        if self.whole is None:
            if self.is_ended:
                self._misplaced(record)
            else:
                self.report.fault("file_header_missing", record.line, "file_header")
            self.whole = Level(record.line, records=record.physical)

    def _currency(self, record: Record, text: str, default: str) -> str:
        text = text.strip()
        if not text:
            return default
        if not (len(text) == 3 and text.isascii() and text.isalpha() and text.isupper()):
            self.report.fault("currency", record.line, name_of(record.code), "currency", found=text[:20])
            return default
        return text

    def _account(self, record: Record, found: list[str]) -> None:
        if self.group is None:
            self._misplaced(record)
            return
        self._close_account(record.line)
        account = self.account = Level(record.line, records=record.physical)
        fields = self._fields(record, found, 2)
        self.number = fields[0].strip()
        if not self.number:
            self.report.fault("account_missing", record.line, "account", "account")
        self.currency = self._currency(record, fields[1], self.group_currency)
        place = 2
        while place < len(fields):
            place += self._summary(record, account, fields, place)

    def _summary(self, record: Record, account: Level, fields: list[str], place: int) -> int:
        """One balance or summary of an account record. How many fields it takes."""
        code = fields[place].strip()
        rest = (fields[place + 1 : place + 4] + ["", "", ""])[:3]
        if not code and not any(map(str.strip, rest)):
            return 4
        if not (len(code) == 3 and code.isascii() and code.isdigit()):
            self.report.fault("type_code", record.line, "account", "type_code", found=code[:20] or "Nothing")
            return len(fields)
        amount = whole(self.report, record.line, "03", "amount", rest[0], "amount") if rest[0].strip() else None
        items = whole(self.report, record.line, "03", "item_count", rest[1]) if rest[1].strip() else None
        account.total += amount or 0
        taken, _ = availability(self.report, record.line, "03", amount, fields, place + 3)
        if amount is not None and len(self.report.balances) < _BALANCES:
            what = {"account": self.number, "line": record.line, "code": code, "amount": amount, "items": items}
            about = {"currency": self.currency, "date": self.as_of.isoformat() if self.as_of else None}
            self.report.balances.append({**what, **about})
        return 3 + taken

    def _detail(self, record: Record) -> Entry | None:
        fields, text = detail_of(record)
        if self.account is None:
            self._misplaced(record)
            return None
        fields = self._fields(record, fields, 2)
        code, stated = fields[0].strip(), fields[1].strip()
        amount = whole(self.report, record.line, "16", "amount", stated, "amount") if stated or code != NOT_MONEY else 0
        self.account.total += amount or 0
        if not (len(code) == 3 and code.isascii() and code.isdigit()):
            self.report.fault("type_code", record.line, "detail", "type_code", found=code[:20] or "Nothing")
            return None
        taken, value_date = availability(self.report, record.line, "16", amount, fields, 2)
        direction = direction_of(code)
        if not direction and code != NOT_MONEY:
            self.report.fault("detail_type", record.line, "detail", "type_code", found=code)
        if amount is None:
            return None
        if amount < 0 and direction:
            direction = DEBIT if direction == CREDIT else CREDIT
        after = [field.strip() for field in fields[2 + taken : 4 + taken]] + ["", ""]
        kind = "note" if code == NOT_MONEY else "return" if code in RETURNS else "transaction"
        references = {"bank": after[0], "customer": after[1]}
        return Entry(
            record.line, kind, abs(amount), self.currency, direction or CREDIT, self.as_of, self.number,
            text.split("\n")[0][:60], after[0] or after[1], self.number, value_date, METHODS.get(code, ""), code,
            text=text, references={key: value for key, value in references.items() if value}, file=self.file,
        )  # fmt: skip

    def _stated(self, record: Record, found: list[str], names: tuple[str, ...]) -> list[int | None]:
        fields = self._fields(record, found, len(names))
        return [
            whole(self.report, record.line, record.code, name, text, "amount" if name == "total" else "number")
            for name, text in zip(names, fields, strict=False)
        ]

    def _compare(self, record: Record, names: tuple[str, ...], stated: list[int | None], found: list[int]) -> None:
        for name, said, counted in zip(names, stated, found, strict=True):
            if said is not None and said != counted:
                field = name.split("_")[1]
                self.report.fault(name, record.line, name_of(record.code), field, stated=said, found=counted)

    def _account_trailer(self, record: Record, found: list[str]) -> None:
        if self.account is None or self.group is None:
            self._misplaced(record)
            return
        stated = self._stated(record, found, ("total", "records"))
        self._compare(record, ("account_total", "account_records"), stated, [self.account.total, self.account.records])
        self.group.total += stated[0] if stated[0] is not None else self.account.total
        self.group.children += 1
        self.account = None

    def _group_trailer(self, record: Record, found: list[str]) -> None:
        self._close_account(record.line)
        if self.group is None or self.whole is None:
            self._misplaced(record)
            return
        stated = self._stated(record, found, ("total", "accounts", "records"))
        counted = [self.group.total, self.group.children, self.group.records]
        self._compare(record, ("group_total", "group_accounts", "group_records"), stated, counted)
        self.whole.total += stated[0] if stated[0] is not None else self.group.total
        self.whole.children += 1
        self.group = None

    def _file_trailer(self, record: Record, found: list[str]) -> None:
        self._close_group(record.line)
        if self.whole is None:
            self._misplaced(record)
            return
        stated = self._stated(record, found, ("total", "groups", "records"))
        counted = [self.whole.total, self.whole.children, self.whole.records]
        self._compare(record, ("file_total", "file_groups", "file_records"), stated, counted)
        self.report.stated = dict(zip(("total", "groups", "records"), stated, strict=True))
        self.whole, self.is_ended = None, True

    def _close_account(self, line: int) -> None:
        if self.account is not None:
            self.report.fault("account_trailer_missing", line, "account_trailer", begun=self.account.line)
            if self.group is not None:
                self.group.total += self.account.total
                self.group.children += 1
            self.account = None

    def _close_group(self, line: int) -> None:
        self._close_account(line)
        if self.group is not None:
            self.report.fault("group_trailer_missing", line, "group_trailer", begun=self.group.line)
            if self.whole is not None:
                self.whole.total += self.group.total
                self.whole.children += 1
            self.group = None

    def end(self) -> None:
        """What is only known at the end of the file."""
        line = max(self.report.read, 1)
        self._close_group(line)
        if not self.is_ended:
            if self.whole is None:
                self.report.fault("file_header_missing", line, "file_header")
            self.report.fault("file_trailer_missing", line, "file_trailer")
