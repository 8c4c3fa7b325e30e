"""DuckDB in memory, as every part of the engine opens it."""

from pathlib import Path
from typing import Any


def memory_database(folder: Path | None = None, threads: int = 1) -> Any:
    """A connection to a database of its own in memory, to be closed; it spills into `folder`.

    It shows no progress: standard output belongs to the answer, and DuckDB would draw on it in runs that take longer than two seconds.
    """
    import duckdb

    spilling = {"temp_directory": str(folder)} if folder is not None else {}
    con = duckdb.connect(config={"threads": str(threads), **spilling})
    con.execute("set enable_progress_bar = false")
    return con
