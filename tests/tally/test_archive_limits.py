"""Archive bombs are refused fast and without memory; honest archives are read."""

import io
import random
import resource
import struct
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pilotage.tally.tables import Limits, TableUnreadable, check_archive, open_table, read_entry

MB = 2**20


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


@contextmanager
def fast_and_small() -> Iterator[None]:
    """Refused in under a second, with less than 64 MB more memory than before."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.perf_counter() - begun < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def declaring(data: bytes, size: int) -> bytes:
    """The archive with another unpacked size declared for its only entry, in both of its headers."""
    changed = bytearray(data)
    struct.pack_into("<I", changed, data.index(b"PK\x03\x04") + 22, size)
    struct.pack_into("<I", changed, data.index(b"PK\x01\x02") + 24, size)
    return bytes(changed)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"xl/workbook.xml": b"\0" * 30 * MB}, "more than 100 times its size"),
        ({f"part{place}": b"" for place in range(10_001)}, "more than 10,000 parts"),
    ],
)
def test_a_bomb_is_refused_fast(parts: dict[str, bytes], told: str) -> None:
    data = archive(parts)
    with fast_and_small(), pytest.raises(TableUnreadable, match=told):
        open_table(io.BytesIO(data))


def test_an_archive_that_unpacks_to_more_than_200_mb_is_refused_by_what_it_declares() -> None:
    data = declaring(archive({"xl/workbook.xml": bytes(range(256)) * 40_000}), 201 * MB)
    with fast_and_small(), pytest.raises(TableUnreadable, match="unpacks to 201 MB"):
        check_archive(io.BytesIO(data), Limits(ratio=10**9))


def test_an_archive_that_unpacks_to_more_than_it_declares_is_refused_where_the_lie_shows() -> None:
    data = declaring(archive({"xl/workbook.xml": b"\0" * 60 * MB}), 1000)
    with fast_and_small(), pytest.raises(TableUnreadable, match="more than it declares"):
        open_table(io.BytesIO(data))


def test_a_directory_of_a_million_entries_is_not_read() -> None:
    data = archive({"a": b"x"})
    end = data.index(b"PK\x05\x06")
    entry = data[data.index(b"PK\x01\x02") : end]
    many = data[: data.index(b"PK\x01\x02")] + entry * 500_000
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, 9, 9, len(entry) * 500_000, data.index(b"PK\x01\x02"))
    whole = many + bytes(tail)
    with fast_and_small(), pytest.raises(TableUnreadable, match="more than 10,000 parts"):
        open_table(io.BytesIO(whole))


def test_a_file_over_50_mb_is_refused_without_being_read() -> None:
    class Huge(io.BytesIO):
        def seek(self, place: int, whence: int = 0, /) -> int:
            return 50 * MB + 1 if whence == io.SEEK_END else super().seek(place, whence)

    with fast_and_small(), pytest.raises(TableUnreadable, match="at most 50 MB"):
        open_table(Huge(archive({"a": b"x"})))


def test_other_packing_and_passwords_are_refused() -> None:
    with pytest.raises(TableUnreadable, match="packed in a way"):
        check_archive(io.BytesIO(archive({"a": b"x" * 100}, zipfile.ZIP_LZMA)))
    locked = bytearray(archive({"a": b"x"}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(TableUnreadable, match="password"):
        check_archive(io.BytesIO(bytes(locked)))


def test_a_small_archive_may_be_packed_well() -> None:
    data = archive({"a": b" " * (MB - 1)})
    assert len(check_archive(io.BytesIO(data))) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_an_entry_is_read_in_pieces_to_its_last_byte(method: int) -> None:
    body = random.Random(1).randbytes(3 * MB)
    stream = io.BytesIO(archive({"a": b"first", "b": body}, method))
    entries = check_archive(stream)
    assert b"".join(read_entry(stream, entries[1])) == body
    assert b"".join(read_entry(stream, entries[0])) == b"first"


def test_a_damaged_entry_is_refused() -> None:
    data = bytearray(archive({"a": bytes(range(256)) * 100}))
    data[60:90] = b"\xff" * 30
    stream = io.BytesIO(bytes(data))
    with pytest.raises(TableUnreadable, match="damaged"):
        b"".join(read_entry(stream, check_archive(stream)[0]))
