"""The spec of a reconciliation as checked values."""

import datetime
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.banking_days import BankCalendar
from pilotage.tally.intake.dates import read_clock
from pilotage.tally.intake.documents import Section, as_date, as_section
from pilotage.tally.matching.fees import FeeModel, read_fee
from pilotage.tally.matching.items import KIND_WORDS, KINDS

TIERS = ("reference", "batch", "one_to_one", "subset")
ROLES = (
    "id amount date account batch reference kind method text name original fee count authorised debit_credit currency"
).split()
FORMATS = ("csv", "xlsx", "auto", "ach", "bai2", "camt", "mt940", "lockbox", "x12")


@dataclass(frozen=True)
class Window:
    """Banking days in which a payment may reach its deposit: `before` is how early, `after` how late; `methods` have their own `after`."""

    before: int = 0
    after: int = 3
    methods: Mapping[str, int] = field(default_factory=dict)

    def latest(self, method: str) -> int:
        return self.methods.get(method.lower(), self.after)


@dataclass(frozen=True)
class Exclusion:
    """Rows whose `column` holds one of `values` (compared without case) are left out, and counted as left out."""

    column: str
    values: frozenset[str]


@dataclass(frozen=True)
class SideSpec:
    """How one file is read."""

    name: str
    format: str = "csv"
    sheet: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    date_format: str = ""
    unit: str = "decimal"
    decimal_comma: bool = False
    signs: str = "kind"
    kinds: Mapping[str, str] = field(default_factory=lambda: dict(KIND_WORDS))
    debits: frozenset[str] = frozenset({"debit", "d", "dr", "dbit", "-"})
    exclude: tuple[Exclusion, ...] = ()
    extract: Mapping[str, tuple[str, re.Pattern[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class SubsetRules:
    """Bounds of the subset search: members of a sum, candidates of a block, items left out of a whole window, and the odds allowed."""

    members: int = 4
    candidates: int = 24
    leave_out: int = 3
    odds: float = 0.01


@dataclass(frozen=True)
class ReconcileSpec:
    """A whole reconciliation. Amounts are of one currency, `scale` decimals."""

    currency: str = "USD"
    scale: int = 2
    as_of: datetime.date | None = None
    sides: Mapping[str, SideSpec] = field(default_factory=dict)
    calendar: BankCalendar = field(default_factory=BankCalendar)
    cut_off: datetime.time | None = None
    zone: zoneinfo.ZoneInfo | None = None
    window: Window = Window()
    bank_window: Window = Window(0, 2)
    posting_window: Window = Window(0, 2)
    fees: tuple[FeeModel, ...] = ()
    tiers: tuple[str, ...] = TIERS
    amount_band: float = 0.05
    split_deposits: bool = False
    subset: SubsetRules = SubsetRules()
    allocation: str = "oldest_due"
    list_limit: int = 10_000


def read_spec(document: Mapping[str, Any], place: str) -> ReconcileSpec:
    """The spec from its document; everything has a default. Errors: `TallyError` naming the key."""
    root = as_section(document, place)
    scale = root.integer("scale", 2, most=6)
    calendar, cut_off, zone = _calendar(root.section("calendar"))
    sides = {name: _side(root.section(name), name) for name in ("payments", "deposits", "bank", "posted", "invoices")}
    tiers = root.texts("tiers", TIERS)
    for tier in tiers:
        if tier not in TIERS:
            raise root.refuse("tiers", f"“{tier}” is none of {', '.join(TIERS)}.")
    one = root.section("one_to_one")
    band = float(one.decimal("amount_band") or "0.05")
    one.close()
    spec = ReconcileSpec(
        currency=root.text("currency", "USD"), scale=scale, as_of=root.date("as_of"), sides=sides, calendar=calendar,
        cut_off=cut_off, zone=zone, window=_window(root.section("window"), Window()),
        bank_window=_window(root.section("bank_window"), Window(0, 2)),
        posting_window=_window(root.section("posting_window"), Window(0, 2)),
        fees=tuple(read_fee(one, scale) for one in root.sections("fees")), tiers=tiers, amount_band=min(max(band, 0.0), 0.5),
        split_deposits=root.flag("split_deposits"), subset=_subset(root.section("subset")),
        allocation=root.choice("allocation", ("oldest_due", "remittance", "pro_rata"), "oldest_due"),
        list_limit=root.integer("list", 10_000, most=10_000_000),
    )  # fmt: skip
    root.close()
    return spec


def load_spec(path: Path | None) -> ReconcileSpec:
    """The spec in a file, or the defaults."""
    from pilotage.tally.intake.documents import load_document

    return read_spec(load_document(path), str(path)) if path is not None else ReconcileSpec(sides=_all_usual())


def _all_usual() -> dict[str, SideSpec]:
    return {name: SideSpec(name) for name in ("payments", "deposits", "bank", "posted", "invoices")}


def _calendar(part: Section) -> tuple[BankCalendar, datetime.time | None, zoneinfo.ZoneInfo | None]:
    closed = [as_date(day, f"{part.place}: closed") for day in part.raw("closed") or []]
    federal = part.choice("name", ("federal_reserve", "weekdays"), "federal_reserve") == "federal_reserve"
    cut, zone_name = part.raw("cut_off"), part.text("zone")
    part.close()
    try:
        # YAML reads a bare 18:00 as a number of base sixty
        clock = datetime.time(cut // 60, cut % 60) if isinstance(cut, int) else read_clock(cut) if cut else None
    except (ValueError, AttributeError) as why:
        raise part.refuse("cut_off", 'must be a time such as "18:00".') from why
    try:
        zone = zoneinfo.ZoneInfo(zone_name) if zone_name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise part.refuse("zone", f"“{zone_name}” is no time zone. Write one such as America/New_York.") from why
    return BankCalendar(closed, federal=federal), clock, zone


def _window(part: Section, usual: Window) -> Window:
    methods = part.section("methods")
    own = {name.lower(): methods.integer(name, 0, most=400) for name in methods.data}
    window = Window(part.integer("before", usual.before, most=60), part.integer("after", usual.after, most=400), own)
    part.close()
    return window


def _subset(part: Section) -> SubsetRules:
    odds = part.decimal("odds")
    rules = SubsetRules(
        members=part.integer("members", 4, least=1, most=6), candidates=part.integer("candidates", 24, least=1, most=40),
        leave_out=part.integer("leave_out", 3, most=4), odds=float(odds) if odds is not None else 0.01,
    )  # fmt: skip
    part.close()
    return rules


def _side(part: Section, name: str) -> SideSpec:
    columns = part.section("columns")
    roles = ROLES + ["due"] if name == "invoices" else ROLES
    named = {role: columns.text(role) for role in roles if columns.data.get(role) is not None}
    columns.taken.update(roles)
    columns.close()
    exclude = tuple(_exclusion(one) for one in part.sections("exclude"))
    side = SideSpec(
        name=name, format=part.choice("format", FORMATS, "csv"), sheet=part.text("sheet") or None, columns=named,
        date_format=part.text("date_format"), unit=part.choice("unit", ("decimal", "smallest"), "decimal"),
        decimal_comma=part.choice("decimal", (".", ","), ".") == ",", signs=part.choice("signs", ("kind", "as_given"), "kind"),
        kinds=_kinds(part), exclude=exclude, extract=_extract(part.section("extract")),
        debits=frozenset(word.lower() for word in part.texts("debits", ("debit", "d", "dr", "dbit", "-"))),
    )  # fmt: skip
    part.close()
    return side


def _kinds(part: Section) -> dict[str, str]:
    own = part.section("kinds")
    found = dict(KIND_WORDS)
    for written in own.data:
        found[written.strip().lower()] = own.choice(written, KINDS, "")
    return found


def _exclusion(part: Section) -> Exclusion:
    column = part.text("column")
    values = frozenset(value.strip().lower() for value in part.texts("in"))
    if not column or not values:
        raise TallyError(
            "needs a column and the values in which it leaves a row out: {column: status, in: [void]}.",
            place=part.place,
        )
    part.close()
    return Exclusion(column, values)


def _extract(part: Section) -> dict[str, tuple[str, re.Pattern[str]]]:
    found = {}
    for role in part.data:
        if role not in ("batch", "reference", "account", "id"):
            raise part.refuse(role, "only batch, reference, account and id can be taken out of a text.")
        rule = part.section(role)
        column, pattern = rule.text("column"), rule.text("pattern")
        rule.close()
        try:
            compiled = re.compile(pattern)
        except re.error as why:
            raise rule.refuse("pattern", f"is no regular expression ({why}).") from why
        if not column or compiled.groups != 1:
            raise TallyError("needs a column and a pattern with exactly one pair of round brackets.", place=rule.place)
        found[role] = (column, compiled)
    return found
