"""Patterns are explained by the other columns of files of any size: their values are counted while the files are read."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from pilotage.tally.patterns.causes import MOST_VALUES
from pilotage.tally.verify import adapters, keeping, run, textfiles
from pilotage.tally.verify.counting import ValueCounts
from pilotage.tally.verify.rows import Block

from .pairs import written

SPEC: dict[str, Any] = {"key": ["account"], "fields": {"balance": {"type": "money", "scale": 2}}}


def planted(seed: int) -> tuple[str, str, dict[str, int]]:
    """3,000 accounts; all of rate class R2 differ by 7.50 but for some. R2 stands in rows without a partner, too."""
    rng = random.Random(seed)
    left, right, told = ["account,balance,rate_class,route"], ["account,balance"], Counter[str]()
    for number in range(3_000):
        cents, rate = rng.randrange(10**6), f"R{rng.randrange(5)}"
        row = f"{number},{cents / 100:.2f},{rate}{rng.choice(('', '', ' '))},{rng.randrange(40)}"
        chance = rng.random()
        left.append("x," + row.partition(",")[2] if chance < 0.01 else row)
        if chance < 0.01:
            continue
        if chance < 0.02:
            told["alone"] += 1
            continue
        if chance < 0.03:
            left.append(row)
        elif chance < 0.04:
            left[-1] = row.replace(f",{cents / 100:.2f},", ",none,")
        elif rate == "R2":
            told["with_it"] += 1
            if rng.random() < 0.9:
                told["differ"] += 1
                cents += 750
        right.append(f"{number},{cents / 100:.2f}")
    shuffled = rng.sample(right[1:], len(right) - 1)
    return "\n".join(left) + "\n", "\n".join([right[0], *shuffled]) + "\n", dict(told)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_a_cause_is_counted_on_the_compared_rows(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_kept: bool
) -> None:
    monkeypatch.setattr(textfiles.TextSource.__init__, "__defaults__", (8_192,))
    if not is_kept:
        monkeypatch.setattr(keeping, "SHARE", 10**9)
    left, right, told = planted(seed)
    result = run(written(tmp_path, "left.csv", left), written(tmp_path, "right.csv", right), SPEC)
    assert result["rejected"]["left"] > 5 and result["duplicates"]["left"] > 5 and result["missing"]["right"] > 5
    pattern = result["patterns"][0]
    assert (pattern["rows"], pattern["signature"]) == (told["differ"], {"delta": "7.50"})
    assert pattern["explanation"] == {
        "side": "left", "column": "rate_class", "value": "R2", "rows": told["differ"], "with_it": told["with_it"],
        "coverage": "1.000", "exceptions": told["with_it"] - told["differ"], "outside": 0,
    }  # fmt: skip


def test_where_too_many_rows_differ_patterns_stand_without_causes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "MOST_EXPLAINED", 100)
    left, right, told = planted(1)
    result = run(written(tmp_path, "left.csv", left), written(tmp_path, "right.csv", right), SPEC)
    assert result["patterns"][0]["rows"] == told["differ"] and result["patterns"][0]["explanation"] is None


@pytest.mark.parametrize("seed", range(6))
def test_values_are_counted_over_blocks(seed: int) -> None:
    rng = random.Random(seed)
    counts, oracle, aside = ValueCounts({"town": "CITY", "id": "id", "one": "one"}), Counter[str](), []
    for _ in range(4):
        cells = [rng.choice(("Lima", "Lima ", "Akron", "", "Ünna")) for _ in range(3_000)]
        ids = [str(rng.random()) for _ in cells]
        kept = None if rng.random() < 0.5 else np.array([rng.random() < 0.9 for _ in cells])
        table = pa.table({"id": ids, "CITY": cells, "one": ["1"] * len(cells)})
        counts.feed(Block(table, np.arange(len(cells))), kept)
        oracle.update(cell.strip() for place, cell in enumerate(cells) if kept is None or kept[place])
        aside.append(table.slice(0, 0 if kept is not None else 50))
    without = pa.concat_tables(aside)
    oracle.subtract(cell.strip() for cell in without.column("CITY").to_pylist())
    assert counts.column("town", without) == dict(oracle)
    assert counts.column("id", without) is None, f"more than {MOST_VALUES:,} values"
    assert counts.column("one", without) is None, "one value tells nothing"
