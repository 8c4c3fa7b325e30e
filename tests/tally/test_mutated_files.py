"""Ten thousand files with random damage: each is read or refused, fast, and every row of it is accounted for."""

import io
import random
import time
import zipfile

import openpyxl
import pytest

from pilotage.tally.forbidden import scan_upload
from pilotage.tally.tables import TableUnreadable, open_table

TEXT = ("id,name,note\n" + "".join(f'{place},"n {place}",Möbius\r\n' for place in range(60))).encode()
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
)
SCRAPS = (
    b'"',
    b"\0",
    b",",
    b"\r",
    b"\n",
    b"\xff",
    b'""',
    b"\xff\xfe",
    b"\t",
    b"|",
    b"<",
    b">",
    b"&#x0;",
    b"A99999",
    b' r="B2"',
)
SLOWEST_SECONDS = 5


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["id", "name"], *([place, f"n{place}"] for place in range(30))):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mutated(data: bytes, rng: random.Random, most: int) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, most)):
        place = rng.randrange(len(changed))
        choice = rng.randrange(3)
        if choice == 0:
            changed[place] = rng.randrange(256)
        elif choice == 1:
            del changed[place : min(place + rng.randint(1, 30), len(changed) - 1)]
        else:
            changed[place:place] = rng.choice(SCRAPS)
    return bytes(changed)


def repacked(data: bytes, rng: random.Random) -> bytes:
    """The workbook with one of its parts damaged inside an archive that is whole."""
    harmed = rng.choice(PARTS)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, mutated(part, rng, 6) if name == harmed else part)
    return out.getvalue()


def handled(data: bytes) -> bool:
    """Read and judged; False where it was refused. Anything but a refusal in words fails the test."""
    begun = time.perf_counter()
    try:
        table = open_table(io.BytesIO(data))
        rows = list(table.rows())
        assert table.accepted + table.rejected == len(rows)
        assert len({row.number for row in rows}) == len(rows)
        scan_upload(io.BytesIO(data))
    except TableUnreadable:
        return False
    finally:
        assert time.perf_counter() - begun < SLOWEST_SECONDS
    return True


@pytest.mark.parametrize("kind", ["text", "archive", "part"])
def test_a_damaged_file_is_read_or_refused_and_every_row_is_accounted_for(kind: str) -> None:
    whole = workbook()
    tries = {"text": 7_000, "archive": 2_000, "part": 1_000}[kind]
    read = 0
    for seed in range(tries):
        rng = random.Random(f"{kind} {seed}")
        make = {
            "text": lambda rng=rng: mutated(TEXT, rng, 25),
            "archive": lambda rng=rng: mutated(whole, rng, 4),
            "part": lambda rng=rng: repacked(whole, rng),
        }[kind]
        read += handled(make())
    assert 0 < read < tries or kind == "text"
