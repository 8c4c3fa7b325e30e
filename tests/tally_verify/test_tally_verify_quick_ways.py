"""The quick ways of a verification give what the plain ones give: sifted columns, kept blocks, digests, and no needless library."""

import hashlib
import random
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from pilotage.tally.forbidden.banking import _COULD_TELL, IBAN_FORM, PAIR_FORM, PROSE_FORM, TELLING_FORM
from pilotage.tally.forbidden.numbers import numbers_in, plain_text
from pilotage.tally.spec.model import Side
from pilotage.tally.verify.keeping import KeptSource, kept_if_small
from pilotage.tally.verify.rows import Block
from pilotage.tally.verify.scanning import _MAY_BE_CARD, Scanner
from pilotage.tally.verify.sifting import are_plain_numbers, card_places, cells_of, none_is_blank, telling_places
from pilotage.tally.verify.sources import ParquetSource
from pilotage.tally.verify.textfiles import TextSource
from pilotage.tally.verify.writing import table_digest

PIECES = (
    "4111",
    "1111",
    "9",
    "0",
    " ",
    "-",
    ".",
    ",",
    "/",
    "E+15",
    "e1",
    "e+16",
    "4",
    "x",
    "４１１１",
    "é",
    "é４４４４４４４４４４４４",
    "\u00a0",
    "",
)


def _cells(seed: int) -> list[str]:
    told = random.Random(seed)
    return ["".join(told.choices(PIECES, k=told.randrange(9))) for _ in range(400)]


@pytest.mark.parametrize("seed", range(20))
def test_no_cell_that_may_hold_a_card_is_passed_over(seed: int) -> None:
    cells = _cells(seed)
    column = pa.array(["before", *cells, "after"], pa.string()).slice(1, len(cells))
    likely = set(card_places(cells_of(column)).tolist())
    holding = {place for place, cell in enumerate(cells) if any(numbers_in(plain_text(cell)))}
    assert len(holding) > 2 and holding <= likely
    assert {place for place, cell in enumerate(cells) if cell.isascii() and re.search(_MAY_BE_CARD, cell)} <= likely


TELLING_PIECES = (
    "GB29",
    "nwbk 6016",
    "DE",
    "89",
    "3704 0044",
    "021000021",
    "checking",
    "account",
    "Bank A/C",
    "acct",
    " dda ",
    "no",
    "is",
    "12345678",
    "user",
    "@example.com",
    "_",
    " ",
    "-",
    "K",
    "é",
    "",
)


@pytest.mark.parametrize("seed", range(20))
def test_no_cell_that_may_tell_of_a_bank_account_is_passed_over(seed: int) -> None:
    told = random.Random(seed)
    cells = ["".join(told.choices(TELLING_PIECES, k=told.randrange(9))) for _ in range(400)]
    column = pa.array(["before", *cells, "after"], pa.string()).slice(1, len(cells))
    telling = pc.indices_nonzero(pc.match_substring_regex(column, TELLING_FORM)).to_pylist()
    assert len(telling) > 4 and set(telling) <= set(telling_places(cells_of(column)).tolist())
    forms = (IBAN_FORM, PAIR_FORM, PROSE_FORM)
    assert all(_COULD_TELL.search(cell) for cell in cells if any(re.search(form, cell) for form in forms))


def test_addresses_with_a_number_tell_of_no_bank_account() -> None:
    column = pa.array(["user12345@example.com", "jo.smith@example.com", "855 MAIN ST", "x"], pa.string())
    assert telling_places(cells_of(column)).tolist() == []


def test_a_long_cell_among_short_ones_is_looked_at_and_named_by_its_line() -> None:
    cells = ["555-130-3760"] * 999 + ["4111 1111 1111 1111"]
    scanner = Scanner(["phone"])
    scanner.feed(Block(pa.table({"phone": cells}), np.arange(2, 1002)))
    (found,) = scanner.findings()
    assert (found.row, found.column) == (1001, "phone")


