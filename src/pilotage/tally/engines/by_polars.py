"""The same comparison on Polars, in memory."""

import threading
from typing import TYPE_CHECKING, Any

from pilotage.tally.engines.outcome import Outcome, Rows, fingerprints

if TYPE_CHECKING:
    import pyarrow as pa


class PolarsEngine:
    """Holds all fingerprints in memory; the reference beside which the others are tested."""

    name = "polars"

    def __init__(self) -> None:
        import polars

        self.version = str(polars.__version__)
        self._tables: dict[str, list[Any]] = {"left": [], "right": []}
        self._lock = threading.Lock()

    def add(self, side: str, rows: Rows) -> None:
        """Some more rows of a side."""
        table = fingerprints(rows)
        with self._lock:
            self._tables[side].append(table)

    def compare(self) -> Outcome:
        """The relation of all that was added."""
        import polars as pl
        import pyarrow as pa

        lefts, rights = (pl.DataFrame(pa.concat_tables(self._tables[side])) for side in ("left", "right"))
        repeated = pl.concat([_repeated(lefts), _repeated(rights)]).unique()
        once_left, once_right = (side.join(repeated, on="_key", how="anti") for side in (lefts, rights))
        pairs = once_left.join(once_right, on="_key", how="inner", suffix="_right")
        unequal = (
            pairs.filter(pl.col("_print") != pl.col("_print_right"))
            .select(left_line="_line", right_line="_line_right")
            .sort("left_line")
        )
        return Outcome(
            matched=pairs.height,
            unequal=unequal.to_arrow(),
            only_left=_only(once_left, once_right),
            only_right=_only(once_right, once_left),
            repeated_left=_counted(lefts, repeated),
            repeated_right=_counted(rights, repeated),
        )

    def close(self) -> None:
        """Frees memory."""
        self._tables = {"left": [], "right": []}


def _repeated(side: Any) -> Any:
    import polars as pl

    return side.group_by("_key").len().filter(pl.col("len") > 1).select("_key")


def _only(side: Any, other: Any) -> "pa.Table":
    return side.join(other, on="_key", how="anti").select(line="_line", key="_key").sort("line").to_arrow()


def _counted(side: Any, repeated: Any) -> "pa.Table":
    import polars as pl

    rows = side.join(repeated, on="_key", how="semi").with_columns(many=pl.len().over("_key").cast(pl.Int64))
    return rows.select(line="_line", key="_key", many="many", print="_print").sort("line").to_arrow()
