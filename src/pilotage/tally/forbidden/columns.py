"""Judges the columns of a table for card numbers while its rows go by, in bounded memory."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden.brands import LONGEST, SHORTEST, TEST_NUMBERS
from pilotage.tally.forbidden.digitcells import DigitCells, for_tests, tables_of
from pilotage.tally.forbidden.findings import MOST_FINDINGS, Finding, masked
from pilotage.tally.forbidden.halves import HalvesJudge
from pilotage.tally.forbidden.judging import Kind, NumberClass, kind_of
from pilotage.tally.forbidden.numbers import Number, cell_digits, numbers_in, plain_text, without_padding
from pilotage.tally.forbidden.shapes import Shaped
from pilotage.tally.forbidden.wording import is_label, names_card, names_expiry, names_security_code, tells_of_card

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

_WORD = re.compile(r"[^\W\d_]{2,}")
_EXPIRY = re.compile(r"\s*(?:0?[1-9]|1[0-2])\s*[/\-]\s*(?:20)?[0-9]{2}\s*")

_ClassKey = tuple[bool, bool, int]


@dataclass
class _Hits:
    """Places of the hits of one class: the first hundred, and how many there are."""

    places: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, number: Number) -> None:
        self.count += 1
        if len(self.places) < MOST_FINDINGS:
            self.places.append((row, masked(number.bare)))

    def add_all(self, rows: "Numbers", numbers: DigitCells, places: "Numbers") -> None:
        """The hits at these places of the numbers, which stand in these rows."""
        left = max(0, MOST_FINDINGS - len(self.places))
        for row, place in zip(rows[places[:left]].tolist(), places[:left].tolist(), strict=True):
            self.places.append((row, masked(without_padding(numbers.text(place)))))
        self.count += len(places)

    def findings(self, column: str, reason: str) -> list[Finding]:
        others = self.count - len(self.places)
        found = [Finding(row, column, shown, reason) for row, shown in self.places]
        if others and found:
            found[-1] = Finding(found[-1].row, column, found[-1].masked, reason, others=others)
        return found


@dataclass
class _Column:
    filled: int = 0
    expiries: int = 0
    certain: dict[str, _Hits] = field(default_factory=dict)
    classes: dict[_ClassKey, NumberClass] = field(default_factory=dict)
    hits: dict[_ClassKey, _Hits] = field(default_factory=dict)
    padded: dict[_ClassKey, NumberClass] = field(default_factory=dict)
    padded_hits: dict[_ClassKey, _Hits] = field(default_factory=dict)


class ColumnJudge:
    """Feed it every cell, then ask for the `findings`. Keeps no value: counts, salted hashes and masked ends.

    `columns` are all headers in order: a header that speaks of cards, or an expiry date or security code beside a
    column, makes every hit there a card. `certain` findings are known before the end, so that a reader may stop early.
    """

    def __init__(self, columns: Sequence[str] = (), *, header_row: int = 1) -> None:
        self._order = list(columns)
        self._columns: dict[str, _Column] = {name: _Column() for name in columns}
        self._header_row = header_row
        self._halves = HalvesJudge()
        for name in columns:
            self._look(header_row, name, name)

    def feed(self, row: int, column: str, value: object) -> None:
        """One cell: text, a number or nothing. `row` is the number to show to the user."""
        text = value if isinstance(value, str) else cell_digits(value)
        if not text:
            return
        found = self._columns.get(column)
        if found is None:
            found = self._columns[column] = _Column()
            self._order.append(column)
        found.filled += 1
        if len(text) < SHORTEST:
            if len(text) <= 7 and names_expiry(column) and _EXPIRY.fullmatch(text):
                found.expiries += 1
            return
        self._look(row, column, text)

    def feed_row(self, row: int, cells: Iterable[tuple[str, object]]) -> None:
        """Every cell of a row, as pairs of column and value, in their order."""
        held = list(cells)
        self._halves.feed(row, [column for column, _ in held], [value for _, value in held])
        for column, value in held:
            if isinstance(value, str) and 7 < len(value) < SHORTEST and column in self._columns:
                self._columns[column].filled += 1
            else:
                self.feed(row, column, value)

    def count(self, column: str, filled: int, expiries: int = 0) -> None:
        """Cells of a column that hold something but certainly no card number, so many of them expiry dates."""
        found = self._columns[column]
        found.filled += filled
        found.expiries += expiries

    def filled(self, column: str) -> int:
        """How many cells of a column held something."""
        return self._columns[column].filled

    def feed_digits(self, column: str, rows: "Numbers", cells: "tuple[Numbers, Numbers, Numbers]") -> None:
        """Many cells of 13 to 19 ASCII digits at once, as `feed` for each: the bytes of all, where each begins, and their sizes."""
        found = self._columns[column]
        found.filled += len(rows)
        known = []
        for places, numbers in tables_of(*cells):
            known += [
                (int(rows[places[place]]), numbers.text(place))
                for place in self._weigh_all(found, (False, False, numbers.size), rows[places], numbers)
            ]
        for row, text in sorted(known):
            self._count(row, column, Number(text, 0, len(text), False), "")

    def feed_shaped(self, column: str, rows: "Numbers", cells: Shaped) -> None:
        """Many cells of one shape at once, as `feed` for each."""
        found = self._columns[column]
        found.filled += len(rows)
        for number, numbers in cells.numbers():
            words = _words_around(number, cells.text)
            key = (number.is_grouped, _is_in_text(number, cells.text, words), numbers.size)
            is_told = bool(_certain(number, kind_of(number.bare), cells.text, words))
            known = self._weigh_all(found, key, rows, numbers, every_hit=is_told)
            for place in sorted(known):
                one = Number(numbers.text(place), number.start, number.end, number.is_grouped)
                self._count(int(rows[place]), column, one, cells.read(place))

    @property
    def certain(self) -> list[Finding]:
        """What is a card number whatever else the table holds: test numbers, and hits in free text."""
        return [
            finding
            for name in self._order
            for reason, hits in self._columns[name].certain.items()
            for finding in hits.findings(name, reason)
        ]

    def findings(self) -> list[Finding]:
        """Every card number found, by column and row; empty when the table may be kept."""
        found = self.certain
        for place, name in enumerate(self._order):
            column = self._columns[name]
            told = self._told_by_headers(place)
            for key, hits in column.hits.items():
                reason = told or column.classes[key].verdict(column.filled)
                if reason:
                    found += hits.findings(name, reason)
            for key, hits in column.padded_hits.items():
                of_length = column.classes[key].total
                reason = told or column.padded[key].verdict_of_padded(column.filled, of_length)
                if reason:
                    found += hits.findings(name, reason)
        found += self._halves.findings()
        order = {name: place for place, name in enumerate(self._order)}
        return sorted(found, key=lambda finding: (order.get(finding.column, len(order)), finding.row))

    def feed_number(
        self, row: int, column: str, number: Number, kind: Kind, *, is_certain: bool, is_in_text: bool
    ) -> None:
        """One number that was found at a place which is judged like a column; certain ones need no company."""
        if column not in self._columns:
            self._columns[column] = _Column()
            self._order.append(column)
        found = self._columns[column]
        found.filled += 1
        if is_certain and kind.is_hit:
            found.certain.setdefault("reads as a card number, and is known or called as one.", _Hits()).add(row, number)
        else:
            self._weigh(found, row, number, kind, is_in_text=is_in_text)

    def knows(self, column: str) -> bool:
        """Whether anything was fed under this name."""
        return column in self._columns

    def count_numbers(self, column: str, cells: "tuple[Numbers, Numbers, Numbers]") -> None:
        """Cells that are plain numbers of 13 to 19 digits, without zeros in front, and no cards; as `feed_number` for each."""
        found = self._columns[column]
        found.filled += len(cells[1])
        for _, numbers in tables_of(*cells):
            found.classes.setdefault((False, False, numbers.size), NumberClass(numbers.size)).add_all(numbers)

    def count_shaped(self, column: str, cells: Shaped) -> None:
        """Cells of one shape, of digits, spaces, dots and dashes, that hold no card; as `feed_number` for each of their numbers."""
        found = self._columns[column]
        for number, numbers in cells.numbers():
            found.filled += len(numbers)
            self._weigh_all(found, (number.is_grouped, False, numbers.size), cells.places, numbers)

    def _look(self, row: int, column: str, text: str) -> None:
        if text.isascii() and text.isdigit():
            if len(text) <= LONGEST or len(without_padding(text)) <= LONGEST:
                self._count(row, column, Number(text, 0, len(text), False), "")
            return
        text = plain_text(text)
        for number in numbers_in(text):
            self._count(row, column, number, text)

    def _count(self, row: int, column: str, number: Number, text: str) -> None:
        found = self._columns[column]
        kind = kind_of(number.bare)
        words = _words_around(number, text) if text else 0
        if kind.is_hit and (reason := _certain(number, kind, text, words)):
            found.certain.setdefault(reason, _Hits()).add(row, number)
            return
        self._weigh(found, row, number, kind, is_in_text=_is_in_text(number, text, words))

    def _weigh(self, found: _Column, row: int, number: Number, kind: Kind, *, is_in_text: bool) -> None:
        key = (number.is_grouped, is_in_text, len(number.digits))
        if key not in found.classes:
            found.classes[key] = NumberClass(len(number.digits))
        if number.bare != number.digits:
            found.classes[key].add(number.digits, kind_of(number.digits))
            found.padded.setdefault(key, NumberClass(len(number.digits))).add(number.digits, kind)
            if kind.is_hit:
                found.padded_hits.setdefault(key, _Hits()).add(row, number)
            return
        found.classes[key].add(number.digits, kind)
        if kind.is_hit:
            found.hits.setdefault(key, _Hits()).add(row, number)

    def _weigh_all(
        self, found: _Column, key: _ClassKey, rows: "Numbers", numbers: DigitCells, *, every_hit: bool = False
    ) -> list[int]:
        """Weighs numbers of one length; those behind zeros by what stands there, too.

        The places of what is certain, which is not weighed: cards for tests, or every hit.
        """
        import numpy as np

        known: list[int] = []
        hits: dict[bool, list[Numbers]] = {False: [], True: []}
        for places, bare, is_padded in numbers.parts():
            sure = bare.hits if every_hit else for_tests(bare)
            if len(sure):
                known += places[sure].tolist()
                others = np.delete(np.arange(len(places)), sure)
                places, bare = places[others], bare.at(others)
            found.classes.setdefault(key, NumberClass(numbers.size)).add_all(numbers.at(places) if is_padded else bare)
            if is_padded:
                found.padded.setdefault(key, NumberClass(numbers.size)).add_all(bare)
            hits[is_padded].append(places[bare.hits])
        for of_all, parts in ((found.hits, hits[False]), (found.padded_hits, hits[True])):
            if sum(map(len, parts)):
                of_all.setdefault(key, _Hits()).add_all(rows, numbers, np.sort(np.concatenate(parts)))
        return known

    def _told_by_headers(self, place: int) -> str:
        if names_card(self._order[place]):
            return "reads as a card number, and the header speaks of cards."
        if any(names_security_code(name) for name in self._order):
            return "reads as a card number, and a security code stands in the same table."
        beside = [self._order[other] for other in (place - 1, place + 1) if 0 <= other < len(self._order)]
        if any(self._columns[name].expiries * 2 > self._columns[name].filled for name in beside):
            return "reads as a card number, and an expiry date stands beside it."
        return ""


def _is_in_text(number: Number, text: str, words: int) -> bool:
    return words > 0 or (number.start > 0 and text[:1].isalpha())


def _words_around(number: Number, text: str) -> int:
    """Words that are no mere label: "ACCT NO 4000…" is a number with a label, "please use 4000…" is a text."""
    words = _WORD.findall(text[: number.start]) + _WORD.findall(text[number.end :])
    return sum(1 for word in words if not is_label(word))


def _certain(number: Number, kind: Kind, text: str, words: int) -> str:
    if number.bare in TEST_NUMBERS:
        return "is a card number that is used for tests."
    if words >= 2:
        return f"stands in a text and reads as a card number ({kind.brand})."
    if text and tells_of_card(text, number.start, number.end):
        return "reads as a card number, and the words beside it say so."
    return ""
