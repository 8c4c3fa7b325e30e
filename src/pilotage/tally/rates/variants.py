"""What would make a wrong charge right: the usual mistakes with a tariff, each tried; only those that give the billed cent are told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pilotage.tally.rates.calculation import NoTariff, Usage, work_out
from pilotage.tally.rates.tariffs import Line, Tariff, Tier

_Change = Callable[[Line], Line | None]


def explanations(
    versions: Sequence[Tariff], others: Sequence[Tariff], usage: Usage, season_by: str, billed: int
) -> list[str]:
    """The mistakes under which the bill comes to `billed` smallest units, each naming the line of the tariff."""
    found = []
    for words, changed, by in _mistakes(versions, others, season_by):
        try:
            total = sum(charge.amount for charge in work_out(changed, usage, by))
        except NoTariff:
            continue
        if total == billed:
            found.append(words)
    return found


def _mistakes(
    versions: Sequence[Tariff], others: Sequence[Tariff], season_by: str
) -> Iterator[tuple[str, list[Tariff], str]]:
    for line in {line.name: line for tariff in versions for line in tariff.lines}.values():
        yield f"{line.name}: left out", _changed(versions, line.name, lambda _: None), season_by
        for words, change in _of_line(line):
            yield f"{line.name}: {words}", _changed(versions, line.name, change), season_by
    for by in ("days", "end", "start"):
        if by != season_by:
            yield f"season taken by {by}", list(versions), by
    if any(tariff.full_to for tariff in versions):
        yield "not prorated", [replace(tariff, full_to=0) for tariff in versions], season_by
    for tariff in versions if len(versions) > 1 else ():
        only = [replace(tariff, first=None, last=None)]
        yield f"only the prices from {tariff.first or 'the beginning'}", only, season_by
    for name in dict.fromkeys(tariff.name for tariff in others):
        yield f"charged as {name}", [tariff for tariff in others if tariff.name == name], season_by


def _of_line(line: Line) -> Iterator[tuple[str, _Change]]:
    yield "charged twice", _twice
    if line.kind in ("tiered", "per_unit"):
        for at, tier in enumerate(line.tiers if len(line.tiers) > 1 else ()):
            yield f"all usage at the price of tier {at + 1}", _one_price(tier)
        if len(line.tiers) > 1:
            yield (
                "all usage at the price of the tier reached" if not line.whole else "usage split over the tiers",
                _other_mode,
            )
    if line.season is not None:
        yield "charged outside its season", _always
    for rounding in ("down", "up", "half_even"):
        if rounding != line.rounding:
            yield f"rounded {rounding.replace('_', ' ')}", _rounding(rounding)


def _changed(versions: Sequence[Tariff], name: str, change: _Change) -> list[Tariff]:
    result = []
    for tariff in versions:
        lines = [change(line) if line.name == name else line for line in tariff.lines]
        result.append(replace(tariff, lines=tuple(line for line in lines if line is not None)))
    return result


def _twice(line: Line) -> Line:
    tiers = tuple(replace(tier, price=tier.price * 2) for tier in line.tiers)
    return replace(line, amount=line.amount * 2, percent=line.percent * 2, tiers=tiers)


def _one_price(tier: Tier) -> _Change:
    return lambda line: replace(line, tiers=(Tier(None, tier.price),))


def _other_mode(line: Line) -> Line:
    return replace(line, whole=not line.whole)


def _always(line: Line) -> Line:
    return replace(line, season=None)


def _rounding(rounding: str) -> _Change:
    return lambda line: replace(line, rounding=rounding)
