"""A file is hashed beside its reading, may not change meanwhile, and tells its encoding by the first sign that decides."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.model import Side
from pilotage.tally.verify import hashing
from pilotage.tally.verify.hashing import HashAhead
from pilotage.tally.verify.textfiles import TextSource


def rows(count: int) -> bytes:
    return b"id,name\n" + b"".join(f"{place},N{place}\n".encode() for place in range(count))


def names(source: TextSource) -> list[str]:
    return [name for block in source.blocks() for name in block.table.column("name").to_pylist()]


def test_the_hash_is_that_of_the_whole_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_PIECE", 100)
    monkeypatch.setattr(hashing, "_AHEAD", 300)
    place = tmp_path / "it.csv"
    place.write_bytes(b"\xef\xbb\xbf" + rows(5_000))
    source = TextSource(place, Side(), 1_000)
    assert len(names(source)) == 5_000
    assert source.sha256 == hashlib.sha256(place.read_bytes()).hexdigest()


def appended(place: Path) -> None:
    with place.open("ab") as stream:
        stream.write(b"x,late\n")


def replaced(place: Path) -> None:
    other = place.with_suffix(".new")
    other.write_bytes(place.read_bytes())
    other.replace(place)


def rewritten(place: Path) -> None:
    told = place.stat()
    place.write_bytes(place.read_bytes().replace(b"N1", b"M1"))
    os.utime(place, ns=(told.st_atime_ns, told.st_mtime_ns + 1))


@pytest.mark.parametrize("change", [appended, replaced, rewritten])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: Callable[[Path], None]) -> None:
    place = tmp_path / "it.csv"
    place.write_bytes(rows(5_000))
    source = TextSource(place, Side(), 1_000)
    blocks = source.blocks()
    next(blocks)
    change(place)
    with pytest.raises(TallyError, match="changed while it was read"):
        list(blocks)


def test_who_gives_up_leaves_no_thread_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_PIECE", 100)
    monkeypatch.setattr(hashing, "_AHEAD", 300)
    place = tmp_path / "it.csv"
    place.write_bytes(rows(5_000))
    hashed = HashAhead(place)
    with hashed:
        thread = hashed._thread
        assert thread is not None and thread.is_alive()
    thread.join(10)
    assert not thread.is_alive()


def test_a_file_that_vanishes_is_told_of_in_words(tmp_path: Path) -> None:
    with pytest.raises(TallyError, match="cannot be read"):
        HashAhead(tmp_path / "none.csv").result()


@pytest.mark.parametrize("chunk", [500, 4 * 1024 * 1024])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_the_first_other_sign_far_behind_the_beginning_tells_the_encoding(
    tmp_path: Path, encoding: str, chunk: int
) -> None:
    place = tmp_path / "it.csv"
    place.write_bytes(rows(40_000) + "x,Müller\n".encode(encoding) + b"y,Last\n")
    assert place.read_bytes()[: 300 * 1024].isascii()
    source = TextSource(place, Side(), chunk)
    assert names(source)[-2:] == ["Müller", "Last"]
    mark = next(block.mark for block in TextSource(place, Side(), chunk).blocks())
    assert mark.place == len(b"id,name\n")
