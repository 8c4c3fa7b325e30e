"""Pairs without a reference: assigned as a whole, ties kept apart, confirmed only where nothing else can be meant."""

import random
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from pilotage.tally.matching.assignment import UNIT, assign
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec

HEADER = "id,date,amount,account,description\n"


def run(folder: Path, payments: str, deposits: str, **spec: Any) -> dict[str, Any]:
    (folder / "p.csv").write_text(HEADER + payments)
    (folder / "d.csv").write_text(HEADER + deposits)
    return reconcile({"payments": folder / "p.csv", "deposits": folder / "d.csv"}, read_spec(spec, "spec"))


def pairs(answer: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    return {one["left"][0]: (one["right"][0], one["state"], one["reason"]) for one in answer["matches"]}


def test_the_only_one_of_its_account_and_amount_in_the_window_is_confirmed(tmp_path: Path) -> None:
    answer = run(tmp_path, "P1,2026-11-16,10.37,770012,\n", "X,2026-11-17,10.37,770012,\n")
    assert pairs(answer) == {"P1": ("X", "confirmed", "identity_amount_and_window")}
    assert answer["matches"][0]["alternatives"] == []


def test_without_identity_the_same_amount_is_only_suggested(tmp_path: Path) -> None:
    assert pairs(run(tmp_path, "P1,2026-11-16,10.37,,\n", "X,2026-11-17,10.37,,\n"))["P1"][1] == "suggested"


def test_another_account_is_never_confirmed(tmp_path: Path) -> None:
    found = pairs(run(tmp_path, "P1,2026-11-16,10.37,770012,\n", "X,2026-11-17,10.37,880013,\n"))
    assert all(state != "confirmed" for _, state, _ in found.values())


def test_two_equal_payments_and_two_equal_deposits_are_ambiguous(tmp_path: Path) -> None:
    answer = run(
        tmp_path,
        "P1,2026-11-16,10.00,770012,\nP2,2026-11-16,10.00,770012,\n",
        "X,2026-11-17,10.00,770012,\nY,2026-11-17,10.00,770012,\n",
    )
    assert {state for _, state, _ in pairs(answer).values()} == {"ambiguous"}
    assert answer["states"]["payments"]["ambiguous"]["rows"] == 2


def test_the_account_number_inside_the_banks_text_identifies(tmp_path: Path) -> None:
    answer = run(
        tmp_path,
        "P1,2026-11-16,10.00,770012,Anna Bell\nP2,2026-11-16,10.00,880013,Ben Carr\n",
        "X,2026-11-17,10.00,,PMT 880013\nY,2026-11-17,10.00,,PMT 770012\n",
    )
    assert {name: line for name, (line, _, _) in pairs(answer).items()} == {"P1": "Y", "P2": "X"}


def test_names_decide_between_equal_amounts_even_when_cut_and_misspelt(tmp_path: Path) -> None:
    people = ["Anna Kowalski", "Ben Hartmann", "Carla Dominguez", "David Okafor", "Elena Petrova"]
    payments = "".join(f"P{at},2026-11-16,45.00,,{name}\n" for at, name in enumerate(people))
    texts = ["ELENA PETROV", "DOMINGUES C", "ACH KOWALSK", "OKAFOR D", "PMT HARTMAN"]
    deposits = "".join(f"{text},2026-11-17,45.00,,{text}\n" for text in texts)
    found = {name: line for name, (line, _, _) in pairs(run(tmp_path, payments, deposits)).items()}
    assert found == {
        "P0": "ACH KOWALSK",
        "P1": "PMT HARTMAN",
        "P2": "DOMINGUES C",
        "P3": "OKAFOR D",
        "P4": "ELENA PETROV",
    }


def test_a_batch_whose_deposit_lost_its_reference_is_suggested_as_one_amount(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        "id,batch,date,amount\nP1,B1,2026-11-16,10.11\nP2,B1,2026-11-16,20.22\nP3,B2,2026-11-16,7.00\n"
    )
    (tmp_path / "d.csv").write_text("deposit_id,date,amount\nX,2026-11-17,30.33\n")
    answer = reconcile({"payments": tmp_path / "p.csv", "deposits": tmp_path / "d.csv"}, read_spec({}, "spec"))
    (match,) = answer["matches"]
    assert (match["left"], match["state"], match["equation"]["residual"]) == (["P1", "P2"], "suggested", 0)


def test_the_assignment_has_the_greatest_total_that_any_pairing_reaches() -> None:
    """300 random problems of up to six a side against a search through all pairings; margins against leaving the pair out."""
    rng = random.Random(3)
    for _ in range(300):
        rows, columns = rng.randint(1, 5), rng.randint(1, 6)
        scores = {(i, j): rng.randint(1, 9) * UNIT for i in range(rows) for j in range(columns) if rng.random() < 0.6}
        if not scores:
            continue
        mine, theirs = (np.array(places, dtype=np.int64) for places in zip(*scores, strict=True))
        found = assign(mine, theirs, np.array(list(scores.values()), dtype=np.int64))
        assert len({one.left for one in found}) == len({one.right for one in found}) == len(found)
        best = best_total(rows, columns, scores)
        assert sum(scores[one.left, one.right] for one in found) == best
        for one in found:
            without = {pair: score for pair, score in scores.items() if pair != (one.left, one.right)}
            assert one.margin >= best - best_total(rows, columns, without)


def best_total(rows: int, columns: int, scores: dict[tuple[int, int], int]) -> int:
    """Every way to give each row a column or none."""
    places = [*range(columns), *[-1] * rows]
    return max(
        sum(scores.get((row, column), 0) for row, column in enumerate(order))
        for order in set(permutations(places, rows))
    )


def test_another_amount_is_no_partner_unless_account_or_text_speak_for_it(tmp_path: Path) -> None:
    alone = run(tmp_path, "P1,2026-11-16,44.00,,\n", "X,2026-11-17,43.99,,\n", as_of="2026-12-02")
    assert alone["matches"] == []
    assert alone["unmatched"][0]["near"][0]["failed"] == {"test": "amount", "difference": -1}
    named = run(tmp_path, "P1,2026-11-16,44.00,770012,\n", "X,2026-11-17,43.99,770012,\n")
    assert pairs(named) == {"P1": ("X", "suggested", "amount_is_near")}
    assert named["matches"][0]["equation"]["residual"] == 1
