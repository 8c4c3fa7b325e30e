"""Works a bill out from its tariff: exact fractions until each line is rounded once (or each tier, where the tariff says so)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pilotage.tally.intake.money import rounded
from pilotage.tally.rates.tariffs import Line, Tariff


@dataclass(frozen=True)
class Usage:
    """What a bill charges for: service from `first` up to, not including, `end`, and what was used."""

    first: datetime.date
    end: datetime.date
    used: Mapping[str, Fraction]

    @property
    def days(self) -> int:
        return (self.end - self.first).days


@dataclass(frozen=True)
class Segment:
    """Days of a bill on which one version and one set of seasons holds; `share` of all its days."""

    first: datetime.date
    share: Fraction
    tariff: Tariff


@dataclass(frozen=True)
class LineCharge:
    """One line worked out, in smallest units, and how; `parts` is what of it belongs to each segment and adds up to it."""

    name: str
    amount: int
    how: str
    parts: tuple[Fraction, ...] = ()


class NoTariff(Exception):
    """No version of the tariff holds on a day of the bill."""

    def __init__(self, day: datetime.date) -> None:
        super().__init__(day.isoformat())
        self.day = day


def segments(versions: Sequence[Tariff], usage: Usage, season_by: str) -> list[Segment]:
    """The bill's days cut where a version or (with `season_by` days) a season changes. Errors: `NoTariff`."""
    days = max(usage.days, 1)
    counted: list[int] = []
    begun: list[tuple[datetime.date, Tariff]] = []
    previous: tuple[Tariff, list[bool]] | None = None
    for at in range(days):
        day = usage.first + datetime.timedelta(days=at)
        tariff = next((one for one in versions if one.holds(day)), None)
        if tariff is None:
            raise NoTariff(day)
        state = (tariff, _seasons(tariff, day) if season_by == "days" else [])
        if previous is not None and state[0] is previous[0] and state[1] == previous[1]:
            counted[-1] += 1
        else:
            begun.append((day, tariff))
            counted.append(1)
        previous = state
    return [
        Segment(first, Fraction(count, days), tariff) for (first, tariff), count in zip(begun, counted, strict=True)
    ]


def _seasons(tariff: Tariff, day: datetime.date) -> list[bool]:
    return [line.season.holds(day) for line in tariff.lines if line.season is not None]


def work_out(versions: Sequence[Tariff], usage: Usage, season_by: str = "days") -> list[LineCharge]:
    """Every line of the bill in the order of the tariff. Errors: `NoTariff`."""
    parts = segments(versions, usage, season_by)
    names = list(dict.fromkeys(line.name for part in parts for line in part.tariff.lines))
    charges: dict[str, LineCharge] = {}
    for name in names:
        charge = _line(name, parts, usage, season_by, charges)
        if charge is not None:
            charges[name] = charge
    return list(charges.values())


def _line(
    name: str, parts: list[Segment], usage: Usage, season_by: str, charges: Mapping[str, LineCharge]
) -> LineCharge | None:
    found, told = [Fraction(0)] * len(parts), []
    last: Line | None = None
    base = 0
    for at, part in enumerate(parts):
        line = next((one for one in part.tariff.lines if one.name == name), None)
        if line is None or not _in_season(line, part, usage, season_by):
            continue
        last = line
        of = [charge for key, charge in charges.items() if not line.of or key in line.of]
        base = sum(charge.amount for charge in of)
        found[at], how = _part(line, part, usage, sum((charge.parts[at] for charge in of), Fraction(0)))
        told.append(how)
    exact = sum(found, Fraction(0))
    if last is None:
        return None
    if last.kind == "minimum":
        exact = max(Fraction(0), exact - base)
    units = rounded(exact, last.rounding)
    if last.at_least is not None:
        units = max(units, last.at_least)
    if last.at_most is not None:
        units = min(units, last.at_most)
    rest = units - sum(found, Fraction(0))  # what rounding and bounds add or take, by days
    shares = tuple(amount + rest * part.share for amount, part in zip(found, parts, strict=True))
    return LineCharge(name, units, "; ".join(told), shares)


def _in_season(line: Line, part: Segment, usage: Usage, season_by: str) -> bool:
    if line.season is None:
        return True
    last_day = max(usage.first, usage.end - datetime.timedelta(days=1))
    day = {"days": part.first, "end": last_day, "start": usage.first}[season_by]
    return line.season.holds(day)


def _part(line: Line, part: Segment, usage: Usage, base: Fraction) -> tuple[Fraction, str]:
    factor = part.tariff.factor(usage.days) if line.prorate else Fraction(1)
    days = f" for {part.share} of the days" if part.share != 1 else ""
    if line.kind in ("fixed", "minimum"):
        full = f" × {factor}" if factor != 1 else ""
        return line.amount * factor * part.share, f"{_shown(line.amount)}{full}{days}"
    if line.kind == "percent":
        return line.percent / 100 * base, f"{_shown(line.percent)} % of {rounded(base, line.rounding)}{days}"
    used = usage.used.get(line.usage, Fraction(0)) * part.share
    amount, told = _tiers(line, used, factor * part.share)
    return amount, told + days


def _tiers(line: Line, used: Fraction, stretch: Fraction) -> tuple[Fraction, str]:
    """Usage through the tiers; limits stretch with the part of a full period. `whole`: all of it at the price of the tier reached."""
    if line.whole:
        reached = next(tier for tier in line.tiers if tier.up_to is None or used <= tier.up_to * stretch)
        return used * reached.price, f"{_shown(used)} × {_shown(reached.price)} (tier {line.tiers.index(reached) + 1})"
    total, below, told = Fraction(0), Fraction(0), []
    for number, tier in enumerate(line.tiers, 1):
        limit = used if tier.up_to is None else min(used, tier.up_to * stretch)
        inside = max(Fraction(0), limit - below)
        if used < 0 and number == 1:
            inside = used  # a credit for usage is priced at the first tier
        if inside:
            amount = inside * tier.price
            total += rounded(amount, line.rounding) if line.round_per_tier else amount
            told.append(f"{_shown(inside)} × {_shown(tier.price)}")
        below = max(below, limit)
        if used < 0:
            break
    return total, " + ".join(told) or "no usage"


def _shown(number: Fraction) -> str:
    """A number of a tariff for people: as a decimal where it ends, else as a fraction."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(number)
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    whole = int(abs(number) * 10**places)
    digits = f"{whole:0{places + 1}d}"
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if number < 0 else text
