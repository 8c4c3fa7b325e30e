"""Payments to deposits to the bank: by reference, by batch, in time; every row ends in one state and the sums hold."""

import json
import random
import subprocess
import sys
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec

PAYMENTS = "payment_id,account,batch_id,paid_on,amount,type,method\n"
DEPOSITS = "deposit_id,batch_id,deposit_date,amount\n"


def run(folder: Path, spec: Mapping[str, Any] | None = None, **texts: str) -> dict[str, Any]:
    files = {}
    for name, text in texts.items():
        files[name] = folder / f"{name}.csv"
        files[name].write_text(text)
    answer = reconcile(files, read_spec(spec or {}, "spec"))
    for side, states in answer["states"].items():
        assert sum(cell["rows"] for cell in states.values()) == answer["totals"][side]["rows"]
        assert sum(cell["amount"] for cell in states.values()) == answer["totals"][side]["amount"]
    return answer


def states(answer: dict[str, Any], side: str) -> dict[str, int]:
    return {state: cell["rows"] for state, cell in answer["states"][side].items() if cell["rows"]}


def the(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in answer["unmatched"] if one["id"] == name)


def test_a_batch_with_returns_and_fees_is_confirmed_when_its_equation_holds_exactly(tmp_path: Path) -> None:
    payments = PAYMENTS + (
        "P1,A1,B1,2026-11-16,100.00,payment,card\nP2,A2,B1,2026-11-16,50.25,payment,card\n"
        "P3,A3,B1,2026-11-16,10.00,return,card\nP4,A4,B1,2026-11-16,5.00,chargeback,card\n"
    )
    fees = [
        {"name": "card", "percent": "2.5", "per_item": "0.10", "rounding": "half_up", "methods": ["card"]},
        {"name": "batch", "per_batch": "0.25"},
    ]
    # 2.50 + 0.10, 1.25625 + 0.10 -> 1.36; 150.25 - 10 - 5 - 2.60 - 1.36 - 0.25 = 131.04
    answer = run(tmp_path, {"fees": fees}, payments=payments, deposits=DEPOSITS + "D1,B1,2026-11-17,131.04\n")
    assert answer["agrees"]
    assert states(answer, "payments") == {"confirmed": 4}
    (match,) = answer["matches"]
    assert match["equation"] == {
        "payments": 15025, "returns": -1000, "refunds": 0, "chargebacks": -500, "adjustments": 0, "fee_lines": 0,
        "fees_held": 0, "fees": {"card": -396, "batch": -25}, "deposit": 13104, "residual": 0,
    }  # fmt: skip


def test_one_cent_is_an_exception_with_its_residual_and_what_would_explain_it(tmp_path: Path) -> None:
    payments = PAYMENTS + "P1,A1,B1,2026-11-16,100.00,payment,ach\nP2,A2,B1,2026-11-16,31.17,payment,ach\n"
    answer = run(tmp_path, payments=payments, deposits=DEPOSITS + "D1,B1,2026-11-17,131.16\n")
    (match,) = answer["matches"]
    assert (match["state"], match["reason"], match["equation"]["residual"]) == ("exception", "batch_out_of_balance", 1)
    short = run(tmp_path, payments=payments, deposits=DEPOSITS + "D1,B1,2026-11-17,100.00\n")
    (told,) = short["matches"][0]["explanations"]
    assert (told["how"], told["ids"], told["solutions"]) == ("not_in_the_deposit", [["P2"]], 1)


def test_a_fee_model_that_the_processor_did_not_take_is_named(tmp_path: Path) -> None:
    payments = PAYMENTS + "P1,A1,B1,2026-11-16,100.00,payment,ach\n"
    answer = run(
        tmp_path,
        {"fees": [{"name": "f", "percent": 1}]},
        payments=payments,
        deposits=DEPOSITS + "D1,B1,2026-11-17,100.00\n",
    )
    assert answer["matches"][0]["explanations"][0] == {"how": "fees_not_taken", "amount": -100}


def test_a_single_payment_is_matched_by_its_trace_and_a_wrong_amount_is_an_exception(tmp_path: Path) -> None:
    payments = "id,trace_number,date,amount\nP1,091000011,2026-11-16,10.00\nP2,091000012,2026-11-16,20.00\n"
    deposits = "id,trace_number,date,amount\nX,091000011,2026-11-17,10.00\nY,091000012,2026-11-17,20.01\n"
    answer = run(tmp_path, payments=payments, deposits=deposits)
    found = {
        one["left"][0]: (one["tier"], one["state"], one["reason"], one["equation"]["residual"])
        for one in answer["matches"]
    }
    assert found["P1"] == ("reference", "confirmed", "reference_and_amount", 0)
    assert found["P2"] == ("reference", "exception", "amount_differs", -1)


