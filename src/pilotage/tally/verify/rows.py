"""What the readers give: blocks of rows as text columns with their line numbers, and the rows that cannot be used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pilotage.tally.verify.hashing import HashAhead
from pilotage.tally.verify.sifting import Cells, cells_of, whole

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: Of a refused row so many characters are kept.
RAW_CHARS = 1_000


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not compared: its physical line, why (a code), the text as it stands, and the column where one is the cause."""

    line: int
    code: str
    raw: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a block stands, for reading it again: place and size in bytes (or rows), its first line and how many it has."""

    place: int
    size: int
    first: int
    count: int
    is_plain: bool = True
    #: Whether the block can be cut into lines as it stands.
    is_as_read: bool = False
    #: Where each line ends in the block, its line end among it; None where that is not remembered.
    ends: "np.ndarray[Any, Any] | None" = None


@dataclass
class Block:
    """Some rows of one file, in its order. `table` has one text column for each header; `lines` are physical line numbers."""

    table: "pa.Table"
    lines: "np.ndarray[Any, Any]"
    rejects: list[Reject] = field(default_factory=list)
    blank: int = 0
    mark: Mark = Mark(0, 0, 0, 0)
    #: Bytes of the file that the block took.
    size: int = 0
    #: The text that the rows were read from, where nothing but delimiters and line ends stands between their cells.
    body: bytes | memoryview | None = None
    #: Whether `body` is what stands in the file.
    is_as_read: bool = False
    #: Where each row ends in `body`, its line end among it.
    ends: "np.ndarray[Any, Any] | None" = None
    _columns: "dict[int, pa.Array]" = field(default_factory=dict)
    _cells: "dict[int, Cells]" = field(default_factory=dict)

    def column(self, place: int) -> "pa.Array":
        """The texts of one column."""
        if place not in self._columns:
            self._columns[place] = whole(self.table.column(place))
        return self._columns[place]

    def cells(self, place: int) -> "Cells":
        """The bytes of one column's cells."""
        if place not in self._cells:
            self._cells[place] = cells_of(self.column(place))
        return self._cells[place]

    def forget(self) -> None:
        """Lets go of what was only needed while the block was looked at."""
        self.body = self.ends = None
        self._columns, self._cells = {}, {}


class Source(Protocol):
    """One file. It can be gone through once in full, and then asked for rows by their lines."""

    path: Path
    headers: tuple[str, ...]
    header_line: int
    sha256: str
    #: Works out `sha256` beside the reading.
    hashed: HashAhead
    size: int
    #: About how many bytes its rows are as text: more than `size` where the file is packed.
    weight: int

    def blocks(self) -> Iterator[Block]:
        """Every block in the file's order; the hash is complete at the end."""

    def fetch(self, marks: Sequence[Mark], wanted: "Sequence[np.ndarray[Any, Any]]") -> Iterator[Block]:
        """The rows at the wanted lines of each mark, in the file's order."""
