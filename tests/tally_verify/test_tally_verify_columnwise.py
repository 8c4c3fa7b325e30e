"""What is told of whole columns at once is what a look at each pair of cells tells: reasons, values, distances, sums, samples."""

import random
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from pilotage.tally.spec import read_spec
from pilotage.tally.verify.cells import SAMPLES, Cells, judge_cells
from pilotage.tally.verify.columnwise import ASKED, judge_column
from pilotage.tally.verify.conform import Conformer
from pilotage.tally.verify.rows import Block

FIELDS: dict[str, dict[str, Any]] = {
    "plain": {"type": "text"},
    "name": {"type": "text", "trim": True, "ignore_case": True},
    "noted": {"type": "text", "nulls": ["n/a", "0"]},
    "turned": {"type": "text", "left": [{"case": "upper"}]},
    "amount": {"type": "money", "scale": 2},
    "fine": {"type": "money", "scale": 4},
    "cents": {"type": "money", "scale": 0},
    "near": {"type": "money", "scale": 2, "tolerance": {"absolute": "0.05"}},
    "count": {"type": "integer"},
    "rate": {"type": "decimal"},
    "day": {"type": "date", "left_format": "%Y-%m-%d", "right_format": "%m/%d/%Y"},
    "iso": {"type": "date", "format": "%Y-%m-%d"},
    "turned_day": {"type": "date", "format": "%Y-%d-%m"},
    "instant": {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"},
    "status": {"type": "code", "table": {"A": "1", "B": "2"}},
    "flag": {"type": "flag"},
}
SPEC = read_spec({"key": ["id"], "left": {"format": "csv"}, "right": {"format": "csv"}, "fields": FIELDS})
WORDS = (
    "MAIN",
    "Oak St",
    "O'NEIL",
    "Ä",
    "007",
    "0",
    "00",
    "x",
    " ",
    "",
    "1203",
    "1230",
    "a b",
    "ſ",
    "K",
    "n/a",
    "ab\tc",
)


def number(dice: random.Random, scale: int) -> str:
    """Numbers of every size, now and then written as only people write them."""
    units = dice.choice([0, 1, 10, 99, 100, 10**14, 10**16, dice.randrange(10**3), dice.randrange(10**7), 10**17])
    text = str(units).rjust(scale + 1, "0")
    text = f"{text[:-scale]}.{text[-scale:]}" if scale else text
    sign = dice.choice(["", "", "", "-"])
    return dice.choice([f"{sign}{text}"] * 6 + [f"{sign}{text} ", f"+{text}", f"({text})", f"0{text}", "", f"{text}CR"])


def changed(dice: random.Random, text: str, scale: int) -> str:
    """Another text with the same kind of content: what two systems make of one value."""
    ways = ["same", "sign", "hundred", "shorter", "zeros", "swap", "white", "case", "longer", "near"]
    way = dice.choice(ways)
    bare = text.lstrip("-")
    if way == "sign":
        return bare if text.startswith("-") else f"-{text}"
    if way == "hundred" and scale and bare.replace(".", "").isdigit():
        units = int(bare.replace(".", "") or 0) * 100
        digits = str(units).rjust(scale + 1, "0")
        return f"{digits[:-scale]}.{digits[-scale:]}"
    if way == "shorter":
        return text[:-1]
    if way == "zeros":
        return f"00{text}"
    if way == "swap" and len(text) > 2:
        place = dice.randrange(len(text) - 1)
        return f"{text[:place]}{text[place + 1]}{text[place]}{text[place + 2 :]}"
    if way == "near" and bare and bare[-1].isdigit():
        return f"{text[:-1]}{(int(bare[-1]) + 1) % 10}"
    return {"white": f" {text} ", "case": text.swapcase(), "longer": f"{text}5"}.get(way, text)


def cell(dice: random.Random, name: str, side: str) -> str:
    """A cell of the field, as this side writes it."""
    told = FIELDS[name]
    if told["type"] == "money":
        return number(dice, told["scale"])
    if told["type"] in ("integer", "decimal"):
        return number(dice, 0 if told["type"] == "integer" else dice.choice([0, 1, 3]))
    if told["type"] in ("date", "datetime"):
        year, month, day = dice.choice([2023, 2024, 2024, 2025, 1999]), dice.randint(1, 12), dice.randint(1, 28)
        form = told.get("format") or told[f"{side}_format"]
        pairs = {
            "%Y": f"{year}",
            "%m": f"{month:02}",
            "%d": f"{day:02}",
            "%H": f"{day % 24:02}",
            "%M": "15",
            "%S": "00",
        }
        for sign, text in pairs.items():
            form = form.replace(sign, text)
        return dice.choice([form] * 9 + [""])
    if told["type"] == "code":
        return dice.choice("ABC12 ")
    if told["type"] == "flag":
        return dice.choice(["Y", "N", "yes", "0", ""])
    return "".join(dice.choice(WORDS) for _ in range(dice.randint(0, 3)))


def pairs_of(dice: random.Random, name: str, count: int) -> list[tuple[str, str]]:
    """Pairs of cells that differ as cells do: a little, in their writing alone, or altogether."""
    told = FIELDS[name]
    made = []
    for _ in range(count):
        left, right = cell(dice, name, "left"), cell(dice, name, "right")
        if told["type"] in ("text", "money", "integer", "decimal") and dice.random() < 0.8:
            right = changed(dice, left, told.get("scale", 0))
        made.append((left, right))
    return made


def conformed(name: str, side: Any, texts: list[str]) -> Any:
    """The texts of one side as a block of two columns, brought into the form in which they are compared."""
    table = pa.table({"id": [f"K{place}" for place in range(len(texts))], name: texts})
    columns = {"id": "id", name: name}
    return Conformer(SPEC, side, [name], columns).conform(Block(table, np.arange(len(texts)) + 2))


@pytest.mark.parametrize("name", list(FIELDS))
def test_columns_and_single_cells_tell_the_same(name: str) -> None:
    rule = SPEC.rule(name)
    for seed in range(4):
        dice = random.Random(f"{name} {seed}")
        pairs = pairs_of(dice, name, 1_500)
        left, right = (
            conformed(name, side, [pair[place] for pair in pairs]) for place, side in enumerate(("left", "right"))
        )
        both = sorted(set(left.lines.tolist()) & set(right.lines.tolist()))
        left, right = (side.taken(np.searchsorted(side.lines, both)) for side in (left, right))
        shard = Cells(SPEC, [name], None).shard(left, right)
        wanted, total = [], Decimal(0)
        for place, line in enumerate(both):
            texts = pairs[line - 2]
            if left.compared[name][place].as_py() == right.compared[name][place].as_py():
                continue
            verdict = judge_cells(*texts, rule)
            if not isinstance(verdict, str):
                wanted.append((f"K{line - 2}", *texts, verdict[0], verdict[1], verdict[2], verdict[3]))
                total += Decimal(verdict[3]) if rule.is_numeric and verdict[3] else 0
        names = ("key", "left_raw", "right_raw", "left_value", "right_value", "reason", "delta")
        found = list(zip(*(shard.table.column(one).to_pylist() for one in names), strict=True))
        assert found == wanted
        counted = shard.fields[name]
        assert (counted.different, counted.delta) == (len(wanted), total)
        assert [one["key"] for one in counted.samples] == [one[0] for one in wanted[:SAMPLES]]
        assert sum(counted.reasons.values()) == len(wanted)


@pytest.mark.parametrize(
    ("name", "left", "right", "reason"),
    [
        ("amount", "12.00", "-12.00", "sign"),
        ("amount", "12.00", "1200.00", "scale_100"),
        ("amount", "12.00", "12.01", "rounding"),
        ("amount", "12.34", "50.78", "other"),
        ("amount", "12.34", "12.43", "digits_transposed"),
        ("count", "12", "77", "other"),
        ("plain", "SPRINGFIELD", "SPRING", "truncated"),
        ("plain", "555-1203", "555-1230", "digits_transposed"),
        ("plain", "OAK", "ELM", "other"),
        ("day", "2024-03-01", "2024-03-04", "date_shifted"),
        ("day", "2024-03-04", "2024-04-03", "day_month_swapped"),
        ("day", "2013-03-12", "2031-03-12", "digits_transposed"),
        ("day", "2024-03-12", "2024-12-03", "day_month_swapped"),
    ],
)  # fmt: skip
def test_plain_cells_are_decided_without_a_look_at_each(name: str, left: str, right: str, reason: str) -> None:
    """Else the quick way would be one in name only."""
    from pilotage.tally.verify.reasons import REASONS

    judged = judge_column(SPEC.rule(name), pa.array([left]), pa.array([right]))
    assert judged is not None
    told = REASONS[judged.reasons[0]] if judged.reasons[0] != ASKED else "asked"
    assert told == reason
