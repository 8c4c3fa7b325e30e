"""A column of plain numbers that is judged at once gives the findings of one that is judged cell by cell."""

import random
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from pilotage.tally.forbidden import ColumnJudge, Finding
from pilotage.tally.forbidden.brands import LONGEST, SHORTEST, TEST_NUMBERS, brand_of, luhn_holds
from pilotage.tally.forbidden.digitcells import tables_of
from pilotage.tally.forbidden.judging import _key, _keys
from pilotage.tally.verify.sifting import cells_of, digit_cells

KNOWN = sorted(TEST_NUMBERS)


def digits(rng: random.Random, low: int, high: int = 0) -> str:
    return "".join(rng.choices("0123456789", k=rng.randint(low, high or low)))


def card(rng: random.Random) -> str:
    body = rng.choice(("4", "51", "2221", "6011", "62")) + digits(rng, 13)
    body = body.ljust(15, "7")[:15]
    return next(body + last for last in "0123456789" if luhn_holds(body + last))


COLUMNS: dict[str, Callable[[random.Random], str]] = {
    "any": lambda rng: digits(rng, SHORTEST, LONGEST),
    "account": lambda rng: digits(rng, 16),
    "scheme": lambda rng: f"88010{digits(rng, 11)}",
    "visa-like": lambda rng: f"4{digits(rng, 15)}",
    "cards": card,
    "padded": lambda rng: digits(rng, 14).zfill(rng.randint(14, 19)),
    "padded cards": lambda rng: card(rng).zfill(19),
    "zeros": lambda rng: rng.choice(("0" * 13, "0" * 19, digits(rng, 3).zfill(15), digits(rng, 13).zfill(18))),
    "few": lambda rng: rng.choice(("4539578763621486", "1234567890123", "0000000000001")),
    "known": lambda rng: rng.choice((*KNOWN, *(one.zfill(19) for one in KNOWN), *(digits(rng, 16) for _ in range(40)))),
}


def both_ways(texts: list[str], pieces: int) -> tuple[list[Finding], list[Finding]]:
    one, other = ColumnJudge(["meter"]), ColumnJudge(["meter"])
    rows = np.arange(2, len(texts) + 2)
    for row, text in zip(rows.tolist(), texts, strict=True):
        one.feed(row, "meter", text)
    for start in range(0, len(texts), pieces):
        cells = cells_of(pa.array(["x", *texts[start : start + pieces]]).slice(1))
        here = rows[start : start + pieces]
        other.feed_digits("meter", here, (cells.signs, cells.starts[:-1], cells.sizes))
    assert one.filled("meter") == other.filled("meter") == len(texts)
    return one.findings(), other.findings()


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("rows", [1, 2, 4, 25, 400, 30_000])
def test_the_same_is_found(name: str, rows: int) -> None:
    rng = random.Random(f"{name} {rows}")
    texts = [COLUMNS[name](rng) for _ in range(rows)]
    one, other = both_ways(texts, 7_000)
    assert one == other
    if "cards" in name:
        assert sum(1 + finding.others for finding in other) == rows


@pytest.mark.parametrize("seed", range(40))
def test_the_same_is_found_in_mixed_columns(seed: int) -> None:
    rng = random.Random(seed)
    kinds = rng.sample(sorted(COLUMNS), 3)
    texts = [COLUMNS[rng.choice(kinds)](rng) for _ in range(rng.choice((3, 20, 150, 900)))]
    one, other = both_ways(texts, rng.choice((5, 100, 1_000)))
    assert one == other


def test_brands_check_digits_and_hashes_are_those_of_single_numbers() -> None:
    rng = random.Random(3)
    texts = [digits(rng, SHORTEST, LONGEST) for _ in range(20_000)] + KNOWN + [card(rng) for _ in range(500)]
    cells = cells_of(pa.array(texts))
    seen = 0
    for places, numbers in tables_of(cells.signs, cells.starts[:-1], cells.sizes):
        meant = [texts[place] for place in places.tolist()]
        every = np.arange(len(meant))
        assert [bool(one) for one in numbers.brands] == [bool(brand_of(text)) for text in meant]
        assert numbers.checked(every).tolist() == [luhn_holds(text) for text in meant]
        assert numbers.values().tolist() == [int(text) for text in meant]
        assert _keys(numbers.values()).tolist() == [_key(text) for text in meant]
        assert [numbers.text(place) for place in every.tolist()] == meant
        seen += len(meant)
    assert seen == len(texts)


@pytest.mark.parametrize(
    "texts", [["1", "", "12a", "٣", "9" * 20, "1 2", ":", "/"], ["x"] * 40 + ["7"], [""] * 3, ["5"]]
)
def test_cells_of_digits_alone_are_told_from_others(texts: list[str]) -> None:
    cells = cells_of(pa.array(["88", *texts, "x8"]).slice(1, len(texts)))
    assert digit_cells(cells).tolist() == [text.isascii() and text.isdigit() for text in texts]
