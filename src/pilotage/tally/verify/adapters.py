"""The way to the parts that find patterns and write the summary and the report."""

from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.database import memory_database
from pilotage.tally.engines import Outcome, Stream
from pilotage.tally.spec.model import SideName, Spec
from pilotage.tally.verify.cells import no_differences
from pilotage.tally.verify.pairing import Pairing
from pilotage.tally.verify.taking import Taken
from pilotage.tally.verify.writing import Differences

if TYPE_CHECKING:
    import pyarrow as pa

#: With more matched keys than this, patterns are told without the columns that explain them: all rows would be read again.
MOST_EXPLAINED = 250_000
#: Where more rows differ than this, nearly all do: their columns tell little, and take more memory than everything before.
MOST_DIFFERING = 100_000


def find_patterns(
    spec: Spec,
    pairing: Pairing,
    takens: dict[SideName, Taken],
    outcome: Outcome,
    found: Differences,
    memory: int,
    work: Path,
    beside: Executor,
) -> list[dict[str, Any]]:
    """What many differences have in common; explained by other columns where both files are small enough to be read again.

    `beside` reads them meanwhile.
    """
    if not found.rows_different:
        return []
    from pilotage.tally.patterns import find

    with memory_database(work / "patterns") as con:
        con.execute(f"set memory_limit = '{memory // 1000}KB'")
        con.register("mismatches", _Shards(found))
        if outcome.matched > MOST_EXPLAINED or found.rows_different > MOST_DIFFERING:
            return list(find(con, "mismatches", "", "", spec))
        import numpy as np

        apart: dict[SideName, Any] = {
            "left": (outcome.only_left, outcome.repeated_left),
            "right": (outcome.only_right, outcome.repeated_right),
        }
        whole: dict[str, Future[pa.Table]] = {}
        for side, tables in apart.items():
            others = np.concatenate([table.column("line").to_numpy() for table in tables])
            whole[side] = beside.submit(_rows, side, pairing, takens[side], without=others)
            lines = np.concatenate([table.column(f"{side}_line").to_numpy() for table in found.shards()])
            con.register(f"{side}_differing", Stream(_rows(side, pairing, takens[side], only=lines)))

        def rows_of(side: str) -> str:
            con.register(f"{side}_rows", Stream(whole[side].result()))
            return f"{side}_rows"

        return list(find(con, "mismatches", "left_differing", "right_differing", spec, rows_of))


class _Shards:
    """All differences as DuckDB reads them, shard after shard."""

    def __init__(self, found: Differences) -> None:
        self._found = found

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        import pyarrow as pa

        batches = (batch for table in self._found.shards() for batch in table.to_batches())
        stream = pa.RecordBatchReader.from_batches(no_differences().schema, batches)
        return stream.__arrow_c_stream__(requested_schema)


def _rows(side: SideName, pairing: Pairing, taken: Taken, only: Any = None, without: Any = None) -> "pa.Table":
    """Compared rows of a side as a table of raw texts, under the spec's names, with `_line`: at these lines, or at all others."""
    import numpy as np
    import pyarrow as pa

    names = {column: header for column, header in pairing.columns(side).items() if column != "_line"}
    found = []
    for block, kept in zip(taken.source.blocks(), taken.kept, strict=True):
        table = block.table.select(list(names.values())).rename_columns(list(names))
        wanted = np.isin(block.lines, without, invert=True) if only is None else np.isin(block.lines, only)
        if kept is not None:
            wanted &= kept
        table = table.append_column("_line", pa.array(block.lines))
        found.append(table if wanted.all() else table.take(pa.array(np.flatnonzero(wanted))))
    return pa.concat_tables(found)
