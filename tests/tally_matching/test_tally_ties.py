"""Of several that are equally good nobody can say which is left over: all of them are ambiguous, and each names the other."""

from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec

HEADER = "id,date,amount,account,description\n"


def rows(*names: str, day: str = "2026-11-16", amount: str = "10.00") -> str:
    return "".join(f"{name},{day},{amount},770012,\n" for name in names)


def run(folder: Path, payments: str, deposits: str, **spec: Any) -> dict[str, Any]:
    (folder / "p.csv").write_text(HEADER + payments)
    (folder / "d.csv").write_text(HEADER + deposits)
    return reconcile(
        {"payments": folder / "p.csv", "deposits": folder / "d.csv"}, read_spec({"as_of": "2026-12-20", **spec}, "spec")
    )


def states(answer: dict[str, Any]) -> dict[str, tuple[str, str]]:
    found = {name: (one["state"], one["reason"]) for one in answer["matches"] for name in (*one["left"], *one["right"])}
    return found | {one["id"]: (one["state"], one["reason"]) for one in answer["unmatched"]}


TIED = ("ambiguous", "equally_good_elsewhere")


@pytest.mark.parametrize("payments", [("P1", "P2"), ("P1", "P2", "P3")])
def test_equal_payments_for_one_deposit(payments: tuple[str, ...], tmp_path: Path) -> None:
    answer = run(tmp_path, rows(*payments), rows("X", day="2026-11-17"))
    assert states(answer) == dict.fromkeys((*payments, "X"), TIED)
    (match,) = answer["matches"]
    assert {*match["left"], *match["instead"]} == set(payments) and match["margin"] == 0
    for one in answer["unmatched"]:
        assert one["equally_good_for"] == ["X"] and one["due"]
        assert one["near"][0]["id"] == "X" and one["near"][0]["failed"]["test"] == "already_matched"
    assert answer["states"]["payments"]["ambiguous"] == {"rows": len(payments), "amount": 1000 * len(payments)}


def test_equal_deposits_for_one_payment(tmp_path: Path) -> None:
    answer = run(tmp_path, rows("P1"), rows("X", "Y", day="2026-11-17"))
    assert states(answer) == dict.fromkeys(("P1", "X", "Y"), TIED)
    (match,), (other,) = answer["matches"], answer["unmatched"]
    assert match["alternatives"] == [other["id"]] and other["equally_good_for"] == ["P1"]


def test_a_payment_that_may_still_come_in_is_expected(tmp_path: Path) -> None:
    answer = run(tmp_path, rows("P1", "P2"), rows("X", day="2026-11-17"), as_of="2026-11-17")
    assert sorted(state for state, _ in states(answer).values()) == ["ambiguous", "ambiguous", "expected"]


def test_what_is_better_leaves_the_other_without_a_partner(tmp_path: Path) -> None:
    answer = run(tmp_path, rows("P1") + rows("P2", day="2026-11-02"), rows("X", day="2026-11-17"))
    assert states(answer)["P2"] == ("exception", "no_deposit")
    assert answer["matches"][0]["instead"] == []