def test_a_reference_used_twice_is_a_duplicate_and_never_a_match(tmp_path: Path) -> None:
    payments = "id,trace,date,amount,account\nP1,T1,2026-11-16,10.00,A\nP2,T1,2026-11-16,10.00,A\n"
    answer = run(tmp_path, payments=payments, deposits="id,trace,date,amount\nX,T1,2026-11-17,10.00\n")
    assert answer["matches"] == []
    assert states(answer, "payments") == {"exception": 2}
    assert [one["class"] for one in answer["duplicates"]] == ["duplicate_reference"]
    twice = run(
        tmp_path, payments=PAYMENTS + "P1,A,B1,2026-11-16,10.00,payment,\n",
        deposits=DEPOSITS + "D1,B1,2026-11-17,10.00\nD2,B1,2026-11-17,9.00\n",
    )  # fmt: skip
    assert twice["matches"] == []
    assert twice["duplicates"][0]["fits"] == ["D1"]
    assert the(twice, "P1")["reason"] == "deposit_reference_reused"


def test_a_row_sent_twice_is_set_apart_and_the_batch_holds_without_it(tmp_path: Path) -> None:
    row = "P1,A,B1,2026-11-16,10.00,payment,\n"
    answer = run(tmp_path, payments=PAYMENTS + row + row, deposits=DEPOSITS + "D1,B1,2026-11-17,10.00\n")
    assert states(answer, "payments") == {"confirmed": 1, "exception": 1}
    assert (the(answer, "P1")["reason"], the(answer, "P1")["row"]) == ("duplicate_line", 3)
    paid = run(tmp_path, payments=PAYMENTS + row + row, deposits=DEPOSITS + "D1,B1,2026-11-17,20.00\n")
    assert {"how": "copies_deposited", "rows": [3], "amount": 1000} in paid["matches"][0]["explanations"]


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2026-11-30", "expected"),  # paid Tuesday 24th, three banking days: 25, 27, 30; the 26th is Thanksgiving
        ("2026-12-01", "exception"),
    ],
)
def test_a_payment_without_deposit_is_expected_until_its_last_banking_day(
    tmp_path: Path, as_of: str, state: str
) -> None:
    payments = PAYMENTS + "P1,A,B1,2026-11-24,10.00,payment,\n"
    answer = run(tmp_path, {"as_of": as_of}, payments=payments, deposits=DEPOSITS + "D9,B9,2026-11-20,55.00\n")
    assert the(answer, "P1")["state"] == state
    assert the(answer, "P1")["due"] == "2026-11-30"


def test_a_payment_after_the_cut_off_belongs_to_the_next_banking_day(tmp_path: Path) -> None:
    payments = PAYMENTS + "P1,A,B1,2026-11-16 18:00:00,10.00,payment,\nP2,A,B1,2026-11-16 18:00:01,10.00,payment,\n"
    spec = {"as_of": "2026-11-18", "window": {"after": 1}, "calendar": {"cut_off": "18:00"}}
    answer = run(tmp_path, spec, payments=payments, deposits=DEPOSITS + "D9,B9,2026-11-18,5.00\n")
    assert [the(answer, name)["due"] for name in ("P1", "P2")] == ["2026-11-17", "2026-11-18"]


def test_each_unmatched_item_shows_three_near_misses_and_the_test_each_failed(tmp_path: Path) -> None:
    payments = PAYMENTS + "P1,A,B7,2026-11-16,44.00,payment,\n"
    deposits = DEPOSITS + (
        "D1,B7x,2026-11-17,44.00\nD2,,2026-11-17,43.99\nD3,,2026-11-30,44.00\nD4,,2026-11-17,9999.00\n"
    )
    answer = run(
        tmp_path, {"tiers": ["reference", "batch"], "as_of": "2026-12-02"}, payments=payments, deposits=deposits
    )
    near = {one["id"]: one["failed"] for one in the(answer, "P1")["near"]}
    assert near == {
        "D1": {"test": "reference", "here": "B7", "there": "B7X"},
        "D2": {"test": "amount", "difference": -1},
        "D3": {"test": "window", "banking_days": 9, "allowed": [0, 3]},
    }


def test_deposits_meet_the_bank_by_the_reference_inside_its_text(tmp_path: Path) -> None:
    payments = PAYMENTS + "P1,A,B1,2026-11-16,10.00,payment,\n"
    bank = (
        "date,amount,description\n2026-11-18,10.00,ACH CREDIT 9912 SETTLE DEP-0001\n2026-11-18,-3.00,SERVICE CHARGE\n"
    )
    answer = run(tmp_path, payments=payments, deposits=DEPOSITS + "DEP-0001,B1,2026-11-17,10.00\n", bank=bank)
    assert states(answer, "deposits") == {"confirmed": 1}
    assert states(answer, "bank") == {"confirmed": 1, "exception": 1}
    assert answer["timeline"]["to_bank"]["all"] == {"items": 1, "p50": 2, "p95": 2, "slowest": 2, "days": {"2": 1}}


