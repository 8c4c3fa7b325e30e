"""Fees in large files: models and held fees, taken from whole columns to the same unit as from each payment."""

import random
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from pathlib import Path

import pytest

from pilotage.tally.matching import bulk
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec
from tally_matching.test_tally_bulk import SAME, open_rows

ROUNDINGS = {
    "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "half_down": ROUND_HALF_DOWN, "up": ROUND_UP, "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING, "floor": ROUND_FLOOR,
}  # fmt: skip


def rounded(amount: Decimal, rounding: str) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUNDINGS[rounding])


def fee(amounts: list[Decimal], rounding: str, by: str) -> Decimal:
    """2.5 % and half a cent an item, 12.5 cents a batch."""
    percent, per_item, per_batch = Decimal("0.025"), Decimal("0.005"), Decimal("0.125")
    if not amounts:
        return Decimal(0)
    if by == "batch":
        return rounded(percent * sum(amounts) + per_item * len(amounts) + per_batch, rounding)
    return sum(rounded(percent * one + per_item, rounding) for one in amounts) + rounded(per_batch, rounding)


@pytest.mark.parametrize("by", ["item", "batch"])
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_fees_of_whole_columns_are_those_of_each_payment(
    tmp_path: Path, rounding: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, payments, deposits = random.Random(f"{rounding}{by}"), [], []
    for batch in range(30):
        cards: list[Decimal] = []
        total = Decimal(0)
        for line in range(rng.randint(1, 6)):
            amount, held = Decimal(rng.randint(100, 900_000)) / 100, Decimal(rng.choice([0, 0, 35])) / 100
            method = rng.choice(["card", "ach"])
            cards += [amount] if method == "card" else []
            total += amount - held
            payments.append(
                f"P{batch}-{line},B{batch},2026-11-{rng.randint(2, 9):02d},{amount},{method},{held or ''}\n"
            )
        net = total - fee(cards, rounding, by) + (Decimal("0.01") if batch % 10 == 9 else 0)
        deposits.append(f"D{batch},B{batch},2026-11-12,{net:.2f}\n")
    (tmp_path / "p.csv").write_text("payment_id,batch_id,date,amount,method,fee\n" + "".join(payments))
    (tmp_path / "d.csv").write_text("deposit_id,batch_id,date,amount\n" + "".join(deposits))
    files = {"payments": tmp_path / "p.csv", "deposits": tmp_path / "d.csv"}
    model = {"name": "processing", "percent": 2.5, "per_item": 0.005, "per_batch": 0.125, "methods": ["card"]}
    spec = read_spec(
        {"fees": [model | {"rounding": rounding, "round_per": by}], "tiers": ["reference", "batch"]}, "spec"
    )
    slow = reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    settled = bulk.settle_batches(files, spec)
    assert settled is not None and settled.rows["deposits"] == 27
    fast = reconcile(files, spec)
    assert {name: fast[name] for name in SAME} == {name: slow[name] for name in SAME}
    assert open_rows(fast) == open_rows(slow)


def test_a_negative_payment_under_a_fee_model_is_left_to_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p.csv").write_text(
        "payment_id,batch_id,date,amount\nP1,B1,2026-11-02,-10.00\nP2,B1,2026-11-02,30.00\nP3,B2,2026-11-02,10.00\n"
    )
    (tmp_path / "d.csv").write_text("deposit_id,batch_id,date,amount\nD1,B1,2026-11-03,19.60\nD2,B2,2026-11-03,9.90\n")
    files = {"payments": tmp_path / "p.csv", "deposits": tmp_path / "d.csv"}
    spec = read_spec({"fees": [{"name": "p", "percent": 1, "round_per": "batch"}]}, "spec")
    slow = reconcile(files, spec)
    monkeypatch.setattr(bulk, "LARGE", 0)
    settled = bulk.settle_batches(files, spec)
    assert settled is not None and settled.rows["deposits"] == 1
    assert {name: reconcile(files, spec)[name] for name in SAME} == {name: slow[name] for name in SAME}
