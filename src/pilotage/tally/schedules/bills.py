"""The bills against which draws and notices are checked."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from pilotage.tally.intake.cells import read_cells
from pilotage.tally.schedules.spec import ScheduleSpec

_USUAL = {
    "account": "account account_no account_number acct".split(),
    "bill": "bill bill_no bill_id invoice invoice_no invoice_number".split(),
    "due_date": "due_date due due_on".split(),
    "bill_date": "bill_date billed_on invoice_date".split(),
    "amount": "amount amount_due balance total".split(),
    "autopay": "autopay auto_pay autopay_flag enrolled".split(),
    "maximum": "maximum max_amount maximum_withdrawal autopay_maximum".split(),
    "paid_date": "paid_date paid_on".split(),
}


@dataclass(frozen=True)
class Bill:
    """One bill; amounts in smallest units. `others` are the cells that notice rules ask for."""

    row: int
    account: str
    bill: str
    due: datetime.date
    billed: datetime.date | None
    amount: int
    autopay: bool
    maximum: int | None
    paid: datetime.date | None
    others: dict[str, str]

    @property
    def key(self) -> tuple[str, str]:
        return (self.account, self.bill)


def read_bills(path: Path, spec: ScheduleSpec) -> list[Bill]:
    """Every bill in file order. Errors: `TallyError`."""
    form = spec.date_format
    extra = sorted({rule.when_column for rule in spec.notices if rule.when_column})
    return [
        Bill(
            row=cells.row, account=cells.needed("account"), bill=cells.text("bill"), due=cells.date("due_date", form),
            billed=cells.date("bill_date", form) if cells.text("bill_date") else None, amount=cells.amount("amount", spec.scale),
            autopay=cells.flag("autopay", default=True), maximum=cells.amount("maximum", spec.scale) if cells.text("maximum") else None,
            paid=cells.date("paid_date", form) if cells.text("paid_date") else None,
            others={column: cells.text(f"column:{column}") for column in extra},
        )
        for cells in read_cells(path, _USUAL, ("account", "due_date", "amount"), spec.columns.get("bills", {}), extra)
    ]  # fmt: skip
