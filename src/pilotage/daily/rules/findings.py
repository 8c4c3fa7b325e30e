"""What a day's document of `tally` says: counts by file and state, findings with ages, what is open, days from payment to money."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pilotage.daily.enums import Kind
from pilotage.tally.intake.banking_days import BankCalendar

Document = Mapping[str, Any]
#: Reasons of posting under which money has not reached the books.
UNPOSTED = frozenset({"unposted", "partly_posted", "reversal_not_posted"})
BAD_STATES = ("suggested", "ambiguous", "exception")
#: Details that name a day; it is kept as tally writes it, so that programs can read it.
_WITH_DAY = re.compile(r"(due|drawn) (\d{4}-\d\d-\d\d)")
#: How many findings of a day are kept.
MOST = 10_000


@dataclass(frozen=True)
class Found:
    """One finding. Amounts in the smallest unit; `age` in banking days up to the day; `is_open`: money or a notice still waits."""

    reason: str
    side: str = ""
    key: str = ""
    account: str = ""
    on: date | None = None
    amount: int | None = None
    other_amount: int | None = None
    age: int | None = None
    row: int | None = None
    is_open: bool = False
    details: str = ""


@dataclass(frozen=True)
class Side:
    """One file as counted: rows, sum (None where it has none), and rows by state."""

    name: str
    rows: int
    amount: int | None = None
    states: Mapping[str, int] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Plain values."""
        return {"name": self.name, "rows": self.rows, "amount": self.amount, "states": dict(self.states)}


@dataclass(frozen=True)
class Summary:
    """A whole day. `lags`: way → p50, p95, items, in banking days. `by_day`: day of payment, draw or notice → counts and sums."""

    sides: tuple[Side, ...]
    items: tuple[Found, ...]
    deviations: int
    lags: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    scale: int = 2
    left_off: int = 0
    digest: str = ""
    by_day: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def reasons(self) -> dict[str, int]:
        """Reason → findings, the most first."""
        return dict(Counter(one.reason for one in self.items).most_common())

    @property
    def open_items(self) -> list[Found]:
        return [one for one in self.items if one.is_open]

    @property
    def oldest(self) -> int | None:
        """The age of the oldest open item."""
        return max((one.age for one in self.open_items if one.age is not None), default=None)


def summarise(kind: str, document: Document, day: date, calendar: BankCalendar) -> Summary:
    """The day's summary from the document that the engine of this kind gives."""
    if kind == Kind.POSTING:
        return _posting(document, day, calendar)
    if kind == Kind.SETTLEMENT:
        return _settlement(document, day, calendar)
    return _schedule(kind, document, day, calendar)


def _posting(document: Document, day: date, calendar: BankCalendar) -> Summary:
    posting = document["posting"]
    items = [
        Found(
            one["reason"], "payments" if one["chain"] else "posted", str(one["id"]), one["account"], _date(one["date"]), one["paid"],
            one["posted"], _age(_date(one["date"]), day, calendar), (one["chain"] or one["posted_lines"])[0]["row"],
            one["reason"] in UNPOSTED, _posting_words(one),
        )
        for one in posting["findings"]
    ]  # fmt: skip
    items += [
        Found(one["class"], one["side"], str(one["key"]), row=one["rows"][-1], amount=one["amounts"][-1],
              details=f"rows {', '.join(map(str, one['rows'][:10]))}")
        for one in posting["duplicates"]
    ]  # fmt: skip
    left_off = int(posting["findings_left_off"])
    return Summary(
        _reconciled(posting["totals"], posting["states"]), tuple(items), len(items) + left_off,
        _lags(posted=posting["banking_days"]), int(document["scale"]), left_off, document["digest"], posting["by_day"],
    )  # fmt: skip


def _posting_words(one: Mapping[str, Any]) -> str:
    if one.get("accounts"):
        return f"posted to {', '.join(one['accounts'][:5])}"
    if one.get("banking_days") is not None:
        return f"{one['banking_days']} banking days after the payment"
    return f"due {one['due']}" if one.get("due") else ""


def _settlement(document: Document, day: date, calendar: BankCalendar) -> Summary:
    items = [
        Found(
            one["reason"], one["side"], str(one["id"]), one["account"], _date(one["date"]), one["amount"], None,
            _age(_date(one["date"]), day, calendar), one["row"], one["side"] == "payments" and one["reason"] == "no_deposit",
            f"due {one['due']}" if one.get("due") else "",
        )
        for one in document["unmatched"]
        if one["state"] in BAD_STATES
    ]  # fmt: skip
    items += [_match(one) for one in document["matches"] if one["state"] in BAD_STATES]
    left_off = int(document["unmatched_left_off"])
    times = document["timeline"]
    return Summary(
        _reconciled(document["totals"], document["states"]), tuple(items[:MOST]), len(items) + left_off,
        _lags(settled=times["to_deposit"], banked=times["to_bank"]), int(document["scale"]),
        left_off + max(0, len(items) - MOST), document["digest"], document["by_day"],
    )  # fmt: skip


