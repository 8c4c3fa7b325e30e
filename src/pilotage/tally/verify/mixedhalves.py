"""Card numbers cut into two neighbouring cells of columns that hold other things too: names, short numbers, dates.

Only neighbours that are digits alone and together as long as a card are looked at, all of a block at once; the judge reads those
that could be cards and counts the others.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden import Finding
from pilotage.tally.forbidden.brands import LONGEST, SHORTEST
from pilotage.tally.forbidden.digitcells import tables_of
from pilotage.tally.forbidden.halves import HalvesJudge
from pilotage.tally.verify.rows import Block
from pilotage.tally.verify.sifting import Cells, cells_of, digit_cells

if TYPE_CHECKING:
    import numpy as np

_SHORTEST_PART, _LONGEST_PART = 4, 15
_ZERO = ord("0")


class MixedHalves:
    """Feed it blocks, then ask for the `findings`. `others` are pairs of columns that are judged elsewhere."""

    def __init__(self, headers: Sequence[str], others: Collection[tuple[str, str]]) -> None:
        neighbours = enumerate(pairwise(headers))
        self._pairs = [(place, pair) for place, pair in neighbours if pair not in others]
        self._judge = HalvesJudge()

    def feed(self, block: Block) -> None:
        """Every pair of neighbouring columns of one block."""
        known: dict[int, np.ndarray[Any, Any] | None] = {}
        for place, pair in self._pairs:
            for one in (place, place + 1):
                if one not in known:
                    known[one] = _may_be_parts(block.cells(one))
            found = _likely(block, place, known[place], known[place + 1])
            if len(found):
                self._feed_pair(block, place, pair, found)

    def findings(self) -> list[Finding]:
        """Every number that is cut in two."""
        return self._judge.findings()

    def _feed_pair(self, block: Block, place: int, pair: tuple[str, str], found: "np.ndarray[Any, Any]") -> None:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        parts = [block.column(one).take(pa.array(found)) for one in (place, place + 1)]
        is_digits = digit_cells(cells_of(parts[0])) & digit_cells(cells_of(parts[1]))
        if not is_digits.any():
            return
        parts, lines = [part.filter(pa.array(is_digits)) for part in parts], block.lines[found[is_digits]]
        joined = cells_of(pc.binary_join_element_wise(*parts, ""))
        cards: list[int] = []
        for places, numbers in tables_of(joined.signs, joined.starts[:-1], joined.sizes):
            rest = np.delete(np.arange(len(numbers)), numbers.hits)
            prefixed, checked = np.count_nonzero(numbers.brands[rest]), np.count_nonzero(numbers.checked(rest))
            self._judge.count(pair, len(rest), int(prefixed), int(checked))
            cards += places[numbers.hits].tolist()
        for one in sorted(cards):
            self._judge.feed(int(lines[one]), pair, [part[one].as_py() for part in parts])


def _may_be_parts(cells: Cells) -> "np.ndarray[Any, Any] | None":
    """Which cells are as long as a part of a number, with digits where amounts and dates have signs, and at both ends; None for none."""
    import numpy as np

    if cells.longest < _SHORTEST_PART:
        return None
    ends = cells.starts[1:]
    fits = np.ones(len(cells.sizes), dtype=bool)
    # The first of these tests leaves nothing of most columns, and each test costs: a million rows are 800 such columns.
    for at in (ends - 3, cells.starts[:-1], ends - 1, cells.starts[:-1] + 2):
        fits &= (cells.signs.take(at, mode="clip") - np.uint8(_ZERO)) < 10
        if not fits.any():
            return None
    fits &= (cells.sizes >= _SHORTEST_PART) & (cells.sizes <= _LONGEST_PART)
    return fits


def _likely(
    block: Block, place: int, left: "np.ndarray[Any, Any] | None", right: "np.ndarray[Any, Any] | None"
) -> "np.ndarray[Any, Any]":
    """Where two neighbours may be parts, and are together as long as a card."""
    import numpy as np

    if left is None or right is None:
        return np.zeros(0, dtype=np.int64)
    together = block.cells(place).sizes + block.cells(place + 1).sizes
    return np.flatnonzero(left & right & (together >= SHORTEST) & (together <= LONGEST))
