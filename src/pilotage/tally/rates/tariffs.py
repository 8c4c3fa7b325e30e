"""A tariff: its lines in order, the dates from which they hold, how they are prorated and rounded. Prices are exact."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from pilotage.tally.intake.documents import Section, as_section, load_document
from pilotage.tally.intake.money import ROUNDINGS

KINDS = ("fixed", "per_unit", "tiered", "percent", "minimum")


@dataclass(frozen=True)
class Tier:
    """Usage up to `up_to` (none: without end) at `price` smallest units a unit."""

    up_to: Fraction | None
    price: Fraction


@dataclass(frozen=True)
class Season:
    """Days of the year from `first` to `last`, both included, as (month, day); it may run over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: datetime.date) -> bool:
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True)
class Line:
    """One line of a tariff; `amount` and prices in smallest units.

    `of` are the lines that a percent or a minimum is of (none: all before it).
    """

    name: str
    kind: str
    amount: Fraction = Fraction(0)
    percent: Fraction = Fraction(0)
    tiers: tuple[Tier, ...] = ()
    whole: bool = False
    usage: str = "usage"
    season: Season | None = None
    of: tuple[str, ...] = ()
    prorate: bool = True
    rounding: str = "half_up"
    round_per_tier: bool = False
    at_most: int | None = None
    at_least: int | None = None


@dataclass(frozen=True)
class Tariff:
    """One version of a tariff, for service from `first` to `last` (both included, none: without end)."""

    name: str
    first: datetime.date | None
    last: datetime.date | None
    lines: tuple[Line, ...]
    standard_days: int = 30
    full_from: int = 0
    full_to: int = 0

    def holds(self, day: datetime.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def factor(self, days: int) -> Fraction:
        """The part of a full period that `days` are: one inside the days that count as full, else days / standard days."""
        if not self.full_to or self.full_from <= days <= self.full_to:
            return Fraction(1)
        return Fraction(days, self.standard_days)


@dataclass(frozen=True)
class RateSpec:
    """All tariffs, and how the charges are read."""

    scale: int = 2
    tolerance: int = 0
    inclusive: bool = False
    season_by: str = "days"
    date_format: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)
    tariffs: tuple[Tariff, ...] = ()
    limit: int = 10_000

    def usages(self) -> list[str]:
        """The usage columns that the lines ask for."""
        return sorted(
            {line.usage for tariff in self.tariffs for line in tariff.lines if line.kind in ("per_unit", "tiered")}
        )


def load_spec(path: Path) -> RateSpec:
    """The spec in a file. Errors: `TallyError`."""
    return read_spec(load_document(path), str(path))


def read_spec(document: Mapping[str, Any], place: str) -> RateSpec:
    """The spec from its document. Errors: `TallyError` naming the key."""
    root = as_section(document, place)
    scale = root.integer("scale", 2, most=6)
    rounding = root.choice("rounding", ROUNDINGS, "half_up")
    columns, components = root.section("columns"), root.section("components")
    period = root.choice("period", ("reads", "inclusive"), "reads")
    spec = RateSpec(
        scale=scale, tolerance=root.integer("tolerance", 0), inclusive=period == "inclusive",
        season_by=root.choice("season_by", ("days", "end", "start"), "days"), date_format=root.text("date_format"),
        columns={role: columns.text(role) for role in columns.data}, components={name: components.text(name) for name in components.data},
        tariffs=tuple(_tariff(part, scale, rounding) for part in root.sections("tariffs")),
        limit=root.integer("list", 10_000, most=10_000_000),
    )  # fmt: skip
    root.close()
    if not spec.tariffs:
        raise root.refuse("tariffs", "lists no tariff. Give at least one with its lines.")
    known = {line.name for tariff in spec.tariffs for line in tariff.lines}
    for name in spec.components:
        if name not in known:
            raise components.refuse(name, f"is no line of a tariff. There are {', '.join(sorted(known))}.")
    return spec


