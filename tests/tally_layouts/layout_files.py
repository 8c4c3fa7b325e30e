"""Small files and their layouts for the tests."""

from pathlib import Path
from typing import Any

from pilotage.tally.layouts import Normalized, load_layout, normalize


def read(folder: Path, content: str | bytes, layout: dict[str, Any], name: str = "file.txt") -> Normalized:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return normalize(path, load_layout(layout), folder / "out.parquet")


def rows(normalized: Normalized) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    return list(pq.read_table(normalized.csv_or_parquet).to_pylist())


def column(normalized: Normalized, name: str) -> list[Any]:
    return [row[name] for row in rows(normalized)]


def refused(normalized: Normalized) -> list[tuple[int, str, str]]:
    return [(one.line, one.code, one.raw) for one in normalized.rejects]
