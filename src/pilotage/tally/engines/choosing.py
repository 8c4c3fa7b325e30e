"""Which engine compares."""

from pathlib import Path

from pilotage.tally.engines.outcome import Engine
from pilotage.tally.errors import TallyError

ENGINES = ("auto", "duckdb", "polars", "spark")


def make_engine(name: str, folder: Path, memory: int, spill: int) -> Engine:
    """The engine of that name, inside `memory` bytes where it knows a limit. Errors: `TallyError`."""
    if name in ("auto", "duckdb"):
        from pilotage.tally.engines.by_duckdb import DuckEngine

        return DuckEngine(folder, memory, spill)
    if name == "polars":
        from pilotage.tally.engines.by_polars import PolarsEngine

        return PolarsEngine()
    if name == "spark":
        from pilotage.tally.engines.by_spark import SparkEngine

        return SparkEngine(folder)
    raise TallyError(f"No engine is called “{name}”. Write one of: {', '.join(ENGINES)}.", place="--engine")
