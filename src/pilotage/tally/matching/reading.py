"""Reads one side of a reconciliation into items; amounts become whole smallest units, every bad cell is named with its row."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from pathlib import Path

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.dates import read_date
from pilotage.tally.intake.money import read_amount, read_units
from pilotage.tally.intake.sheets import Columns, Record, read_sheet
from pilotage.tally.matching.items import KINDS, NEGATIVE_KINDS, Item
from pilotage.tally.matching.rowkinds import RowKind
from pilotage.tally.matching.spec import ReconcileSpec, SideSpec

_IDS = "payment_id deposit_id transaction_id txn_id id line_id entry_id confirmation confirmation_number receipt_no unique_id"
USUAL = {
    "id": _IDS.split(),
    "amount": "amount net_amount net deposit_amount amount_paid payment_amount paid_amount total value".split(),
    "date": (
        "date payment_date paid_on paid_at deposit_date deposited_on posting_date posted_on post_date value_date "
        "transaction_date effective_date settlement_date booking_date"
    ).split(),
    "account": "account account_no account_number acct customer_account".split(),
    "batch": (
        "batch batch_id batch_no batch_number batch_ref batch_reference deposit_id deposit_ref deposit_reference "
        "settlement_id settlement_ref settlement_reference settlement_batch payout_id payout_ref payout_reference"
    ).split(),
    "reference": (
        "reference ref trace trace_no trace_number end_to_end_id check_number check_no reference_no bank_reference"
    ).split(),
    "kind": "kind type transaction_type entry_type".split(),
    "method": "method payment_method tender tender_type channel rail".split(),
    "text": "text memo description narrative details remittance".split(),
    "name": "name payer payer_name customer_name counterparty".split(),
    "original": "original original_id original_payment_id original_trace parent parent_id".split(),
    "fee": "fee fee_amount fees fee_held".split(),
    "count": "count item_count items payment_count".split(),
    "authorised": "authorised authorised_at authorized authorized_at auth_date authorised_on authorized_on".split(),
    "debit_credit": "debit_credit dr_cr direction sign".split(),
    "currency": "currency ccy currency_code".split(),
    "due": "due due_date".split(),
}
#: The columns that tell, beside the date and the method, what kind of row it is.
KIND_ROLES = ("kind", "currency", "debit_credit")
_NO_FEE = {"deposits", "bank", "posted", "invoices"}


def columns_of(side: SideSpec) -> Columns:
    """The columns of a side: named in the spec, or known by their headers."""
    usual = {role: names for role, names in USUAL.items() if role != "fee" or side.name not in _NO_FEE}
    return Columns(side.columns, usual, needed=("amount",))


def read_items(path: Path, side: SideSpec, spec: ReconcileSpec) -> list[Item]:
    """All rows of a side in file order. Errors: `TallyError` naming file, row and column."""
    if side.format in ("csv", "xlsx"):
        extra = sorted({rule.column for rule in side.exclude} | {column for column, _ in side.extract.values()})
        records: Iterator[Record] = read_sheet(path, columns_of(side), extra, side.sheet)
    else:
        from pilotage.tally.matching.entries import read_entries

        records = read_entries(path, side)
    build = ItemBuilder(path, side, spec)
    return [build(at, record) for at, record in enumerate(records)]


class ItemBuilder:
    """Makes items of records under one side of a spec."""

    def __init__(self, path: Path, side: SideSpec, spec: ReconcileSpec) -> None:
        self.path, self.side, self.spec = path, side, spec
        self._moment = lru_cache(maxsize=200_000)(self._read_moment)
        self._default = {"deposits": "deposit", "bank": "deposit", "invoices": "payment"}.get(side.name, "payment")
        self._amount: Callable[[str], int] = (
            read_units if side.unit == "smallest" or side.format not in ("csv", "xlsx") else self._decimal
        )

    def _decimal(self, text: str) -> int:
        return read_amount(text, self.spec.scale, decimal_comma=self.side.decimal_comma)

    def __call__(self, at: int, record: Record) -> Item:
        cells = {role: text.strip() for role, text in record.cells.items()}
        cells |= self._extracted(cells)
        self._same_currency(record, cells)
        kind = self._kind(record, cells)
        amount = self._money(record, "amount", cells["amount"])
        date, number = self._date(record, "date", cells.get("date", ""))
        authorised = self._date(record, "authorised", cells.get("authorised", ""))[0]
        fee = cells.get("fee", "")
        count = cells.get("count", "")
        return Item(
            at=at, row=record.number, id=cells.get("id") or f"row {record.number}", amount=self._signed(amount, kind, cells),
            date=date, number=number, account=cells.get("account", ""), batch=cells.get("batch", ""),
            reference=cells.get("reference", ""), kind=kind, method=cells.get("method", ""), text=cells.get("text", ""),
            name=cells.get("name", ""), original=cells.get("original", ""), fee=abs(self._money(record, "fee", fee)) if fee else 0,
            count=self._whole(record, count) if count else None, authorised=authorised, excluded=self._excluded(cells),
            extra={"due": cells["due"]} if cells.get("due") else {},
        )  # fmt: skip

    def plain(
        self, rows: Sequence[int], amounts: Sequence[int], cells: Mapping[str, Sequence[str]]
    ) -> list[Item] | None:
        """Items of rows whose amounts are read already, of a side without rules, a whole column at once.

        None where a row has a strange cell, a count or a second day: then each is read by itself.
        """
        texts = {role: [text.strip() for text in column] for role, column in cells.items()}
        empty = repeat("")
        dates: dict[str, tuple[datetime.date | None, int]] = {}
        for row, text in zip(rows, texts.get("date", empty), strict=False):
            if text not in dates:
                dates[text] = self._date(Record(row, {}), "date", text)
        days = map(dates.__getitem__, texts.get("date", empty))
        kinds = self._plain_kinds(texts, len(rows))
        fees = self._plain_fees(texts.get("fee", ()))
        if None in kinds or fees is None or any(any(texts.get(role, ())) for role in ("count", "authorised", "due")):
            return None
        before = (texts.get(role, empty) for role in ("account", "batch", "reference"))
        behind = (texts.get(role, empty) for role in ("method", "text", "name", "original"))
        each = zip(
            rows, amounts, texts.get("id", empty), days, *before, kinds, *behind, fees or repeat(0), strict=False
        )
        return [
            Item(
                at, row, name or f"row {row}", -abs(amount) if kind[1] else amount, day, number, account, batch, reference, kind[0],
                *others,
            )
            for at, (row, amount, name, (day, number), account, batch, reference, kind, *others) in enumerate(each)
            if kind is not None
        ]  # fmt: skip

    def _plain_fees(self, texts: Sequence[str]) -> list[int] | None:
        try:
            known = {text: abs(self._money(Record(0, {}), "fee", text)) if text else 0 for text in set(texts)}
        except TallyError:
            return None
        return [known[text] for text in texts]

    def _plain_kinds(self, texts: Mapping[str, Sequence[str]], count: int) -> list[tuple[str, bool] | None]:
        roles = [role for role in KIND_ROLES if role in texts]
        if not roles:
            return [(self._default, False)] * count
        written = list(zip(*(texts[role] for role in roles), strict=True))
        known = {one: self._plain_kind(dict(zip(roles, one, strict=True))) for one in dict.fromkeys(written)}
        return [known[one] for one in written]

    def _plain_kind(self, cells: dict[str, str]) -> tuple[str, bool] | None:
        """The kind of a row, and whether it takes money away; None where the row is not told by these cells. Takes clean cells."""
        record = Record(0, {})
        try:
            self._same_currency(record, cells)
            kind = self._kind(record, cells)
        except TallyError:
            return None
        return kind, self._signed(1, kind, cells) < 0

    def kind_of(self, cells: Mapping[str, str]) -> RowKind | None:
        """What the sums need to know of a row with these cells; None where the row has to be read by itself."""
        clean = {role: text.strip() for role, text in cells.items()}
        plain = self._plain_kind(clean)
        try:
            day, number = self._date(Record(0, {}), "date", clean.get("date", ""))
            authorised = self._date(Record(0, {}), "authorised", clean.get("authorised", ""))[0]
        except TallyError:
            return None
        if plain is None or day is None:
            return None
        began = number if authorised is None else self.spec.calendar.number(authorised)
        return RowKind(day, number, began, plain[0], clean.get("method", ""), plain[1])

    def wrong(self, record: Record, role: str, words: str) -> TallyError:
        """The one line about one cell."""
        column = self.side.columns.get(role, role)
        return TallyError(words, place=f"{self.path} row {record.number} column “{column}”")

    def _extracted(self, cells: dict[str, str]) -> dict[str, str]:
        found = {}
        for role, (column, pattern) in self.side.extract.items():
            match = pattern.search(cells.get(f"column:{column}", "")[:1000])
            if match:
                found[role] = (match.group(1) or "").strip()
        return found

    def _same_currency(self, record: Record, cells: dict[str, str]) -> None:
        currency = cells.get("currency", "")
        if currency and currency.upper() != self.spec.currency.upper():
            raise self.wrong(
                record,
                "currency",
                f"is in {currency}, the run in {self.spec.currency}. Reconcile each currency by itself.",
            )

    def _kind(self, record: Record, cells: dict[str, str]) -> str:
        written = cells.get("kind", "")
        if not written or self.side.name in ("deposits", "bank"):
            return self._default
        kind = self.side.kinds.get(written.lower().replace(" ", "_")) or self.side.kinds.get(written.lower())
        if kind is None:
            raise self.wrong(
                record,
                "kind",
                f"“{written}” is no known kind. Add it to the spec under kinds, as one of {', '.join(KINDS)}.",
            )
        return kind

    def _money(self, record: Record, role: str, text: str) -> int:
        try:
            return self._amount(text)
        except ValueError as why:
            shown = f"“{text[:40]}” {why}" if text else "is empty"
            raise self.wrong(record, role, f"{shown}. Correct the amount, or the scale of the spec.") from None

    def _whole(self, record: Record, text: str) -> int:
        if not text.isdecimal() or len(text) > 12:
            raise self.wrong(record, "count", f"“{text[:40]}” is no number of items. Correct it.")
        return int(text)

    def _signed(self, amount: int, kind: str, cells: dict[str, str]) -> int:
        if cells.get("debit_credit", "").lower() in self.side.debits:
            return -abs(amount)
        if self.side.signs == "kind" and kind in NEGATIVE_KINDS:
            return -abs(amount)
        return amount

    def _date(self, record: Record, role: str, text: str) -> tuple[datetime.date | None, int]:
        if not text:
            return None, 0
        try:
            return self._moment(text)
        except ValueError:
            form = self.side.date_format or "YYYY-MM-DD, MM/DD/YYYY or YYYYMMDD"
            raise self.wrong(
                record, role, f"“{text[:40]}” is no date as {form}. Correct it, or name its date_format."
            ) from None

    def _read_moment(self, text: str) -> tuple[datetime.date, int]:
        moment = read_date(text, self.side.date_format, self.spec.zone)
        day = moment.date()
        number = self.spec.calendar.number(day)
        late = self.spec.cut_off is not None and moment.time() > self.spec.cut_off
        return day, number + (1 if late and self.spec.calendar.is_banking_day(day) else 0)

    def _excluded(self, cells: dict[str, str]) -> str:
        for rule in self.side.exclude:
            value = cells.get(f"column:{rule.column}", "")
            if value.lower() in rule.values:
                return f"{rule.column} is {value}"
        return ""
