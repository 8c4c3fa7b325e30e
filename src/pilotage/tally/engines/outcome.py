"""What an engine is given and what it answers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

SIDES = ("left", "right")


@dataclass
class Outcome:
    """The relation of two sides, by line numbers. Every table is ordered by its first column.

    `unequal`: left_line, right_line of keys that stand once on both sides and whose fingerprints differ.
    `only_left`, `only_right`: line, key of keys that stand only there. `repeated_left`, `repeated_right`: line, key, many
    (rows of that key on this side), high, low of every row whose key stands more than once on either side. `matched`: keys that stand
    once on both sides.
    """

    matched: int
    unequal: "pa.Table"
    only_left: "pa.Table"
    only_right: "pa.Table"
    repeated_left: "pa.Table"
    repeated_right: "pa.Table"


class Engine(Protocol):
    """Compares two sides of fingerprints: `_key` text, `_line`, `_high` and `_low` int64."""

    name: str
    version: str

    def add(self, side: str, table: "pa.Table") -> None:
        """Some more rows of a side. Two sides may be added from two threads."""

    def compare(self) -> Outcome:
        """The relation of all that was added."""

    def close(self) -> None:
        """Frees memory, files and processes."""
