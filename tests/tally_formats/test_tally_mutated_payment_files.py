"""Payment files with random damage: each is read or refused, fast, in little memory, and every line of it is accounted for.

A seeded twentieth of 10,000 for each format; `PILOTAGE_MUTATIONS=10000` does them all.
"""

import multiprocessing
import os
import random
import re
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.formats import read
from tally_formats.ach_files import plain, whole_file
from tally_formats.payment_samples import CAMT, LOCKBOX, MT940, X820, X823
from tally_formats.test_tally_ach import international, returned
from tally_formats.test_tally_bai2 import FILE as BAI2

MUTATIONS = int(os.environ.get("PILOTAGE_MUTATIONS", "500"))
SLOWEST_SECONDS, MOST_KILOBYTES = 5, 512 * 1024


def text(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


WHOLE = {
    "ach": [
        text(plain(12)),
        text(whole_file(international(("17", "18")))),
        text(whole_file(returned("R01"), returned("R73"))),
    ],
    "bai2": [BAI2.encode()],
    "camt": [CAMT.encode(), CAMT.encode("utf-16")],
    "mt940": [MT940.encode()],
    "lockbox": [text(LOCKBOX)],
    "x12": [X820.encode(), X823.encode()],
    "csv": [b"date,amount,currency,account,reference\n" + b"2026-11-21,12.50,USD,1001,A-1\n" * 20],
}
SCRAPS = [
    b"\n", b"\r\n", b"\r", b"\0", b"\xff", "é".encode(), b" ", b"9", b"999999999999999999999", b"-", b",", b"/", b"*", b"~", b"<", b">",
    b"&a;", b"]]>", b"<!--", b"<!DOCTYPE a>", b"<Ntry>", b"</Ntry>", b"88,", b"16,", b":61:", b":86:", b"D,999,", b"6", b"705", b"\x1a",
    "٣".encode(), b"1e9", b"NaN", b'"',
]  # fmt: skip


def mutated(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 12)):
        place = rng.randrange(len(changed) + 1)
        choice = rng.randrange(5)
        if choice == 0 and place < len(changed):
            changed[place] = rng.randrange(256)
        elif choice == 1:
            del changed[place : place + rng.randint(1, 40)]
        elif choice == 2:
            changed[place:place] = rng.choice(SCRAPS) * rng.choice((1, 1, 1, 50))
        elif choice == 3:
            piece = changed[place : place + rng.randint(1, 200)]
            changed[place:place] = piece * rng.choice((1, 2, 20))
        else:
            digits = [at for at, sign in enumerate(changed) if 48 <= sign <= 57]
            if digits:
                changed[rng.choice(digits)] = rng.choice(b"0123456789 X")
    return bytes(changed)


def lines_of(data: bytes) -> int:
    """Lines as a person counts them; files without line ends are cut into records, and are left out."""
    end = b"\n" if b"\n" in data else b"\r"
    parts = data.split(end)
    return len(parts) - (parts[-1] in (b"", b"\x1a"))


def handled(path: Path, data: bytes, format: str) -> bool:
    """Read to its end; False where it was refused in words. Anything else fails the test."""
    path.write_bytes(data)
    begun = time.perf_counter()
    try:
        reading = read(path, format).drain()
    except TallyError as refusal:
        assert "\n" not in str(refusal).strip()
        return False
    finally:
        assert time.perf_counter() - begun < SLOWEST_SECONDS
    report = reading.report
    assert report.accepted + report.rejected == report.read
    assert reading.valid or report.rejected or format == "camt" or not report.read
    if format in ("ach", "bai2", "mt940", "lockbox") and b"\n" in data[:160]:
        assert report.read == lines_of(data)
    reading.summary()
    return True


def read_damaged(path: Path, format: str) -> tuple[int, int]:
    """How many were read to their end, and the most memory that this process ever held, in kilobytes."""
    read_to_the_end = 0
    for seed in range(MUTATIONS):
        rng = random.Random(f"{format} {seed}")
        data = mutated(rng.choice(WHOLE[format]), rng)
        asked = rng.choice((format, format, format, "auto")) if len(data) > 5 else format
        read_to_the_end += handled(path, data, asked)
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert peak
    return read_to_the_end, int(peak[1])


@pytest.mark.parametrize("format", list(WHOLE))
def test_a_damaged_payment_file_is_read_or_refused_and_every_line_is_accounted_for(tmp_path: Path, format: str) -> None:
    """In a process of its own: what other tests held before does not count."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        read_to_the_end, most_kilobytes = process.submit(read_damaged, tmp_path / "damaged", format).result()
    assert read_to_the_end > MUTATIONS // 3
    assert most_kilobytes < MOST_KILOBYTES


@pytest.mark.parametrize("format", list(WHOLE))
def test_any_bytes_at_all_are_read_or_refused(tmp_path: Path, format: str) -> None:
    path = tmp_path / "damaged"
    rng = random.Random(f"bytes {format}")
    for _ in range(MUTATIONS // 10):
        handled(path, b"\n".join(rng.randbytes(rng.randint(0, 90)) for _ in range(rng.randint(1, 9))), format)
