"""The way to the parts that find patterns and write the summary and the report."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.database import memory_database
from pilotage.tally.engines import Outcome, Stream
from pilotage.tally.spec.model import SideName, Spec
from pilotage.tally.verify.cells import no_differences
from pilotage.tally.verify.pairing import Pairing
from pilotage.tally.verify.taking import Taken, raw_rows_at
from pilotage.tally.verify.writing import Differences

if TYPE_CHECKING:
    import pyarrow as pa

_SIDES: tuple[SideName, SideName] = ("left", "right")
#: Where more rows differ, or have no partner, patterns are told without the columns that explain them: all those rows are read again.
MOST_EXPLAINED = 50_000


def find_patterns(
    spec: Spec,
    pairing: Pairing,
    takens: dict[SideName, Taken],
    outcome: Outcome,
    found: Differences,
    memory: int,
    work: Path,
) -> list[dict[str, Any]]:
    """What many differences have in common, and which other columns tell where they stand."""
    if not found.rows_different:
        return []
    from pilotage.tally.patterns import find

    with memory_database(work / "patterns") as con:
        con.execute(f"set memory_limit = '{memory // 1000}KB'")
        con.register("mismatches", _Shards(found))
        alone = {side: _alone(side, outcome) for side in _SIDES}
        if max(found.rows_different, *map(len, alone.values())) > MOST_EXPLAINED:
            return list(find(con, "mismatches", "", "", spec))
        differing = {side: _differing(side, found) for side in _SIDES}
        with ThreadPoolExecutor(2) as pool:
            rows = {side: pool.submit(_rows, side, pairing, takens[side], differing[side]) for side in _SIDES}
            # Those without a partner are asked for last, if at all: they are read while signatures are gathered.
            others = {side: pool.submit(raw_rows_at, takens[side], alone[side]) for side in _SIDES}
            for side in _SIDES:
                con.register(f"{side}_differing", Stream(rows[side].result()))

            def counts_of(side: SideName) -> Callable[[str], dict[str, int] | None]:
                block = others[side].result()
                return lambda name: takens[side].values.column(name, None if block is None else block.table)

            counts = (outcome.matched, counts_of)
            return list(find(con, "mismatches", "left_differing", "right_differing", spec, counts))


class _Shards:
    """All differences as DuckDB reads them, shard after shard."""

    def __init__(self, found: Differences) -> None:
        self._found = found

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        import pyarrow as pa

        batches = (batch for table in self._found.shards() for batch in table.to_batches())
        stream = pa.RecordBatchReader.from_batches(no_differences().schema, batches)
        return stream.__arrow_c_stream__(requested_schema)


def _differing(side: SideName, found: Differences) -> Any:
    """The lines of a side in which something differs, each once, ascending."""
    import numpy as np

    lines = np.sort(np.concatenate([table.column(f"{side}_line").to_numpy() for table in found.shards()]))
    return lines[np.append(True, lines[1:] != lines[:-1])]


def _alone(side: SideName, outcome: Outcome) -> Any:
    """The lines of a side without one partner, ascending."""
    import numpy as np

    apart = (
        (outcome.only_left, outcome.repeated_left) if side == "left" else (outcome.only_right, outcome.repeated_right)
    )
    return np.sort(np.concatenate([table.column("line").to_numpy() for table in apart]))


def _rows(side: SideName, pairing: Pairing, taken: Taken, lines: Any) -> "pa.Table":
    """The rows at these lines as a table of raw texts, under the spec's names, with `_line`."""
    import pyarrow as pa

    block = raw_rows_at(taken, lines)
    assert block is not None, "rows that differ are there"
    names = {name: header for name, header in pairing.columns(side).items() if name != "_line"}
    return (
        block.table.select(list(names.values()))
        .rename_columns(list(names))
        .append_column("_line", pa.array(block.lines))
    )
