"""The way to the parts that find patterns and write the summary and the report."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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


def find_patterns(
    spec: Spec,
    pairing: Pairing,
    takens: dict[SideName, Taken],
    outcome: Outcome,
    found: Differences,
    memory: int,
    work: Path,
) -> list[dict[str, Any]]:
    """What many differences have in common; explained by other columns where both files are small enough to be read again."""
    if not found.rows_different:
        return []
    from pilotage.tally.patterns import find

    with memory_database(work / "patterns") as con:
        con.execute(f"set memory_limit = '{memory // 1000}KB'")
        con.register("mismatches", _Shards(found))
        if outcome.matched > MOST_EXPLAINED:
            return list(find(con, "mismatches", "", "", spec))
        apart: dict[SideName, Any] = {
            "left": (outcome.only_left, outcome.repeated_left),
            "right": (outcome.only_right, outcome.repeated_right),
        }
        with ThreadPoolExecutor(2) as pool:
            rows = {
                side: pool.submit(_matched_rows, side, pairing, takens[side], tables) for side, tables in apart.items()
            }
        for side in apart:
            lines = [table.column(f"{side}_line").to_numpy() for table in found.shards()]
            con.register(f"{side}_rows", Stream(rows[side].result()))
            con.register(f"{side}_differing", Stream(_at(rows[side].result(), lines)))
        return list(
            find(con, "mismatches", "left_rows", "right_rows", spec, differing=("left_differing", "right_differing"))
        )


class _Shards:
    """All differences as DuckDB reads them, shard after shard."""

    def __init__(self, found: Differences) -> None:
        self._found = found

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        import pyarrow as pa

        batches = (batch for table in self._found.shards() for batch in table.to_batches())
        stream = pa.RecordBatchReader.from_batches(no_differences().schema, batches)
        return stream.__arrow_c_stream__(requested_schema)


def _matched_rows(side: SideName, pairing: Pairing, taken: Taken, apart: Sequence[Any]) -> "pa.Table":
    """The matched rows of a side as a table of raw texts, under the spec's names, with `_line`."""
    import numpy as np
    import pyarrow as pa

    others = np.concatenate([table.column("line").to_numpy() for table in apart])
    names = {column: header for column, header in pairing.columns(side).items() if column != "_line"}
    found = []
    for block, kept in zip(taken.source.blocks(), taken.kept, strict=True):
        table = block.table.select(list(names.values())).rename_columns(list(names))
        wanted = np.isin(block.lines, others, invert=True)
        if kept is not None:
            wanted &= kept
        table = table.append_column("_line", pa.array(block.lines))
        found.append(table if wanted.all() else table.filter(pa.array(wanted)))
    return pa.concat_tables(found)


def _at(rows: "pa.Table", lines: Sequence[Any]) -> "pa.Table":
    """The rows with these lines."""
    import numpy as np
    import pyarrow as pa

    wanted = np.isin(rows.column("_line").to_numpy(), np.concatenate(lines))
    return rows.take(pa.array(np.flatnonzero(wanted)))
