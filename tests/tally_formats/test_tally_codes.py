"""Return, change and decline codes: complete, with what to do, and as they stood on a day."""

from datetime import date
from itertools import pairwise

import pytest

from pilotage.tally.codes import all_codes, find, versions


def test_every_code_in_use_has_its_meaning_and_what_to_do() -> None:
    known = {code.code for code in all_codes()}
    returns = {*range(1, 48), *range(50, 54), *range(61, 78), *range(80, 86)}
    assert {f"R{number:02}" for number in returns} <= known
    assert {f"C{number:02}" for number in (*range(1, 15), *range(61, 70))} <= known
    assert {"05", "14", "41", "51", "54", "N7", "R0", "R1", "R3", "MA01", "MA30"} <= known
    for code in all_codes():
        assert code.title
        assert code.group
        assert code.meaning.endswith("."), code.code
        assert code.action.endswith("."), code.code
        assert code.retry in ("yes", "no", "later", "limited", "corrected"), code.code


def test_versions_of_a_code_follow_each_other_without_gap() -> None:
    for code in {one.code for one in all_codes()}:
        found = versions(code)
        for before, after in pairwise(found):
            assert before.until is not None
            assert after.since is not None
            assert (after.since - before.until).days == 1, code


@pytest.mark.parametrize(
    ("code", "day", "title"),
    [("R11", date(2020, 3, 31), "Check truncation entry return"),
     ("R11", date(2020, 4, 1), "Entry not in accordance with the authorisation"),
     ("R11", None, "Entry not in accordance with the authorisation"), ("r2", None, "Account closed"),
     ("R63", date(2010, 1, 1), "Incorrect dollar amount (dishonoured)"), ("R3", None, "Revocation of all authorisations"),
     ("C01", None, "Incorrect account number"), ("51", None, "Insufficient funds")],
)  # fmt: skip
def test_a_code_means_what_it_meant_on_the_day(code: str, day: date | None, title: str) -> None:
    found = find(code, day)
    assert found is not None
    assert found.title == title


@pytest.mark.parametrize(
    ("code", "day"), [("R99", None), ("", None), ("R63", date(2024, 1, 1)), ("R80", date(2009, 1, 1))]
)
def test_what_is_no_code_is_not_found(code: str, day: date | None) -> None:
    assert find(code, day) is None


def test_what_must_not_be_tried_again_is_not() -> None:
    never = {code.code for code in all_codes() if code.kind == "declines" and code.retry == "no"}
    assert never == {"04", "07", "12", "15", "41", "43", "46", "57", "R0", "R1", "R3"}
    assert {code.code for code in all_codes() if code.group == "unauthorised"} == {
        "R05",
        "R07",
        "R10",
        "R11",
        "R29",
        "R51",
    }