def _tariff(part: Section, scale: int, rounding: str) -> Tariff:
    proration = part.section("proration")
    tariff = Tariff(
        name=part.text("name"), first=part.date("from"), last=part.date("to"),
        lines=tuple(_line(one, scale, rounding) for one in part.sections("lines")),
        standard_days=proration.integer("standard_days", 30, least=1, most=400),
        full_from=proration.integer("full_from", 27 if proration.data else 0, most=400),
        full_to=proration.integer("full_to", 35 if proration.data else 0, most=400),
    )  # fmt: skip
    proration.close()
    part.close()
    if not tariff.name or not tariff.lines:
        raise part.refuse("name", "a tariff needs a name and lines.")
    seen: set[str] = set()
    for line in tariff.lines:
        unknown = [name for name in line.of if name not in seen]
        if line.name in seen or unknown:
            words = f"“{unknown[0]}” does not stand before it." if unknown else "the name stands twice."
            raise part.refuse(line.name, f"{words} Lines are worked out in order.")
        seen.add(line.name)
    return tariff


def _line(part: Section, scale: int, rounding: str) -> Line:
    unit = Fraction(10**scale)
    kind = part.choice("kind", KINDS, "fixed")
    tiers = tuple(_tier(one, unit) for one in part.sections("tiers"))
    price = part.decimal("price")
    if kind == "per_unit" and price is not None:
        tiers = (Tier(None, Fraction(price) * unit),)
    line = Line(
        name=part.text("name"), kind=kind, amount=Fraction(part.decimal("amount") or 0) * unit,
        percent=Fraction(part.decimal("percent") or 0), tiers=tiers, whole=part.choice("mode", ("blocks", "whole"), "blocks") == "whole",
        usage=part.text("usage", "usage"), season=_season(part.section("season")), of=part.texts("of"), prorate=part.flag("prorate", True),
        rounding=part.choice("rounding", ROUNDINGS, rounding), round_per_tier=part.choice("round_per", ("line", "tier"), "line") == "tier",
        at_most=_units(part, "at_most", unit), at_least=_units(part, "at_least", unit),
    )  # fmt: skip
    part.close()
    _refuse_half_a_line(part, line)
    return line


def _refuse_half_a_line(part: Section, line: Line) -> None:
    if not line.name:
        raise part.refuse("name", "is missing. Name the line as the tariff does.")
    if line.kind in ("per_unit", "tiered") and not line.tiers:
        raise part.refuse("tiers" if line.kind == "tiered" else "price", "is missing.")
    limits = [tier.up_to for tier in line.tiers[:-1]]
    if any(one is None for one in limits) or (line.tiers and line.tiers[-1].up_to is not None):
        raise part.refuse("tiers", "every tier but the last needs up_to, and the last has none.")
    known = [one for one in limits if one is not None]
    if known != sorted(set(known)):
        raise part.refuse("tiers", "up_to must rise from tier to tier.")


def _tier(part: Section, unit: Fraction) -> Tier:
    limit, price = part.decimal("up_to"), part.decimal("price")
    part.close()
    if price is None:
        raise part.refuse("price", "is missing.")
    return Tier(Fraction(limit) if limit is not None else None, Fraction(price) * unit)


def _units(part: Section, name: str, unit: Fraction) -> int | None:
    found = part.decimal(name)
    if found is None:
        return None
    exact = Fraction(found) * unit
    if exact.denominator != 1:
        raise part.refuse(name, "has more decimals than the scale.")
    return int(exact)


def _season(part: Section) -> Season | None:
    first, last = part.text("from"), part.text("to")
    part.close()
    if not first and not last:
        return None
    return Season(_month_day(part, "from", first), _month_day(part, "to", last))


def _month_day(part: Section, name: str, text: str) -> tuple[int, int]:
    try:
        day = datetime.date.fromisoformat(f"2024-{text}")
    except ValueError:
        raise part.refuse(name, f'“{text}” is no day of the year. Write it as MM-DD, such as "05-01".') from None
    return (day.month, day.day)
