"""What an engine is given and what it answers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pilotage.tally.database import memory_database

if TYPE_CHECKING:
    import pyarrow as pa

SIDES = ("left", "right")


@dataclass
class Outcome:
    """The relation of two sides, by line numbers. Every table is ordered by its first column.

    `unequal`: left_line, right_line of keys that stand once on both sides and whose fingerprints differ.
    `only_left`, `only_right`: line, key of keys that stand only there. `repeated_left`, `repeated_right`: line, key, many
    (rows of that key on this side), print of every row whose key stands more than once on either side. `matched`: keys that stand
    once on both sides.
    """

    matched: int
    unequal: "pa.Table"
    only_left: "pa.Table"
    only_right: "pa.Table"
    repeated_left: "pa.Table"
    repeated_right: "pa.Table"


@dataclass(frozen=True)
class Rows:
    """Some rows of a side: a table with `_line` and the texts that are compared, and, as DuckDB expressions over it, the key and
    the fingerprint of a row: 64 bits over all compared cells, begun with a salt of the run. Only rows of one key are told
    apart by it, so that one difference in 10^19 goes unseen.
    """

    table: "pa.Table"
    key: str
    print: str


class Stream:
    """An Arrow table as DuckDB reads it without further ado: a table itself would bring in pyarrow's dataset library first.

    Another `table` with the same columns may take its place between two queries.
    """

    def __init__(self, table: "pa.Table") -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


class Engine(Protocol):
    """Compares two sides by key and fingerprint."""

    name: str
    version: str

    def add(self, side: str, rows: Rows) -> None:
        """Some more rows of a side. Two sides may be added from two threads."""

    def compare(self) -> Outcome:
        """The relation of all that was added."""

    def close(self) -> None:
        """Frees memory, files and processes."""


def fingerprints(rows: Rows) -> "pa.Table":
    """`_key`, `_line` and `_print` (as text) of each row, for engines that cannot make them alike."""
    with memory_database() as con:
        con.register("block", Stream(rows.table))
        query = f"select {rows.key} as _key, _line, cast({rows.print} as varchar) as _print from block"
        return con.execute(query).to_arrow_table()