def test_digits_of_neighbouring_cells_are_no_number() -> None:
    column = pa.array(["1234567890", "1234567890", "12/31/2026"], pa.string())
    assert card_places(cells_of(column)).tolist() == []


@pytest.mark.parametrize(
    ("cells", "decimals", "is_plain"),
    [
        (["1.00", "-2.50", "", "123456789.01"], 2, True),
        (["1.00", "2.5"], 2, False),
        (["1.00", "--2.50"], 2, False),
        (["1.00", "2-.50"], 2, False),
        (["1.00", ".50"], 2, False),
        (["1.00", "-.50"], 2, False),
        (["1.00", "1.1.00"], 2, False),
        (["1.00", "1,000.00"], 2, False),
        (["1.00", "９.50"], 2, False),
        (["1.00", " 2.50"], 2, False),
        (["1.00", "123456789012345678901.00"], 2, False),
        (["12", "-7", "0012"], 0, True),
        (["12", "7."], 0, False),
        (["12", "-"], 0, False),
        (["", ""], 2, True),
    ],
)
def test_a_column_is_plain_where_every_cell_is_a_plain_number(cells: list[str], decimals: int, is_plain: bool) -> None:
    assert are_plain_numbers(cells_of(pa.array(cells, pa.string())), decimals, 20) is is_plain


def test_a_column_that_may_hold_a_blank_cell_is_looked_at_closely() -> None:
    assert none_is_blank(cells_of(pa.array(["a", "é", "7"], pa.string())))
    for cells in (["a", ""], ["a", " "], ["a", "\t7"], []):
        assert not none_is_blank(cells_of(pa.array(cells, pa.string())))


AWKWARD = (
    b'id,name\n1,"a ""quoted"", one"\n2,plain\n\n3,"two\nlines"\n4\n5,x,y\n'
    b"6,caf\xc3\xa9\r\n7,\xff\xfe\n8,last\n,no key\n9,\x1f\n" * 3
)


@pytest.mark.parametrize("chunk", [40, 10_000])
def test_kept_blocks_are_those_of_the_file(tmp_path: Path, chunk: int) -> None:
    place = tmp_path / "a.csv"
    place.write_bytes(AWKWARD)
    (kept,) = kept_if_small([TextSource(place, Side(), chunk)], 10**6)
    assert isinstance(kept, KeptSource)
    read = list(kept.blocks())
    assert kept.sha256 == hashlib.sha256(AWKWARD).hexdigest()
    for again in (list(kept.blocks()), list(TextSource(place, Side(), chunk).blocks())):
        assert [block.table.to_pydict() for block in again] == [block.table.to_pydict() for block in read]
        assert [block.lines.tolist() for block in again] == [block.lines.tolist() for block in read]
        assert [block.rejects for block in again] == [block.rejects for block in read]
    wanted = [(block.mark, block.lines[::2]) for block in read if len(block.lines)]
    marks, lines = [mark for mark, _ in wanted], [some for _, some in wanted]
    for one, other in zip(kept.fetch(marks, lines), TextSource(place, Side(), chunk).fetch(marks, lines), strict=True):
        assert (one.table.to_pydict(), one.lines.tolist()) == (other.table.to_pydict(), other.lines.tolist())


