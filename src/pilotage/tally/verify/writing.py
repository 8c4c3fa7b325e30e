"""Finds the differences shard by shard and keeps what is found, so that a killed run goes on where it was.

A finished shard is a Parquet file and a note with its hash and counts, both written under another name, flushed, and renamed.
A run finds its shards again by the hash of inputs, spec and version; results never tell when or how often it was started.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
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
    """All differing cells: counts for each field, a digest of every shard, and the shards in order (as files or tables)."""

    fields: dict[str, FieldCount]
    rows_different: int = 0
    tables: "list[pa.Table]" = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    folder: Path | None = None
    #: Of each shard its digest, or what will tell it when the shard is written.
    written: list[str | Future[str]] = field(default_factory=list)

    def digests(self) -> list[str]:
        """A digest of every shard, in order. Waits until they are written. Errors: `OSError` of the writing."""
        return [one if isinstance(one, str) else one.result() for one in self.written]

    def shards(self) -> "Iterator[pa.Table]":
        """Each shard's table, in order."""
        from pyarrow import parquet

        if self.tables:
            yield from self.tables
            return
        self.digests()
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
    beside: Executor,
    progress: Callable[[str, int, int], None] | None,
) -> Differences:
    """Looks at every unequal pair of rows. With `out`, finished shards are kept there until the results are written.

    `beside` writes one shard after the other while the next one is looked at.
    """
    past = read_past(spec, spec.history, pairing.fields) if spec.history is not None else None
    cells = Cells(spec, pairing.fields, past)
    folder = out / f".tally-{run_name(spec, takens)}" if out is not None else None
    if folder is not None:
        folder.mkdir(exist_ok=True)
    found = Differences({name: FieldCount() for name in pairing.fields}, folder=folder)
    total, shard_pairs = outcome.unequal.num_rows, SHARD_PAIRS
    for number, start in enumerate(range(0, total, shard_pairs)):
        if len(found.written) > 1 and isinstance(before := found.written[-2], Future):
            before.result()
        done = _kept(folder, number) if folder is not None else None
        if done is None:
            shard = _shard(cells, takens, outcome.unequal.slice(start, shard_pairs))
            if folder is None or total <= shard_pairs:
                found.tables.append(shard.table)
            done = _note(shard)
            found.written.append(beside.submit(_write, shard, done, folder, number))
        else:
            found.written.append(done["digest"])
        if folder is not None:
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


def _note(shard: Shard) -> dict[str, Any]:
    """What is told of a shard beside its cells."""
    return {
        "rows_different": shard.rows_different,
        "fields": {name: counted.plain() for name, counted in shard.fields.items()},
    }


def _write(shard: Shard, note: dict[str, Any], folder: Path | None, number: int) -> str:
    """Writes a shard and, when it is whole, its note. Its digest."""
    digest = table_digest(shard.table)
    if folder is not None:
        file = _file(folder, number)
        put_parquet(file, [shard.table])
        told = {**note, "digest": digest, "sha256": file_sha256(file)}
        put_bytes(file.with_suffix(".json"), json.dumps(told).encode())
    return digest


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


def put_copy(place: Path, file: Path) -> None:
    """Writes a copy that is there whole or not at all."""
    with put(place) as temporary:
        shutil.copyfile(file, temporary)


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
