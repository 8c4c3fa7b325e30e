"""Cells that differ in their digits alone are judged at once, and give the findings of cells that are read one by one."""

import random
from collections import Counter
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from pilotage.tally.forbidden import ColumnJudge, Finding
from pilotage.tally.forbidden.brands import TEST_NUMBERS, luhn_holds
from pilotage.tally.forbidden.shapes import shapes_of

KNOWN = sorted(one for one in TEST_NUMBERS if len(one) == 16)


def digits(rng: random.Random, size: int) -> str:
    return "".join(rng.choices("0123456789", k=size))


def card(rng: random.Random) -> str:
    body = rng.choice(("4", "51", "2221", "6011")) + digits(rng, 14)
    return next(body[:15] + last for last in "0123456789" if luhn_holds(body[:15] + last))


def grouped(number: str, sign: str) -> str:
    return sign.join(number[at : at + 4] for at in range(0, len(number), 4))


SHAPES: dict[str, Callable[[random.Random], str]] = {
    "dashes": lambda rng: f"{digits(rng, 5)}-{digits(rng, 5)}-{digits(rng, 4)}",
    "two groups": lambda rng: f"{digits(rng, 10)}-{digits(rng, 5)}",
    "grouped numbers": lambda rng: grouped(digits(rng, 16), " "),
    "grouped cards": lambda rng: grouped(card(rng), rng.choice(" -.")),
    "meter": lambda rng: f"AB{digits(rng, 15)}XY",
    "prefix": lambda rng: f"M{digits(rng, 14)}",
    "label": lambda rng: f"ACCT NO {digits(rng, 16)}",
    "label cards": lambda rng: f"ACCT NO {card(rng)}",
    "prose": lambda rng: f"please use {card(rng) if rng.random() < 0.2 else digits(rng, 16)} today",
    "told": lambda rng: f"visa {card(rng) if rng.random() < 0.2 else digits(rng, 16)}",
    "padded": lambda rng: f"No {digits(rng, 14).zfill(rng.choice((16, 18)))}",
    "padded told": lambda rng: f"card {card(rng).zfill(18)}",
    "known": lambda rng: f"ID-{rng.choice((*KNOWN[:3], *(digits(rng, 16) for _ in range(9))))}",
    "two numbers": lambda rng: f"{digits(rng, 16)} / {card(rng) if rng.random() < 0.1 else digits(rng, 14)}",
    "uuid": lambda rng: "-".join((digits(rng, 8), digits(rng, 4), digits(rng, 4), digits(rng, 4), digits(rng, 12))),
    "decimal": lambda rng: f"{digits(rng, 10)}.{digits(rng, 6)}",
    "stamp": lambda rng: f"2026-03-{rng.randint(10, 28)}-{digits(rng, 6)}",
    "long": lambda rng: f"X{digits(rng, 22)}",
    "exponent": lambda rng: f"{rng.randint(1, 9)}.{digits(rng, 12)}E+15",
    "thousands": lambda rng: f"{rng.randint(10**12, 10**15):,}",
    "letters": lambda rng: f"{rng.choice(('ñ', 'é', '４'))}{digits(rng, 15)}",
}  # fmt: skip


def both_ways(texts: list[str], header: str = "meter") -> tuple[list[Finding], list[Finding], int]:
    one, other = ColumnJudge([header]), ColumnJudge([header])
    rows = np.arange(2, len(texts) + 2)
    for row, text in zip(rows.tolist(), texts, strict=True):
        one.feed(row, header, text)
    shapes, left = shapes_of(pa.array(["x", *texts]).slice(1))
    for shaped in shapes:
        assert [shaped.read(place) for place in range(3)] == [texts[place] for place in shaped.places[:3].tolist()]
        other.feed_shaped(header, rows[shaped.places], shaped)
    for place in left.tolist():
        other.feed(int(rows[place]), header, texts[place])
    assert one.filled(header) == other.filled(header) == len(texts)
    return one.findings(), other.findings(), len(left)


def told(found: list[Finding]) -> Counter[str]:
    """How many of each reason: of more than a hundred of one kind not all places are kept."""
    counted: Counter[str] = Counter()
    for one in found:
        counted[one.reason] += 1 + one.others
    return counted


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("rows", [40, 90, 3_000])
def test_one_shape_gives_the_same(name: str, rows: int) -> None:
    rng = random.Random(f"{name} {rows}")
    one, other, left = both_ways([SHAPES[name](rng) for _ in range(rows)])
    assert told(one) == told(other)
    if rows < 100:
        assert one == other
    if rows == 3_000:
        assert left == (rows if name in ("long", "exponent", "thousands", "letters") else 0)
    if "cards" in name or "told" in name:
        assert one, "cards are found"


@pytest.mark.parametrize("seed", range(60))
def test_mixed_columns_give_the_same(seed: int) -> None:
    rng = random.Random(seed)
    kinds = rng.sample(sorted(SHAPES), 4)
    header = rng.choice(("meter", "card_no", "note"))
    one, other, _ = both_ways([SHAPES[rng.choice(kinds)](rng) for _ in range(rng.choice((60, 200, 2_000)))], header)
    assert told(one) == told(other)


def test_texts_of_a_few_each_are_left_to_be_read() -> None:
    texts = [f"{chr(65 + place % 26)}{chr(65 + place // 26)}-1234567890123" for place in range(300)]
    shapes, left = shapes_of(pa.array(texts))
    assert not shapes and left.tolist() == list(range(300))