def test_excluded_rows_are_counted_apart(tmp_path: Path) -> None:
    payments = "id,batch,date,amount,status\nP1,B1,2026-11-16,10.00,ok\nP2,B1,2026-11-16,99.00,VOID\n"
    spec = {"payments": {"exclude": [{"column": "status", "in": ["void"]}]}}
    answer = run(tmp_path, spec, payments=payments, deposits=DEPOSITS + "D1,B1,2026-11-17,10.00\n")
    assert answer["agrees"]
    assert states(answer, "payments") == {"confirmed": 1, "excluded": 1}


def test_batches_agree_with_a_slow_exact_twin_written_another_way(tmp_path: Path) -> None:
    """1,000 batches of up to 12 lines with percent fees; a third of the deposits are wrong by a little."""
    rng = random.Random(20261121)
    payments, deposits, truth = [PAYMENTS], [DEPOSITS], {}
    for batch in range(1_000):
        total = Decimal(0)
        for line in range(rng.randint(1, 12)):
            amount = Decimal(rng.randint(1, 10 ** rng.randint(2, 15))) / 100
            kind = rng.choice(["payment"] * 5 + ["return", "chargeback"])
            payments.append(f"P{batch}-{line},A{line},B{batch},2026-11-16,{amount},{kind},card\n")
            fee = (amount * Decimal("0.0275") + Decimal("0.105")).quantize(Decimal("0.01"), ROUND_HALF_UP)
            total += amount - fee if kind == "payment" else -amount
        off = Decimal(rng.choice([0, 0, 0, 1, -1, 500])) / 100
        truth[f"D{batch}"] = -int(off * 100)
        deposits.append(f"D{batch},B{batch},2026-11-17,{total + off}\n")
    spec = {"fees": [{"name": "card", "percent": "2.75", "per_item": "0.105"}], "tiers": ["batch"]}
    answer = run(tmp_path, spec, payments="".join(payments), deposits="".join(deposits))
    assert {one["right"][0]: one["equation"]["residual"] for one in answer["matches"]} == truth
    assert all((one["state"] == "confirmed") == (one["equation"]["residual"] == 0) for one in answer["matches"])


WRONG: list[tuple[dict[str, Any], str, str]] = [
    (
        {},
        "P1,A,B1,2026-11-16,10.005,payment,\n",
        "payments.csv row 2 column “amount”: “10.005” has more than 2 decimals",
    ),
    ({}, "P1,A,B1,2026-13-16,10.00,payment,\n", "payments.csv row 2 column “date”: “2026-13-16” is no date"),
    ({}, "P1,A,B1,2026-11-16,ten,payment,\n", "“ten” is no amount"),
    ({}, "P1,A,B1,2026-11-16,10.00,bonus,\n", "“bonus” is no known kind"),
    ({}, "P1,A,B1\n", "payments.csv row 2"),
    ({"windows": {}}, "", "windows: this key is not known here. Did you mean window?"),
    (
        {"payments": {"columns": {"amount": "amonut"}}},
        "",
        "the column “amonut” that the spec names as amount is not there",
    ),
    ({"fees": [{"name": "x"}]}, "", "the fee “x” has no percent"),
    ({"scale": "two"}, "", "spec: scale: must be a whole number"),
]


@pytest.mark.parametrize(("spec", "row", "words"), WRONG)
def test_what_cannot_be_used_is_named_with_its_place(
    tmp_path: Path, spec: dict[str, Any], row: str, words: str
) -> None:
    with pytest.raises(TallyError) as refused:
        run(tmp_path, spec, payments=PAYMENTS + row, deposits=DEPOSITS)
    assert words in str(refused.value)


def test_the_command_gives_json_and_its_exit_code_says_how_it_stands(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(PAYMENTS + "P1,A,B1,2026-11-16,10.00,payment,\n")
    (tmp_path / "d.csv").write_text(DEPOSITS + "D1,B1,2026-11-17,10.00\n")
    (tmp_path / "s.yaml").write_text("{window: {after: 2}}")
    (tmp_path / "empty.csv").write_text("")
    tally = [
        str(Path(sys.executable).parent / "tally"),
        "reconcile",
        "--json",
        "--spec",
        "s.yaml",
        "--deposits",
        "d.csv",
    ]
    agreed = subprocess.run([*tally, "--payments", "p.csv"], cwd=tmp_path, capture_output=True, text=True)
    assert (agreed.returncode, json.loads(agreed.stdout)["agrees"]) == (0, True)
    again = subprocess.run([*tally, "--payments", "p.csv"], cwd=tmp_path, capture_output=True, text=True)
    assert again.stdout == agreed.stdout
    for wrong in ("empty.csv", "nothing.csv", "."):
        refused = subprocess.run([*tally, "--payments", wrong], cwd=tmp_path, capture_output=True, text=True)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.count("\n") == 1
