"""The embedded engine: DuckDB inside a memory limit, spilling into its own folder."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.database import memory_database
from pilotage.tally.engines import statements
from pilotage.tally.engines.outcome import Outcome, Rows, Stream
from pilotage.tally.errors import TallyError

if TYPE_CHECKING:
    import pyarrow as pa

_TABLES = {"left": "lefts", "right": "rights"}
_BLOCK = "block"
#: Blocks of one transaction: one for each block takes twice the time, one for all holds more memory.
_BLOCKS_AT_ONCE = 16


class DuckEngine:
    """Compares inside of `memory` bytes; what does not fit is spilled into `folder`, up to `spill` bytes."""

    name = "duckdb"

    def __init__(self, folder: Path, memory: int, spill: int) -> None:
        import duckdb

        self.version = str(duckdb.__version__)
        # One thread while two sides are added from threads of their own: DuckDB's would only wait for each other.
        self._con = memory_database(folder)
        self._con.execute(f"set memory_limit = '{memory // 1000}KB'")
        self._con.execute(f"set max_temp_directory_size = '{max(spill, 1_000_000) // 1000}KB'")
        for table in _TABLES.values():
            self._run(self._con, f"create table {table} (_key varchar, _line bigint, _print ubigint)")
        self._local = threading.local()
        self._adding: list[Any] = []

    def add(self, side: str, rows: Rows) -> None:
        """Some more rows of a side. The last of them are taken over by `compare`."""
        local = self._local
        if not hasattr(local, "cursor"):
            local.cursor, local.stream, local.added = self._con.cursor(), Stream(rows.table), 0
            # One name for all blocks: a transaction lets go of none before it ends.
            local.cursor.register(_BLOCK, local.stream)
            self._adding.append(local.cursor)
        if local.added % _BLOCKS_AT_ONCE == 0:
            self._run(local.cursor, "commit; begin" if local.added else "begin")
        local.stream.table = rows.table
        self._run(local.cursor, f"insert into {_TABLES[side]} select {rows.key}, _line, {rows.print} from {_BLOCK}")
        local.stream.table = rows.table.schema.empty_table()
        local.added += 1

    def compare(self) -> Outcome:
        """The relation of all that was added."""
        con = self._con
        for cursor in self._adding:
            self._run(cursor, "commit")
        self._run(con, "set threads = 2")
        self._run(con, "set preserve_insertion_order = false")
        # One side after the other: both at once hold twice the memory.
        self._run(con, f"create table repeated as {statements.repeated_on('lefts')}")
        self._run(con, f"insert into repeated ({statements.repeated_on('rights')}) except select _key from repeated")
        has_repeated = bool(self._number("select count(*) from repeated"))
        self._run(con, f"create table joined as {statements.joined(has_repeated)}")
        only_left = self._arrow(statements.ONLY_LEFT)
        repeated_left = self._arrow(statements.counted("lefts")) if has_repeated else self._nothing()
        matched = self._number("select count(*) from lefts") - repeated_left.num_rows - only_left.num_rows
        return Outcome(
            matched=matched,
            unequal=self._arrow(statements.UNEQUAL),
            only_left=only_left,
            only_right=self._arrow(statements.ONLY_RIGHT),
            repeated_left=repeated_left,
            repeated_right=self._arrow(statements.counted("rights")) if has_repeated else self._nothing(),
        )

    def close(self) -> None:
        """Frees memory and files."""
        self._con.close()

    def _nothing(self) -> "pa.Table":
        return self._arrow("select 0::bigint as line, '' as key, 0::bigint as many, '' as print where false")

    def _number(self, query: str) -> int:
        row = self._run(self._con, query).fetchone()
        return int(row[0])

    def _arrow(self, query: str) -> "pa.Table":
        return self._run(self._con, query).to_arrow_table()

    def _run(self, cursor: Any, query: str) -> Any:
        import duckdb

        try:
            return cursor.execute(query)
        except duckdb.OutOfMemoryException as problem:
            words = "The comparison does not fit into the memory and disk it may use. Give it more with --memory, or free disk space"
            raise TallyError(f"{words}.") from problem
        except duckdb.IOException as problem:
            raise TallyError(
                f"The disk gave up ({str(problem).splitlines()[0]}). Free space in the temporary folder."
            ) from problem
