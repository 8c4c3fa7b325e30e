"""Finds card numbers that are cut in two: the digits of neighbouring cells, joined and judged column by column.

Neighbouring numbers of a card's length together are common, so the test is stricter than that of one column: nearly all
pairs must read as cards, and the first parts must differ, since one first part that all rows share can make every check
digit of the second parts fit. A pair that stands alone in two columns without other numbers cannot be cleared by counting.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pilotage.tally.forbidden.brands import LONGEST, SHORTEST
from pilotage.tally.forbidden.findings import MOST_FINDINGS, Finding, masked
from pilotage.tally.forbidden.judging import HIGHEST_SHARE, are_all_checked, at_least, kind_of
from pilotage.tally.forbidden.wording import names_card

_SHORTEST_PART, _LONGEST_PART = 4, 15
_LEVEL, _CHECK_DIGIT_LEVEL, _CHECK_DIGIT_SHARE = 2e-5, 1e-3, 0.1
_MOST_FIRST_PARTS, _MOST_LONELY = 5, 2
_REASON = "reads as a card number together with the cell after it."


@dataclass
class _Pair:
    """The pairs of one place: how many, how many begin like cards and are cards, and where."""

    total: int = 0
    prefixed: int = 0
    checked_others: int = 0
    hits: int = 0
    first_parts: set[int] = field(default_factory=set)
    places: list[tuple[int, str]] = field(default_factory=list)


class HalvesJudge:
    """Feed it rows, then ask for the `findings`. Keeps counts and masked ends alone."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], _Pair] = {}
        self._numbers: dict[str, int] = {}

    def feed(self, row: int, names: Sequence[str], cells: Sequence[object]) -> None:
        """The cells of one row in their order, each under its column's name."""
        before, place_before = "", -2
        for place, cell in enumerate(cells):
            text = _digits(cell) if cell else ""
            if not text:
                continue
            self._numbers[names[place]] = self._numbers.get(names[place], 0) + 1
            if place == place_before + 1 and SHORTEST <= len(before) + len(text) <= LONGEST:
                self._count(row, (names[place - 1], names[place]), before, text)
            before, place_before = text, place

    def count(self, names: tuple[str, str], total: int, prefixed: int, checked_others: int) -> None:
        """So many more pairs of two columns that are no card together; how many begin like one, how many others have a check digit."""
        pair = self._pairs.setdefault(names, _Pair())
        pair.total += total
        pair.prefixed += prefixed
        pair.checked_others += checked_others

    def _count(self, row: int, key: tuple[str, str], left: str, right: str) -> None:
        pair = self._pairs.setdefault(key, _Pair())
        kind = kind_of(left + right)
        pair.total += 1
        pair.prefixed += bool(kind.brand)
        pair.checked_others += kind.is_checked and not kind.brand
        if not kind.is_hit:
            return
        pair.hits += 1
        if len(pair.first_parts) < _MOST_FIRST_PARTS:
            pair.first_parts.add(hash(left))
        if len(pair.places) < MOST_FINDINGS:
            pair.places.append((row, masked(left + right)))

    @property
    def has_lonely_pairs(self) -> bool:
        """Whether a pair is only told from chance by the other numbers of its two columns, pairs or not."""
        return any(pair.hits == pair.total <= _MOST_LONELY for pair in self._pairs.values())

    def findings(self) -> list[Finding]:
        """Every number that is cut in two, under both columns' names."""
        found: list[Finding] = []
        for (name, other), pair in self._pairs.items():
            if pair.hits and self._is_card(name, other, pair):
                more = pair.hits - len(pair.places)
                told = [Finding(row, f"{name} + {other}", shown, _REASON) for row, shown in pair.places]
                last = told[-1]
                told[-1] = Finding(last.row, last.column, last.masked, last.reason, others=more)
                found += told
        return sorted(found, key=lambda one: (one.column, one.row))

    def _is_card(self, name: str, other: str, pair: _Pair) -> bool:
        if names_card(name) or names_card(other):
            return True
        if pair.hits == pair.total <= _MOST_LONELY and self._numbers[name] == self._numbers[other] == pair.total:
            return True
        if 2 * len(pair.first_parts) < min(pair.hits, _MOST_FIRST_PARTS):
            return False
        if are_all_checked(pair.checked_others, pair.total - pair.prefixed):
            return False
        by_check_digit = at_least(pair.hits, pair.prefixed, _CHECK_DIGIT_SHARE)
        by_prefix = at_least(pair.hits, pair.total, HIGHEST_SHARE * _CHECK_DIGIT_SHARE)
        return by_check_digit <= _CHECK_DIGIT_LEVEL and by_prefix <= _LEVEL


def _digits(cell: object) -> str:
    """A cell of a few digits as they stand; empty for any other."""
    if not isinstance(cell, str):
        cell = str(cell) if type(cell) is int else ""
    if not cell.isdigit():
        cell = cell.strip()
    return cell if _SHORTEST_PART <= len(cell) <= _LONGEST_PART and cell.isdigit() and cell.isascii() else ""
