"""Every platform payment is posted once, on the right account, with the right amount, in time; reversals follow their chain."""

import random
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.matching.allocation import POLICIES, Invoice, allocate
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec

PAID = "payment_id,account,date,amount,type,original_id,fee\n"
POSTED = "posting_id,reference,account,date,amount,type\n"
PAYMENT = "P1,A1,2026-11-16,50.00,payment,,1.25\n"


def run(folder: Path, payments: str, posted: str, as_of: str = "2026-11-30") -> dict[str, Any]:
    (folder / "p.csv").write_text(PAID + payments)
    (folder / "b.csv").write_text(POSTED + posted)
    answer = reconcile({"payments": folder / "p.csv", "posted": folder / "b.csv"}, read_spec({"as_of": as_of}, "spec"))
    posting = answer["posting"]
    for side, cells in posting["states"].items():
        assert sum(cell["rows"] for cell in cells.values()) == posting["totals"][side]["rows"]
        assert sum(cell["amount"] for cell in cells.values()) == posting["totals"][side]["amount"]
    assert answer["agrees"] == (posting["findings"] == [])
    return answer


CASES = [
    ("posted", PAYMENT, "L1,P1,A1,2026-11-17,50.00,payment\n"),
    ("posted", PAYMENT, "L1,P1,00A1,2026-11-17,30.00,payment\nL2,P1,A1,2026-11-17,20.00,payment\n"),
    ("unposted", PAYMENT, ""),
    ("posted_twice", PAYMENT, "L1,P1,A1,2026-11-17,50.00,payment\nL2,P1,A1,2026-11-17,50.00,payment\n"),
    ("wrong_account", PAYMENT, "L1,P1,A2,2026-11-17,50.00,payment\n"),
    ("wrong_amount", PAYMENT, "L1,P1,A1,2026-11-17,50.01,payment\n"),
    ("partly_posted", PAYMENT, "L1,P1,A1,2026-11-17,49.99,payment\n"),
    ("fee_posted_as_payment", PAYMENT, "L1,P1,A1,2026-11-17,51.25,payment\n"),
    ("posted_late", PAYMENT, "L1,P1,A1,2026-11-19,50.00,payment\n"),
    ("posted_before_payment", PAYMENT, "L1,P1,A1,2026-11-13,50.00,payment\n"),
    ("posted_without_payment", PAYMENT, "L1,P1,A1,2026-11-17,50.00,payment\nL2,P9,A1,2026-11-17,5.00,payment\n"),
    (
        "posted",
        PAYMENT + "R1,A1,2026-11-18,50.00,return,P1,\n",
        "L1,P1,A1,2026-11-17,50.00,payment\nL2,R1,A1,2026-11-19,50.00,return\n",
    ),
    ("undone_before_posting", PAYMENT + "R1,A1,2026-11-16,50.00,refund,P1,\n", ""),
    ("reversal_not_posted", PAYMENT + "R1,A1,2026-11-18,50.00,return,P1,\n", "L1,P1,A1,2026-11-17,50.00,payment\n"),
    ("reversed_without_return", PAYMENT, "L1,P1,A1,2026-11-17,50.00,payment\nL2,P1,A1,2026-11-19,50.00,return\n"),
    (
        "reversed_more_than_paid",
        PAYMENT + "R1,A1,2026-11-18,50.00,return,P1,\nR2,A1,2026-11-18,50.00,chargeback,P1,\n",
        "",
    ),
    ("return_without_payment", PAYMENT + "R1,A1,2026-11-18,50.00,return,P7,\n", "L1,P1,A1,2026-11-17,50.00,payment\n"),
    # a dispute lost to the payer and won back: chargeback names the payment, its correction names the chargeback
    (
        "posted",
        PAYMENT + "C1,A1,2026-11-18,50.00,chargeback,P1,\nC2,A1,2026-11-20,50.00,adjustment,C1,\n",
        "L1,P1,A1,2026-11-17,50.00,payment\nL2,C1,A1,2026-11-19,50.00,chargeback\nL3,C2,A1,2026-11-20,50.00,adjustment\n",
    ),
]


