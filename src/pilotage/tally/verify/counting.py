"""Counts the values of columns that hold few different ones while a file goes by: what the cause of a pattern is measured against."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pilotage.tally.patterns.causes import MOST_VALUES
from pilotage.tally.verify.rows import Block
from pilotage.tally.verify.sifting import cells_of, whole

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: In files that do not stay in memory only columns of so many values are counted: more take time with every block.
FEW_VALUES = 500
#: A column whose first cells are nearly all different in a file of more rows is not counted at all.
_PROBE, _NEARLY_ALL, _MORE = 2_000, 1_900, 10_000


class ValueCounts:
    """How many compared rows of a side hold each value of a column, by the spec's names; `columns` leads from them to the headers."""

    def __init__(self, columns: Mapping[str, str], most: int = MOST_VALUES) -> None:
        """A column with more than `most` values is not counted."""
        self._columns, self._most = dict(columns), most
        self._counts: dict[str, Counter[str]] | None = None

    def feed(self, block: Block, kept: "np.ndarray[Any, Any] | None") -> None:
        """The rows of a block that are compared (None for all)."""
        import pyarrow as pa

        if self._counts is None:
            self._counts = {
                name: Counter() for name in self._columns if not _is_like_a_key(block.table[self._columns[name]])
            }
        wanted = None if kept is None else pa.array(kept)
        for name in list(self._counts):
            column = block.column(block.table.schema.get_field_index(self._columns[name]))
            known = self._counts[name]
            for value, count in _counted(column if wanted is None else column.filter(wanted)):
                known[value] += count
            if len(known) > self._most:
                del self._counts[name]

    def column(self, name: str, without: "pa.Table | None") -> dict[str, int] | None:
        """How many rows hold each value, spaces at its ends left out, but for those rows of the file; None where the values are too many
        or only one."""
        counted = (self._counts or {}).get(name)
        if counted is None:
            return None
        found: Counter[str] = Counter()
        for value, count in counted.items():
            found[value.strip(" ")] += count
        if without is not None:
            for value, count in _counted(whole(without.column(self._columns[name]))):
                found[value.strip(" ")] -= count
        found = +found
        return dict(found) if len(found) > 1 else None


def _counted(column: "pa.Array") -> Iterable[tuple[str, int]]:
    """Each value and how often it stands there. One sign in each cell, as of flags and states, is counted as bytes."""
    import numpy as np
    import pyarrow.compute as pc

    cells = cells_of(column)
    if cells.longest == 1 and cells.filled == len(cells.sizes):
        many = np.bincount(cells.signs)
        return ((chr(sign), int(many[sign])) for sign in np.flatnonzero(many).tolist())
    told = pc.value_counts(column)
    return zip(told.field(0).to_pylist(), told.field(1).to_pylist(), strict=True)


def _is_like_a_key(column: "pa.ChunkedArray") -> bool:
    import pyarrow.compute as pc

    return len(column) > _MORE and pc.count_distinct(column.slice(0, _PROBE)).as_py() > _NEARLY_ALL
