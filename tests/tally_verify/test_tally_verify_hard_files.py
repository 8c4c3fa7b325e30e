"""Files as they really come: encodings, line ends, quotes, damage. A bad row is refused by its line; nothing crashes."""

import random
from pathlib import Path

import pytest

from pilotage.tally.spec.model import Side
from pilotage.tally.verify.rows import Block
from pilotage.tally.verify.textfiles import TextSource
from tally_verify.pairs import verified

KEY = {"key": ["id"], "fields": {"name": {"type": "text", "trim": False}}}
PLAIN = "id,name\n1,Ana\n2,José\n3,Zoë\n"


@pytest.mark.parametrize(
    "left",
    [
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("windows-1252"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace("\n2", "\r\n2").replace("\n3", "\r3").encode(),
        PLAIN.replace("Ana", '"Ana"').encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        ("sep=|\n" + PLAIN.replace(",", "|")).encode(),
        PLAIN.rstrip("\n").encode(),
        PLAIN.replace("\n2", "\n\n\n2").encode(),
        PLAIN.replace("Ana", "Ana,").encode(),
    ],
)
def test_every_usual_way_to_write_a_table_reads_alike(tmp_path: Path, left: bytes) -> None:
    made = verified(tmp_path, left, PLAIN, KEY)
    assert (made["matched"], made["equal"], made["rejected"]) == (3, 3, {"left": 0, "right": 0})


def test_damage_stays_in_its_own_row_and_lines_are_physical(tmp_path: Path) -> None:
    left = b'id,name\n1,"two\nlines"\n2,b\x00d\n3,"open\n4,fine\n5,a,b\n6\n\n7,"a""b"\n8,ok\n'
    made = verified(tmp_path, left, 'id,name\n1,"two\nlines"\n4,fine\n7,"a""b"\n8,nok\n', KEY)
    assert [(one["line"], one["code"]) for one in made["rejects"]["left"]] == [
        (4, "nul"),
        (5, "broken_quotes"),
        (7, "too_many_cells"),
        (8, "too_few_cells"),
    ]
    assert made["rows"] == {"left": 8, "right": 4}
    assert made["details"]["name"]["samples"][0]["left_line"] == 11
    assert made["details"]["name"]["samples"][0]["right_line"] == 6


def test_bytes_that_are_no_characters_refuse_their_row(tmp_path: Path) -> None:
    left = "id,name\n1,José\n2,Zoë\n3,x".encode() + b"\xff\xfe\n"
    made = verified(tmp_path, left, "id,name\n1,José\n2,Zoë\n", KEY)
    assert [(one["line"], one["code"]) for one in made["rejects"]["left"]] == [(4, "unreadable_characters")]


def test_a_row_without_a_key_is_refused_and_a_blank_one_is_not_a_row(tmp_path: Path) -> None:
    made = verified(tmp_path, "id,name\n,x\n,\n1,y\n", "id,name\n1,y\n", KEY)
    assert [(one["line"], one["code"]) for one in made["rejects"]["left"]] == [(2, "no_key")]
    assert (made["rows"]["left"], made["blank"]["left"]) == (2, 1)


def pieces(source: TextSource) -> tuple[list[tuple[int, ...]], list[tuple[int, str]], int]:
    rows: list[tuple[int, ...]] = []
    rejects, blank = [], 0
    for block in source.blocks():
        found = list(zip(block.lines.tolist(), *(column.to_pylist() for column in block.table.columns), strict=True))
        filled = [row for row in found if any(cell.strip() for cell in row[1:])]
        rows, blank = rows + filled, blank + len(found) - len(filled)
        rejects += [(one.line, one.code) for one in block.rejects]
        blank += block.blank
    return rows, rejects, blank


def random_file(random_: random.Random) -> bytes:
    """Rows of any sort: quotes, line ends, NUL, stray bytes, in a random order."""
    cells = [
        b"a",
        b"",
        b'"q"',
        b'"a ""b"""',
        b'"x\ny"',
        b"b\x00",
        b'd"e',
        b'"open',
        "é".encode(),
        b"\xe9",
        b"1 2",
        b"\x1f",
    ]
    ends = [b"\n", b"\n", b"\n", b"\r\n", b"\r"]
    body = b"id,b,c\n"
    for number in range(random_.randrange(1, 40)):
        width = 3 if random_.random() < 0.85 else random_.randrange(0, 6)
        row = b",".join([str(number).encode(), *(random_.choice(cells) for _ in range(width - 1))]) if width else b""
        body += row + random_.choice(ends)
    return body


@pytest.mark.parametrize("seed", range(60))
def test_where_a_file_is_cut_into_blocks_changes_nothing(tmp_path: Path, seed: int) -> None:
    place = tmp_path / "it.csv"
    place.write_bytes(random_file(random.Random(seed)))
    whole = pieces(TextSource(place, Side()))
    for chunk in (7, 40, 200):
        assert pieces(TextSource(place, Side(), chunk)) == whole


@pytest.mark.parametrize("chunk", [30, 1_000])
def test_any_rows_can_be_read_again_by_their_lines(tmp_path: Path, chunk: int) -> None:
    import numpy as np

    for seed in range(25):
        place = tmp_path / f"{seed}.csv"
        place.write_bytes(random_file(random.Random(1_000 + seed)))
        source = TextSource(place, Side(), chunk)
        blocks: list[Block] = [block for block in source.blocks() if len(block.lines)]
        some = [block.lines[:: 1 + seed % 3] for block in blocks]
        again = list(source.fetch([block.mark for block in blocks], some))
        assert [line for found in again for line in found.lines.tolist()] == [
            line for lines in some for line in lines.tolist()
        ]
        rows = [
            block.table.take(np.flatnonzero(np.isin(block.lines, lines)))
            for block, lines in zip(blocks, some, strict=True)
        ]
        assert [row for found in again for row in found.table.to_pylist()] == [
            row for table in rows for row in table.to_pylist()
        ]


@pytest.mark.parametrize("seed", range(40))
def test_mutated_files_are_counted_in_full_or_refused_in_words(tmp_path: Path, seed: int) -> None:
    from pilotage.tally.errors import TallyError

    random_ = random.Random(seed)
    data = bytearray(("id,name,amount\n" + "".join(f"{n},N{n},{n}.00\n" for n in range(60))).encode())
    for _ in range(random_.randrange(1, 12)):
        place = random_.randrange(len(data))
        data[place : place + random_.randrange(0, 3)] = bytes(
            random_.randrange(256) for _ in range(random_.randrange(0, 4))
        )
    spec = {"key": ["id"], "fields": {"amount": {"type": "money"}}}
    try:
        made = verified(tmp_path, bytes(data), "id,name,amount\n1,N1,1.00\n", spec)
    except TallyError as problem:
        assert str(problem).endswith(".") and "\n" not in str(problem)
        return
    states = made["rejected"]["left"] + made["duplicate_rows"]["left"] + made["missing"]["right"] + made["matched"]
    assert states == made["rows"]["left"]