def _match(one: Mapping[str, Any]) -> Found:
    """The deposit's amount, or that of the bank's line, and what comes to it after fees."""
    equation = one.get("equation") or {}
    deposit, residual = equation.get("deposit"), equation.get("residual")
    names = ("deposit", "line of the bank") if one["leg"] == "deposits_bank" else ("payment", "deposit")
    return Found(
        one["reason"], one["leg"].split("_")[1], ", ".join(map(str, one["right"][:3])), amount=deposit,
        other_amount=None if deposit is None or residual is None else deposit + residual, row=(one["right_rows"] or [None])[0],
        details=f"{_counted(one['left'], names[0])} against {_counted(one['right'], names[1])}",
    )  # fmt: skip


def _counted(ids: Sequence[Any], name: str) -> str:
    first, *others = name.split(" ")
    return " ".join([f"{len(ids):,}", first if len(ids) == 1 else f"{first}s", *others])


def _schedule(kind: str, document: Document, day: date, calendar: BankCalendar) -> Summary:
    name = "autopay" if kind == Kind.AUTOPAY else "notices"
    check = document["checks"][name]
    happened = "draws" if kind == Kind.AUTOPAY else "notices"
    items = tuple(_happened(one, happened, day, calendar) for one in check["findings"])
    left_off = int(check["findings_left_off"])
    sides = (
        Side("bills", check["planned"], None, check["states"]),
        Side(happened, check["happened"], None, check["happened_states"]),
    )
    return Summary(sides, items, len(items) + left_off, left_off=left_off, by_day=check.get("by_day") or {})


def _happened(one: Mapping[str, Any], side: str, day: date, calendar: BankCalendar) -> Found:
    planned = _date(one.get("planned"))
    is_open = one["finding"] in ("missing", "failed")
    words = one.get("notice") or (f"drawn {one['drawn']}" if one.get("drawn") else "")
    return Found(
        one["finding"], "bills" if planned else side, str(one.get("bill", "")), str(one.get("account", "")),
        planned or _date(one.get("drawn") or one.get("sent")), one.get("amount"), one.get("drawn_amount"),
        _age(planned, day, calendar) if is_open else None, one.get("row") or one.get("draw_row"), is_open, words,
    )  # fmt: skip


def balances(document: Document, cells: Iterable[Mapping[str, Any]], day: date) -> Summary:
    """The summary of two balance files: whole rows from the document's samples, cells as the run kept them."""
    counts = {name: document.get(name) or {} for name in ("missing", "duplicates", "rejected")}
    total = sum(int(counts[name].get(side) or 0) for name in counts for side in ("left", "right"))
    fields = document.get("fields") or {}
    total += sum(int(one.get("different") or 0) for one in fields.values())
    lacking = (document.get("samples") or {}).get("missing") or {}
    items = [
        Found(f"missing_{side}", where, str(one["key"]), row=one.get("line"))  # the row stands in the other file
        for side, where in (("left", "right"), ("right", "left"))
        for one in lacking.get(side) or ()
    ]
    for one in cells:
        words = f"{one['left_raw']} against {one['right_raw']}"
        items.append(
            Found(str(one["reason"]), str(one["field"]), str(one["key"]), row=one["left_line"], details=words[:300])
        )
    rows = document["rows"]
    sides = tuple(
        Side(
            side, int(rows[side]), None,
            _row_states(document, counts, side, other),
        )
        for side, other in (("left", "right"), ("right", "left"))
    )  # fmt: skip
    return Summary(
        sides, tuple(items[:MOST]), total, left_off=max(0, total - len(items[:MOST])), digest=str(document.get("digest") or "")
    )  # fmt: skip


def _row_states(document: Document, counts: Mapping[str, Any], side: str, other: str) -> dict[str, int]:
    """How the rows of one balance file ended: what is missing from the other file stands in this one."""
    equal = int(document["equal"])
    found = {"equal": equal, "different": int(document["matched"]) - equal, "one_sided": counts["missing"].get(other)}
    found |= {name: counts[name].get(side) for name in ("duplicates", "rejected")}
    return {name: int(count or 0) for name, count in found.items()}


def _reconciled(totals: Mapping[str, Any], states: Mapping[str, Any]) -> tuple[Side, ...]:
    return tuple(
        Side(
            name, total["rows"], total["amount"], {state: cell["rows"] for state, cell in states.get(name, {}).items()}
        )
        for name, total in totals.items()
    )


def _lags(**ways: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    found = {}
    for way, told in ways.items():
        if told.get("all"):
            found[way] = {name: int(told["all"][name]) for name in ("items", "p50", "p95")}
    return found


def word_and_day(details: str) -> tuple[str, date | None]:
    """Details for people: the word and the day of `due 2026-11-17`, to be written as days are; other details as they are."""
    held = _WITH_DAY.fullmatch(details)
    return (held[1], date.fromisoformat(held[2])) if held else (details, None)


def _date(text: object) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


def _age(start: date | None, day: date, calendar: BankCalendar) -> int | None:
    return None if start is None else max(0, calendar.between(start, day))
