"""Looks for forbidden data while the blocks of a file go by: card numbers by the column judge, security codes by their header.

Columns are sifted by their bytes; only what may be a card number is looked at by Arrow, and what is left reaches the judge, cell
by cell.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden import ColumnJudge, Finding
from pilotage.tally.forbidden.brands import LONGEST, SHORTEST
from pilotage.tally.forbidden.shapes import shapes_of
from pilotage.tally.forbidden.wording import names_expiry, names_security_code
from pilotage.tally.verify.mixedhalves import MixedHalves
from pilotage.tally.verify.rows import Block
from pilotage.tally.verify.sifting import Cells, card_places, cells_of, digit_cells, long_cells

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_MAY_BE_CARD = r"[0-9](?:[ .,\-]{0,3}[0-9]){12}|[eE]\+?1[2-8]|[^\x00-\x7f]"
_SECURITY_CODE = r"^\s*[0-9]{3,4}\s*$"
_HALF = r"^[0-9]{4,15}$"
_EXPIRY = r"^\s*(?:0?[1-9]|1[0-2])\s*[/\-]\s*(?:20)?[0-9]{2}\s*$"
#: Columns that are looked at for a number cut in two: pairs of neighbours of digits in so many of the first rows.
_PROBE = 2_000
#: The parts of cards of several brands differ by so many digits.
_MOST_UNEVEN = 3


class Scanner:
    """Feed it the blocks of one file, then ask for the `findings`. Keeps no value."""

    def __init__(self, headers: Sequence[str], header_line: int = 1) -> None:
        self._headers = list(headers)
        self._judge = ColumnJudge(headers, header_row=header_line)
        self._codes = [name for name in headers if names_security_code(name)]
        self._expiries = [name for name in headers if names_expiry(name)]
        self._halves: dict[tuple[str, str], ColumnJudge] | None = None
        self._mixed: MixedHalves | None = None
        self._found: dict[str, tuple[int, int]] = {}

    def feed(self, block: Block) -> None:
        """One block, with the texts of its refused rows."""
        for reject in block.rejects:
            self._judge.feed(reject.line, "refused row", reject.raw)
        if not block.table.num_rows:
            return
        for name in self._codes:
            self._count_security_codes(block, name)
        for place, name in enumerate(self._headers):
            self._feed_column(block, name, place)
        self._feed_halves(block)

    def _feed_column(self, block: Block, name: str, place: int) -> None:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        column, cells, filled = block.column(place), block.cells(place), block.cells(place).filled
        expiries = pc.sum(pc.match_substring_regex(column, _EXPIRY)).as_py() or 0 if name in self._expiries else 0
        likely = _likely(column, cells) if cells.longest >= SHORTEST else ()
        if not len(likely):
            self._judge.count(name, filled, expiries)
            return
        lines = block.lines
        if len(likely) < len(column):
            column, lines = column.take(pa.array(likely)), lines[likely]
            cells = cells_of(column)
        plain = digit_cells(cells) & (cells.sizes >= SHORTEST) & (cells.sizes <= LONGEST)
        digits = np.flatnonzero(plain)
        others = np.flatnonzero(~plain)
        if len(others):
            may_be = pc.match_substring_regex(column.take(pa.array(others)), _MAY_BE_CARD)
            others = others[may_be.to_numpy(zero_copy_only=False)]
        self._judge.count(name, filled - len(digits) - len(others), expiries)
        if len(digits):
            self._judge.feed_digits(name, lines[digits], (cells.signs, cells.starts[digits], cells.sizes[digits]))
        if len(others):
            self._feed_others(name, lines[others], column.take(pa.array(others)))

    def _feed_others(self, name: str, lines: "np.ndarray[Any, Any]", texts: "pa.Array") -> None:
        """Texts in which a card could stand: those of one shape at once."""
        import pyarrow as pa

        shapes, left = shapes_of(texts)
        for shaped in shapes:
            self._judge.feed_shaped(name, lines[shaped.places], shaped)
        for place, text in zip(left.tolist(), texts.take(pa.array(left)).to_pylist(), strict=True):
            self._judge.feed(int(lines[place]), name, text)

    def _count_security_codes(self, block: Block, name: str) -> None:
        import pyarrow.compute as pc

        places = pc.indices_nonzero(pc.match_substring_regex(block.table.column(name), _SECURITY_CODE))
        if len(places):
            first, count = self._found.get(name, (int(block.lines[places[0].as_py()]), 0))
            self._found[name] = first, count + len(places)

    def _feed_halves(self, block: Block) -> None:
        """Neighbouring columns of digits that together have a card's length, joined and judged as one column."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._halves is None:
            self._halves = {pair: ColumnJudge([" + ".join(pair)]) for pair in _digit_pairs(block, self._headers)}
            self._mixed = MixedHalves(self._headers, self._halves)
        if self._mixed:
            self._mixed.feed(block)
        for pair, judge in self._halves.items():
            two = [self._headers.index(name) for name in pair]
            cells = [block.cells(place) for place in two]
            sizes = cells[0].sizes + cells[1].sizes
            fits = (sizes >= SHORTEST) & (sizes <= LONGEST)
            for one in cells:
                fits &= digit_cells(one) | (one.sizes == 0)
            places = np.flatnonzero(fits)
            if len(places):
                parts = [
                    block.column(place) if fits.all() else block.column(place).take(pa.array(places)) for place in two
                ]
                joined = cells_of(pc.binary_join_element_wise(*parts, ""))
                judge.feed_digits(
                    " + ".join(pair), block.lines[places], (joined.signs, joined.starts[:-1], joined.sizes)
                )

    def findings(self) -> list[Finding]:
        """Everything forbidden, by column and row."""
        found = list(self._judge.findings())
        for judge in (self._halves or {}).values():
            found += judge.findings()
        found += self._mixed.findings() if self._mixed else []
        for name, (first, count) in self._found.items():
            if count * 2 > self._judge.filled(name):
                found.append(Finding(first, name, "•••", "holds security codes of cards.", _NO_CODES, others=count - 1))
        return found


def _likely(column: "pa.Array", cells: Cells) -> Any:
    """The places of cells that could hold a card. Where few cells are long enough, they alone are looked at."""
    import pyarrow as pa

    places = long_cells(cells.sizes, SHORTEST)
    if places is None:
        return card_places(cells)
    return places[card_places(cells_of(column.take(pa.array(places))))]


_NO_CODES = "Security codes of cards are never kept anywhere. Remove the column."


def _digit_pairs(block: Block, headers: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbours that hold digits or nothing in the first rows, together of a card's length and each of nearly one length."""
    import pyarrow.compute as pc

    sample = block.table.slice(0, _PROBE)
    halves = []
    for place in range(len(headers)):
        column = sample.column(place)
        share = pc.sum(pc.match_substring_regex(column, _HALF)).as_py() or 0
        lengths = pc.binary_length(column)
        filled = lengths.filter(pc.greater(lengths, 0))
        least, most = (pc.min(filled).as_py() or 0, pc.max(filled).as_py() or 0) if share == len(filled) else (0, 0)
        halves.append((least, most) if most - least <= _MOST_UNEVEN else (0, 0))
    pairs = zip(range(len(headers)), halves, halves[1:], strict=False)
    return [
        (headers[place], headers[place + 1])
        for place, one, two in pairs
        if one[0] and two[0] and one[1] + two[1] >= SHORTEST and one[0] + two[0] <= LONGEST
    ]
