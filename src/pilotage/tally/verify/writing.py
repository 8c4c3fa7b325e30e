"""Finds the differences shard by shard and keeps what is found, so that a killed run goes on where it was.

A finished shard is a Parquet file and a note with its hash and counts, both written under another name, flushed, and renamed.
A run finds its shards again by the hash of inputs, spec and version; results never tell when or how often it was started.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.engines import Outcome
from pilotage.tally.spec.model import SideName, Spec
from pilotage.tally.verify.cells import Cells, FieldCount, Shard, no_differences
from pilotage.tally.verify.history import read_past
from pilotage.tally.verify.pairing import Pairing
from pilotage.tally.verify.sifting import whole
from pilotage.tally.verify.taking import Taken, rows_at

if TYPE_CHECKING:
    import pyarrow as pa

#: Pairs of rows that are looked at together.
SHARD_PAIRS = 100_000
VERSION = "2"


@dataclass
class Differences:
    """All differing cells: counts for each field, a digest of every one, and the shards in order (as files or tables)."""

    fields: dict[str, FieldCount]
    rows_different: int = 0
    digests: list[str] = field(default_factory=list)
    tables: "list[pa.Table]" = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    folder: Path | None = None

    def shards(self) -> "Iterator[pa.Table]":
        """Each shard's table, in order."""
        from pyarrow import parquet

        yield from self.tables
        for file in self.files:
            yield parquet.read_table(file)

    def shards_or_empty(self) -> "Iterator[pa.Table]":
        """Each shard's table; one without rows where nothing differs."""
        if not self.tables and not self.files:
            yield no_differences()
        yield from self.shards()


def run_name(spec: Spec, takens: dict[SideName, Taken]) -> str:
    """What tells this run from any other: inputs, spec and version."""
    told = "|".join([VERSION, spec.digest, takens["left"].source.sha256, takens["right"].source.sha256])
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def find_differences(
    spec: Spec,
    pairing: Pairing,
    takens: dict[SideName, Taken],
    outcome: Outcome,
    out: Path | None,
    progress: Callable[[str, int, int], None] | None,
) -> Differences:
    """Looks at every unequal pair of rows. With `out`, finished shards are kept there until the results are written."""
    past = read_past(spec, spec.history, pairing.fields) if spec.history is not None else None
    cells = Cells(spec, pairing.fields, past)
    folder = out / f".tally-{run_name(spec, takens)}" if out is not None else None
    if folder is not None:
        folder.mkdir(exist_ok=True)
    found = Differences({name: FieldCount() for name in pairing.fields}, folder=folder)
    total, shard_pairs = outcome.unequal.num_rows, SHARD_PAIRS
    for number, start in enumerate(range(0, total, shard_pairs)):
        pairs = outcome.unequal.slice(start, shard_pairs)
        done = _kept(folder, number) if folder is not None else None
        if done is None:
            done = _noted(_shard(cells, takens, pairs), folder, number, found)
        elif folder is not None:
            found.files.append(_file(folder, number))
        _count(found, done)
        if progress is not None:
            progress("explain", min(start + shard_pairs, total), total)
    return found


def _shard(cells: Cells, takens: dict[SideName, Taken], pairs: "pa.Table") -> Shard:
    import numpy as np

    lefts, rights = (pairs.column(name).to_numpy() for name in ("left_line", "right_line"))
    order = np.argsort(rights, kind="stable")
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(rows_at, takens["right"], rights[order])
        left = rows_at(takens["left"], lefts)
        right = waiting.result()
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    return cells.shard(left, right.taken(back))


def _noted(shard: Shard, folder: Path | None, number: int, found: Differences) -> dict[str, Any]:
    note: dict[str, Any] = {
        "rows_different": shard.rows_different,
        "digest": table_digest(shard.table),
        "fields": {name: counted.plain() for name, counted in shard.fields.items()},
    }
    if folder is None:
        found.tables.append(shard.table)
        return note
    file = _file(folder, number)
    put_parquet(file, [shard.table])
    note["sha256"] = file_sha256(file)
    put_bytes(file.with_suffix(".json"), json.dumps(note).encode())
    found.files.append(file)
    return note


def _file(folder: Path, number: int) -> Path:
    return folder / f"shard-{number:06d}.parquet"


def _kept(folder: Path, number: int) -> dict[str, Any] | None:
    """The note of a shard that an earlier start has finished, if the shard is whole."""
    file = _file(folder, number)
    try:
        note: dict[str, Any] = json.loads(file.with_suffix(".json").read_bytes())
        return note if note["sha256"] == file_sha256(file) else None
    except (OSError, ValueError, KeyError):
        return None


def file_sha256(file: Path) -> str:
    """The content hash of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _count(found: Differences, note: dict[str, Any]) -> None:
    found.rows_different += note["rows_different"]
    found.digests.append(note["digest"])
    for name, told in note["fields"].items():
        found.fields[name].add(FieldCount.read(told))


def table_digest(table: "pa.Table") -> str:
    """SHA-256 of a table's texts and numbers, whatever engine or file they came from."""
    import pyarrow as pa
    import pyarrow.compute as pc

    hashed = hashlib.sha256()
    for name in table.column_names:
        hashed.update(f"{name}\x1e{table.num_rows}\x1e".encode())
        for start in range(0, table.num_rows, SHARD_PAIRS):
            texts = whole(table.column(name).slice(start, SHARD_PAIRS)).cast(pa.string())
            doubled = pc.replace_substring(texts, "\x1f", "\x1f\x1f")
            told = pa.ListArray.from_arrays(pa.array([0, len(texts)], pa.int32()), pc.fill_null(doubled, "\x00"))
            hashed.update(b"\x1f" if start else b"")
            hashed.update(pc.binary_join(told, "\x1f")[0].as_buffer())
    return hashed.hexdigest()


def put_bytes(place: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all."""
    with put(place) as temporary:
        temporary.write_bytes(data)


def put_parquet(place: Path, tables: "list[pa.Table] | Iterator[pa.Table]") -> None:
    """Writes tables as one Parquet file that is there whole or not at all."""
    from pyarrow import parquet

    with put(place) as temporary:
        writer = None
        for table in tables:
            writer = writer or parquet.ParquetWriter(temporary, table.schema, compression="zstd")
            writer.write_table(table)
        if writer is not None:
            writer.close()


class put:  # noqa: N801 it is used as a verb: with put(place) as temporary
    """A temporary name beside the place; at the end its content is flushed to disk and takes the place."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._temporary = place.with_name(f".{place.name}.tmp")

    def __enter__(self) -> Path:
        self._temporary.unlink(missing_ok=True)
        return self._temporary

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._temporary.unlink(missing_ok=True)
            return
        with self._temporary.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(self._temporary, self._place)
        folder = os.open(self._place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
