"""Notices: each one of the plan goes out once, on its day, and not after the bill was paid."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pilotage.tally.intake.cells import read_cells
from pilotage.tally.schedules.bills import Bill
from pilotage.tally.schedules.days import planned_day
from pilotage.tally.schedules.findings import Check
from pilotage.tally.schedules.spec import NoticeRule, ScheduleSpec

_USUAL = {
    "account": "account account_no account_number acct".split(),
    "bill": "bill bill_no bill_id invoice invoice_no invoice_number".split(),
    "notice": "notice notice_type kind type template".split(),
    "sent": "sent sent_at sent_on date sent_date".split(),
}


@dataclass(frozen=True)
class Notice:
    """One notice that went out."""

    row: int
    account: str
    bill: str
    name: str
    sent: datetime.date


def read_notices(path: Path, spec: ScheduleSpec) -> list[Notice]:
    """Every notice in file order. Errors: `TallyError`."""
    return [
        Notice(
            cells.row, cells.needed("account"), cells.text("bill"), cells.needed("notice"),
            cells.moment("sent", spec.date_format, spec.zone).date(),
        )
        for cells in read_cells(path, _USUAL, ("account", "notice", "sent"), spec.columns.get("notices", {}))
    ]  # fmt: skip


def check_notices(bills: list[Bill], notices: list[Notice], spec: ScheduleSpec, today: datetime.date) -> Check:
    """States of planned notices: on_time, early, late, missing, expected, skipped, not_meant, sent_after_payment.

    States of those sent: matched, twice, unplanned.
    """
    check = Check("notices", planned=len(bills) * len(spec.notices), happened=len(notices))
    sent: dict[tuple[str, str, str], list[Notice]] = defaultdict(list)
    for notice in notices:
        sent[notice.account, notice.bill, notice.name.lower()].append(notice)
    for bill in bills:
        for rule in spec.notices:
            key = (bill.account, bill.bill, rule.name.lower())
            _check(check, bill, rule, sorted(sent.pop(key, []), key=lambda one: (one.sent, one.row)), spec, today)
    for left in sent.values():
        for notice in left:
            check.other("unplanned", account=notice.account, bill=notice.bill, notice=notice.name, row=notice.row)
    return check


def _check(
    check: Check, bill: Bill, rule: NoticeRule, sent: list[Notice], spec: ScheduleSpec, today: datetime.date
) -> None:
    start = bill.due if rule.of == "due_date" else bill.billed
    facts = {"account": bill.account, "bill": bill.bill, "notice": rule.name, "bill_row": bill.row}
    for extra in sent[1:]:
        check.other("twice", **facts, row=extra.row, sent=extra.sent.isoformat())
    if sent:
        check.other_states["matched"] += 1
    meant = not rule.when_column or bill.others.get(rule.when_column, "").lower() in rule.when_values
    if start is None or not meant:
        check.plan("not_meant" if sent else "skipped", **facts)
        return
    day = planned_day(start, rule.days, rule.counted_in, rule.closed_day, spec.calendar)
    paid = bill.paid if rule.unless_paid else None
    if paid is not None and paid < day:
        after = bool(sent) and sent[0].sent > paid
        check.plan(
            "sent_after_payment" if after else "skipped", **facts, paid=paid.isoformat(), planned=day.isoformat()
        )
    elif not sent:
        is_ahead = day + datetime.timedelta(days=rule.tolerance_days) >= today
        if not is_ahead:
            check.count(day, None)
        check.plan("expected" if is_ahead else "missing", **facts, planned=day.isoformat())
    else:
        check.count(day, sent[0].sent)
        late = (sent[0].sent - day).days
        state = "early" if late < 0 else "late" if late > rule.tolerance_days else "on_time"
        check.plan(state, **facts, planned=day.isoformat(), sent=sent[0].sent.isoformat(), days=late, row=sent[0].row)