@pytest.mark.parametrize(("reason", "payments", "posted"), CASES)
def test_each_difference_between_paid_and_posted_has_its_name(
    tmp_path: Path, reason: str, payments: str, posted: str
) -> None:
    answer = run(tmp_path, payments, posted)
    reasons = answer["posting"]["reasons"]
    assert reasons == ({} if reason in ("posted", "undone_before_posting") else {reason: 1})


def test_a_payment_of_today_is_expected_and_an_old_one_ages(tmp_path: Path) -> None:
    assert run(tmp_path, PAYMENT, "", as_of="2026-11-18")["posting"]["states"]["payments"]["expected"]["rows"] == 1
    late = run(tmp_path, PAYMENT, "", as_of="2026-11-24")["posting"]
    assert late["aged_unposted"] == {"4-10": 1}
    assert late["findings"][0]["overdue_banking_days"] == 4


def test_planted_faults_are_found_and_no_others(tmp_path: Path) -> None:
    rng = random.Random(31)
    payments, posted, planted = "", "", {}
    for at in range(800):
        cents, name = rng.randint(100, 90_000), f"P{at}"
        payments += f"{name},A{at},2026-11-16,{cents / 100:.2f},payment,,\n"
        fault = rng.choice(["none"] * 9 + ["unposted", "posted_twice", "wrong_account", "wrong_amount", "posted_late"])
        line = f"{name},A{at if fault != 'wrong_account' else 'X'},2026-11-{19 if fault == 'posted_late' else 17},"
        line += f"{(cents + (fault == 'wrong_amount')) / 100:.2f},payment\n"
        posted += "" if fault == "unposted" else f"L{at},{line}" + (f"M{at},{line}" if fault == "posted_twice" else "")
        if fault != "none":
            planted[name] = fault
    found = {one["id"]: one["reason"] for one in run(tmp_path, payments, posted)["posting"]["findings"]}
    assert found == planted


def test_what_is_allocated_and_what_is_left_is_always_the_payment() -> None:
    rng = random.Random(2)
    for _ in range(500):
        invoices = [Invoice(f"I{at}", rng.randint(0, 5_000), None) for at in range(rng.randint(0, 6))]
        amount, policy = rng.randint(0, 12_000), rng.choice(POLICIES)
        found = allocate(amount, invoices, policy, "pays I3")
        whole = {one.name: one.open_amount for one in invoices}
        assert sum(part for _, part in found.parts) + found.credit == amount
        assert all(0 < part <= whole[name] for name, part in found.parts)
        assert found.credit == max(0, amount - sum(whole.values()))


@pytest.mark.parametrize(
    ("policy", "parts"),
    [
        ("oldest_due", (("I1001", 3_000), ("I1002", 1_000))),
        ("remittance", (("I1003", 2_000), ("I1001", 2_000))),
        ("pro_rata", (("I1001", 1_500), ("I1002", 1_500), ("I1003", 1_000))),
    ],
)
def test_a_partial_payment_is_allocated_by_the_stated_policy(policy: str, parts: tuple[tuple[str, int], ...]) -> None:
    import datetime

    days = [datetime.date(2026, 10, 1), datetime.date(2026, 11, 1), datetime.date(2026, 12, 1)]
    invoices = [Invoice("I1001", 3_000, days[0]), Invoice("I1002", 3_000, days[1]), Invoice("I1003", 2_000, days[2])]
    assert allocate(4_000, invoices, policy, "for I1003").parts == parts


def test_over_and_partial_payments_of_a_file_are_counted(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        "id,account,date,amount\nP1,A,2026-11-16,30.00\nP2,A,2026-11-17,30.00\nP3,B,2026-11-17,5.00\n"
    )
    (tmp_path / "i.csv").write_text("id,account,due_date,amount\nI1,A,2026-11-01,50.00\n")
    files = {"payments": tmp_path / "p.csv", "invoices": tmp_path / "i.csv"}
    found = reconcile(files, read_spec({}, "spec"))["allocation"]
    assert found["payments"] == {"exact": 0, "partial": 1, "over": 1, "without_invoice": 1}
    assert (found["allocated"], found["credits"], found["still_open"]) == (5_000, 1_500, 0)