def test_a_large_file_is_not_kept(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_bytes(AWKWARD)
    source = TextSource(place, Side())
    assert kept_if_small([source], source.size) == (source,)


def test_a_packed_file_is_weighed_by_its_rows_and_not_by_its_bytes(tmp_path: Path) -> None:
    place = tmp_path / "packed.parquet"
    parquet.write_table(pa.table({"k": ["000000001"] * 200_000, "city": ["SPRINGFIELD"] * 200_000}), place)
    source = ParquetSource(place, place)
    assert source.size < 100_000 and source.weight > 5_000_000
    assert kept_if_small([source], 10**7) == (source,)


def test_a_digest_is_that_of_the_texts_with_their_parting_sign_doubled() -> None:
    cells, numbers = ["a", "b\x1fc", None, "", "é"], [1, -2, None, 4, 10**15]
    table = pa.table({"key": pa.array(cells, pa.string()), "line": pa.array(numbers, pa.int64())})
    told = "\x1f".join("\x00" if cell is None else cell.replace("\x1f", "\x1f\x1f") for cell in cells)
    counted = "\x1f".join("\x00" if number is None else str(number) for number in numbers)
    plain = f"key\x1e5\x1e{told}line\x1e5\x1e{counted}"
    assert table_digest(table) == hashlib.sha256(plain.encode()).hexdigest()
    assert table_digest(pa.concat_tables([table.slice(0, 2), table.slice(2)])) == table_digest(table)


def test_the_command_loads_no_library_that_it_does_not_use(tmp_path: Path) -> None:
    for name in ("left", "right"):
        (tmp_path / f"{name}.csv").write_text(f"id,it\n1,{name}\n")
    (tmp_path / "spec.json").write_text('{"key": ["id"]}')
    script = (
        "import atexit, sys; from pilotage.tally.cli.app import main; unused = {'pandas', 'polars', 'pydantic', 'pyspark', 'scipy'}; "
        "atexit.register(lambda: print(sorted(unused & sys.modules.keys()), file=sys.stderr)); main()"
    )
    words = ["verify", "left.csv", "right.csv", "--spec", "spec.json", "--out", "out"]
    ran = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (1, "[]\n")


def test_the_quick_way_takes_every_option_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who read the help see the options of the one way; the other one must take them all."""
    import inspect

    from pilotage.tally.cli import verifying as command

    asked: dict[str, object] = {}
    told = inspect.signature(command.verify).parameters
    monkeypatch.setattr(command, "verify", lambda **given: asked.update(given))
    options = ["--spec", "s.yaml", "--out", "out", "--engine", "polars", "--memory", "2GB", "--spill", "5GB", "--json"]
    command.lean(["verify", "left.csv", "right.csv", *options])
    assert asked.keys() == told.keys()
    values = ("left.csv", "right.csv", "s.yaml", "out", "polars", "2GB", "5GB", "True")
    assert tuple(str(asked[name]) for name in told) == values
    asked.clear()
    command.lean(["verify", "left.csv", "right.csv", "--spec=s.yaml"])
    assert asked.keys() == {"left", "right", "spec", "as_json"}


@pytest.mark.parametrize("text", ["45011", "4501145011", "441122334455", "12345678"])
def test_digits_of_neighbouring_cells_make_no_long_number(text: str) -> None:
    cells = cells_of(pa.array([text] * 500))
    assert card_places(cells).tolist() == []
    assert telling_places(cells).tolist() == [], "digits alone tell of no account"


def test_long_numbers_are_found_where_nearly_every_cell_holds_one() -> None:
    told = random.Random(5)
    texts = [told.choice(("4501" * 4, "4501" * 4 + " x", "450", "", "4501 4501 4501 4", "45-01")) for _ in range(800)]
    cells = cells_of(pa.array(["7" * 30, *texts, "9" * 30]).slice(1, len(texts)))
    assert card_places(cells).tolist() == [place for place, text in enumerate(texts) if len(text) >= 16]
    assert telling_places(cells).tolist() == [place for place, text in enumerate(texts) if text.endswith("x")]


def test_letters_of_other_alphabets_are_no_digits_until_they_are_as_many() -> None:
    texts = [
        "José Núñez",
        "Иван Петров 12",
        "４１１１ １１１１ １１１１ １１１１",
        "４.１１１E+15",
        "Zoë",
        "Ольга Александровна",
        "ñ 1234567890123",
    ]
    cells = cells_of(pa.array(texts))
    assert card_places(cells).tolist() == [2, 3, 5, 6]
