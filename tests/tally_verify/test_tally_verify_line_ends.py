"""The kind of line end changes no result: files with CR LF, CR, a mixture, or none at their end give what LF gives."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from pilotage.tally.verify import run, textfiles

from .pairs import MINIMAL, written


def with_all_three(data: bytes, rng: random.Random) -> bytes:
    """A CR stands at the end of no line that a blank one follows: with its LF it would be one line end."""
    lines = data.split(b"\n")[:-1]
    ends = [(b"\n", b"\r\n", b"\r") if after else (b"\n", b"\r\n") for after in (*lines[1:], b"")]
    return b"".join(line + rng.choice(known) for line, known in zip(lines, ends, strict=True))


ENDS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "windows": lambda data, _: data.replace(b"\n", b"\r\n"),
    "windows without the last": lambda data, _: data.replace(b"\n", b"\r\n")[:-2],
    "old mac": lambda data, _: data.replace(b"\n", b"\r"),
    "mixed": lambda data, rng: b"".join(line + rng.choice((b"\n", b"\r\n")) for line in data.split(b"\n")[:-1]),
    "all three": lambda data, rng: with_all_three(data, rng),
    "one line of another kind": lambda data, _: data.replace(b"\n", b"\r\n").replace(b"\r\n", b"\n", 200).replace(b"\n", b"\r\n", 199),
    "LF without the last": lambda data, _: data[:-1],
}  # fmt: skip
SHAPES: dict[str, Callable[[str, random.Random], str]] = {
    "plain": lambda line, _: line,
    "quoted": lambda line, rng: ",".join(f'"{cell}"' if rng.random() < 0.3 else cell for cell in line.split(",")),
    "ragged and blank": lambda line, rng: rng.choice((line, line, line, f"{line},", line.rpartition(",")[0], f"{line}\n", f"{line},more")),
    "letters of Windows": lambda line, rng: line.replace("o", rng.choice("oöó")),
}  # fmt: skip
HEAD = "account_no,name,street,city,balance,bill_date,zip,status"


def rows_of(rng: random.Random, shape: Callable[[str, random.Random], str]) -> tuple[bytes, bytes]:
    left, right = [], []
    for number in range(900):
        cents, day = rng.randrange(10**6), rng.randrange(1, 29)
        tail = f"{rng.randrange(1, 99)} Oak,Lima"
        end = f"{rng.randrange(43000, 45999)},{rng.choice('AIC')}"
        left.append(f"{number:08d},Jon Poe,{tail},{cents / 100:.2f},2026-03-{day:02d},{end}")
        wrong = cents + (rng.random() < 0.05)
        right.append(
            f"{number:08d},JON POE,{tail},{wrong / 100:.2f},03/{day:02d}/2026,{rng.choice((end, end, '44000,A'))}"
        )
    rng.shuffle(right)
    made = ("\n".join([HEAD, *(shape(line, rng) for line in side)]) + "\n" for side in (left, right))
    one, other = (side.encode("cp1252") for side in made)
    return one, other


def told(folder: Path, left: bytes, right: bytes) -> tuple[dict[str, Any], list[Any]]:
    folder.mkdir()
    result = run(written(folder, "left.csv", left), written(folder, "right.csv", right), MINIMAL, folder / "out")
    for name in ("certificate", "digest"):
        result.pop(name)
    return result, parquet.read_table(folder / "out" / "mismatches.parquet").to_pylist()


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_line_ends_change_nothing(shape: str, ends: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfiles, "CHUNK", 16_384)
    monkeypatch.setattr(textfiles.TextSource.__init__, "__defaults__", (16_384,))
    rng = random.Random(f"{shape} {ends}")
    left, right = rows_of(rng, SHAPES[shape])
    meant, rows = told(tmp_path / "meant", left, right)
    found, same = told(tmp_path / "found", ENDS[ends](left, rng), ENDS[ends](right, rng))
    assert found == meant
    assert same == rows and len(rows) > 100
    assert meant["rejected"]["left"] == 0 or "ragged" in shape
