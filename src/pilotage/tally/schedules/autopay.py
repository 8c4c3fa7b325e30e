"""AutoPay: each enrolled bill is drawn once, on its day, for its amount; nothing else is drawn."""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotage.tally.intake.cells import read_cells
from pilotage.tally.schedules.bills import Bill
from pilotage.tally.schedules.days import planned_day
from pilotage.tally.schedules.findings import Check
from pilotage.tally.schedules.spec import ScheduleSpec

_USUAL = {
    "account": "account account_no account_number acct".split(),
    "bill": "bill bill_no bill_id invoice invoice_no invoice_number".split(),
    "date": "date draw_date drawn_on payment_date effective_date".split(),
    "amount": "amount draw_amount payment_amount".split(),
    "status": "status state result".split(),
}
#: A status that says that no money came, whole or as its first word; also a return code such as R01.
_NOT_DRAWN = re.compile(
    r"(fail(ed|ure)?|cancell?ed|declined?|void(ed)?|skipped|return(ed)?|reject(ed)?|refused|denied|error|nsf|insufficient"
    r"|unpaid|unsuccessful|revers(ed|al)|charge[ -]?back|charged[ -]?back|not[ _-]drawn|r\d\d)(?![a-z0-9])"
)


@dataclass(frozen=True)
class Draw:
    """One draw that was made; smallest units."""

    row: int
    account: str
    bill: str
    date: datetime.date
    amount: int
    status: str

    @property
    def is_made(self) -> bool:
        """Whether money was drawn, as its status says."""
        return not _NOT_DRAWN.match(self.status)


def read_draws(path: Path, spec: ScheduleSpec) -> list[Draw]:
    """Every draw in file order, failed ones too. Errors: `TallyError`."""
    return [
        Draw(
            cells.row, cells.needed("account"), cells.text("bill"), cells.date("date", spec.date_format),
            cells.amount("amount", spec.scale), cells.text("status").lower(),
        )
        for cells in read_cells(path, _USUAL, ("account", "date", "amount"), spec.columns.get("draws", {}))
    ]  # fmt: skip


def check_autopay(bills: list[Bill], draws: list[Draw], spec: ScheduleSpec, today: datetime.date) -> Check:
    """States of bills: on_time, early, late, wrong_amount, missing, failed, expected, skipped, and those drawn though none was due.

    States of draws: matched, doubled, without_bill, not_drawn.
    """
    check = Check("autopay", planned=len(bills), happened=len(draws))
    by_bill: dict[tuple[str, str], list[Draw]] = defaultdict(list)
    for draw in draws:
        by_bill[draw.account, draw.bill].append(draw)
    owners = _owners(bills, by_bill, spec)
    for bill in bills:
        _check_bill(check, bill, owners.get(bill.row, []), spec, today)
    used = {draw.row for mine in owners.values() for draw in mine}
    for draw in draws:
        if draw.row not in used:
            state = "without_bill" if draw.is_made else "not_drawn"
            if state == "not_drawn":
                check.other_states[state] += 1
            else:
                check.other(state, **_facts(draw))
    return check


def _owners(bills: list[Bill], by_bill: dict[tuple[str, str], list[Draw]], spec: ScheduleSpec) -> dict[int, list[Draw]]:
    """Bill row → its draws: by account and bill number; draws without a bill number go to the bill of the account whose day is nearest."""
    found: dict[int, list[Draw]] = defaultdict(list)
    by_account: dict[str, list[Bill]] = defaultdict(list)
    for bill in bills:
        by_account[bill.account].append(bill)
        if bill.bill:
            found[bill.row].extend(by_bill.get(bill.key, []))
    for (account, number), loose in by_bill.items():
        mine = [bill for bill in by_account.get(account, []) if not number or not bill.bill]
        for draw in loose if mine else []:
            nearest = min(mine, key=lambda bill: (abs((_day(bill, spec) - draw.date).days), bill.row))
            if abs((_day(nearest, spec) - draw.date).days) <= 15:
                found[nearest.row].append(draw)
    return found


def _day(bill: Bill, spec: ScheduleSpec) -> datetime.date:
    rules = spec.autopay
    return planned_day(bill.due, -rules.days_before, rules.counted_in, rules.closed_day, spec.calendar)


def _check_bill(check: Check, bill: Bill, draws: list[Draw], spec: ScheduleSpec, today: datetime.date) -> None:
    day = _day(bill, spec)
    facts: dict[str, Any] = {
        "account": bill.account, "bill": bill.bill, "row": bill.row, "due": bill.due.isoformat(), "planned": day.isoformat(),
        "amount": bill.amount,
    }  # fmt: skip
    if day < today:
        check.day(day)
    made = sorted((draw for draw in draws if draw.is_made), key=lambda draw: (draw.date, draw.row))
    for draw in draws:
        if not draw.is_made:
            check.other_states["not_drawn"] += 1
    for extra in made[1:]:
        check.other("doubled", **_facts(extra), bill_row=bill.row)
    if not bill.autopay:
        _check_not_enrolled(check, bill, made, facts)
    elif bill.maximum is not None and bill.amount > bill.maximum:
        _skip(check, made, "over_maximum", {**facts, "maximum": bill.maximum})
    elif bill.amount <= 0 or (bill.paid is not None and bill.paid < day):
        _skip(check, made, "drawn_though_paid", facts)
    elif not made:
        failed = any(not draw.is_made for draw in draws)
        if failed or day < today:
            check.count(day, None)
        check.plan("failed" if failed else "expected" if day >= today else "missing", **facts)
    else:
        check.other_states["matched"] += 1
        check.count(day, made[0].date)
        _judge(check, bill, made[0], day, spec, facts)


def _skip(check: Check, made: list[Draw], state: str, facts: dict[str, Any]) -> None:
    """No draw is due; one that was made all the same is a finding."""
    if made:
        check.other_states["matched"] += 1
        check.plan(state, **facts, **_drawn(made[0]))
    else:
        check.plan("skipped")


def _check_not_enrolled(check: Check, bill: Bill, made: list[Draw], facts: dict[str, Any]) -> None:
    _skip(check, made, "drawn_without_enrolment", facts)


def _judge(check: Check, bill: Bill, draw: Draw, day: datetime.date, spec: ScheduleSpec, facts: dict[str, Any]) -> None:
    late = (draw.date - day).days
    told = {**facts, **_drawn(draw), "days": late}
    if draw.amount != bill.amount:
        check.plan("wrong_amount", **told, difference=draw.amount - bill.amount)
    elif abs(late) <= spec.autopay.tolerance_days:
        check.plan("on_time")
    else:
        check.plan("late" if late > 0 else "early", **told)


def _drawn(draw: Draw) -> dict[str, Any]:
    return {"drawn": draw.date.isoformat(), "drawn_amount": draw.amount, "draw_row": draw.row}


def _facts(draw: Draw) -> dict[str, Any]:
    return {
        "account": draw.account,
        "bill": draw.bill,
        "draw_row": draw.row,
        "drawn": draw.date.isoformat(),
        "drawn_amount": draw.amount,
    }
