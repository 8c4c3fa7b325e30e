"""Large plain files are settled as sums first; the answer is the same as item by item."""

import random
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.matching import bulk
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec

HEADER = "payment_id,batch_id,date,amount,account\n"
DEPOSITS = "deposit_id,batch_id,date,amount\n"


def write(folder: Path, seed: int, broken: str = "") -> dict[str, Path]:
    """Batches with every fault that the sums must leave to the items."""
    rng = random.Random(seed)
    payments, deposits = [], []
    for batch in range(60):
        total, fault = (
            0,
            rng.choice(
                ["none"] * 6 + ["cent", "missing", "twice", "copy", "other_id", "blank", "written", "case", "undated"]
            ),
        )
        for line in range(rng.randint(1, 8)):
            cents = rng.randint(-500, 90_000)
            total += cents
            name, amount, date = f"P{batch}-{line}", f"{cents / 100:.2f}", f"2026-11-{rng.randint(2, 20):02d}"
            if fault == "written" and line == 0:
                amount = f"{cents / 100:,.2f}" if cents >= 0 else f"({-cents / 100:,.2f})"
            if fault == "other_id" and line == 0:
                name = "P0-0"
            if fault == "undated" and line == 0:
                date = ""
            key = "" if fault == "blank" else f"b{batch}" if fault == "case" and line == 0 else f"B{batch}"
            row = f"{name},{key},{date},{amount},A{line}\n"
            payments += [row, row] if fault == "copy" and line == 0 else [row]
        total += fault == "cent"
        row = f"D{batch},B{batch},2026-11-{rng.randint(18, 24):02d},{total / 100:.2f}\n"
        deposits += {"missing": [], "twice": [row, row.replace("D", "E", 1)]}.get(fault, [row])
    rng.shuffle(payments)
    (folder / "p.csv").write_text(HEADER + "".join(payments) + broken)
    (folder / "d.csv").write_text(DEPOSITS + "".join(deposits))
    return {"payments": folder / "p.csv", "deposits": folder / "d.csv"}


@pytest.mark.parametrize("seed", range(12))
def test_sums_first_and_item_by_item_give_the_same_answer(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, spec = write(tmp_path, seed), read_spec({"tiers": ["reference", "batch"]}, "spec")
    slow = reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    settled = bulk.settle_batches(files, spec)
    assert settled is not None
    assert settled.batches > 10
    fast = reconcile(files, spec)
    same = ("agrees", "as_of", "totals", "states", "reasons", "tiers", "timeline", "duplicates")
    assert {name: fast[name] for name in same} == {name: slow[name] for name in same}
    assert len(fast["matches"]) + fast["matches_left_off"] == len(slow["matches"])
    assert open_rows(fast) == open_rows(slow)


def open_rows(answer: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["side"], one["row"], one["id"], one["state"], one["reason"]) for one in answer["unmatched"]]


@pytest.mark.parametrize(
    "broken", ["X,B1,2026-11-02,1.005,A\n", "X,B1,2026-11-02,1e3,A\n", 'X,B1,2026-11-02,"1,A\n', "X,B1\n"]
)
def test_what_the_sums_cannot_read_is_named_by_the_row_reader(
    tmp_path: Path, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, spec = write(tmp_path, 1, broken), read_spec({}, "spec")
    with pytest.raises(TallyError) as slow:
        reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    with pytest.raises(TallyError) as fast:
        reconcile(files, spec)
    assert str(fast.value) == str(slow.value)
