"""The way to the parts that find patterns and write the summary and the report."""

from pathlib import Path
from typing import Any

from pilotage.tally.database import memory_database
from pilotage.tally.engines import Outcome, Stream
from pilotage.tally.spec.model import SideName, Spec
from pilotage.tally.verify.cells import key_texts
from pilotage.tally.verify.pairing import Pairing
from pilotage.tally.verify.taking import Taken
from pilotage.tally.verify.writing import Differences

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
        for number, table in enumerate(found.shards()):
            con.register("shard", Stream(table))
            _run(con, f"{'create table mismatches as' if not number else 'insert into mismatches'} select * from shard")
        names = {"left": "", "right": ""}
        if outcome.matched <= MOST_EXPLAINED:
            _put_rows(con, "left_rows", "left", pairing, takens["left"], [outcome.only_left, outcome.repeated_left])
            _put_rows(
                con, "right_rows", "right", pairing, takens["right"], [outcome.only_right, outcome.repeated_right]
            )
            names = {"left": "left_rows", "right": "right_rows"}
        return list(find(con, "mismatches", names["left"], names["right"], spec))


def _put_rows(con: Any, name: str, side: SideName, pairing: Pairing, taken: Taken, apart: list[Any]) -> None:
    """The matched rows of a side as a table of raw texts, under the spec's names, with `_key` and `_line`."""
    import numpy as np
    import pyarrow as pa

    others = np.concatenate([table.column("line").to_numpy() for table in apart])
    names = {column: header for column, header in pairing.columns(side).items() if column not in ("_key", "_line")}
    found = []
    for block in taken.source.blocks():
        rows = taken.conformer.conform(block) if block.table.num_rows else None
        if rows is None or not len(rows.lines):
            continue
        wanted = ~np.isin(rows.lines, others)
        keys, table = key_texts(rows), block.table.select(list(names.values())).rename_columns(list(names))
        lines = rows.lines[wanted]
        if len(lines) < table.num_rows:
            table = table.filter(pa.array(np.isin(block.lines, lines)))
            keys = [key for key, is_wanted in zip(keys, wanted.tolist(), strict=True) if is_wanted]
        found.append(table.append_column("_key", pa.array(keys, pa.string())).append_column("_line", pa.array(lines)))
    if found:
        con.register(name, Stream(pa.concat_tables(found)))
    else:
        _run(con, f"create table {name} (_key varchar, _line bigint)")


def _run(con: Any, query: str) -> None:
    con.execute(query)
