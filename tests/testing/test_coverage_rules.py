"""Coverage and sign-off: what a matrix says of its cells, and what stands between a plan and its signature."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.testing import rules
from pilotage.testing.enums import DefectState
from pilotage.testing.library import cases_for, library
from pilotage.testing.rules import CaseFacts

CELL = ("1", "water", "web", "pay")


def case(outcome: str, cell: tuple[str, str, str, str] = CELL, is_required: bool = True) -> CaseFacts:
    return CaseFacts(*cell, outcome, is_required)


@pytest.mark.parametrize(
    ("outcomes", "is_gone", "standing"),
    [
        ([], False, "empty"),
        ([], True, "not_needed"),
        ([""], False, "untested"),
        ([""], True, "not_needed"),
        (["passed"], False, "covered"),
        (["passed", ""], False, "covered"),
        (["passed", "failed"], False, "failing"),
        (["blocked"], False, "failing"),
        (["failed"], True, "failing"),
        (["skipped"], False, "empty"),
    ],
)
def test_how_a_cell_stands(outcomes, is_gone, standing) -> None:
    assert rules.coverage([CELL], [case(one) for one in outcomes], [CELL] if is_gone else []) == {CELL: standing}


def test_a_case_covers_its_own_cell_alone() -> None:
    wanted = rules.cells(["1", "2"], ["water"], ["web", "ivr"], [])
    assert len(wanted) == 4
    found = rules.coverage(wanted, [case("passed", ("1", "water", "web", ""))])
    assert [cell for cell, standing in found.items() if standing == "covered"] == [("1", "water", "web", "")]


words = st.lists(st.sampled_from("abc"), unique=True, max_size=3)


@given(words, words, words, words, st.data())
def test_a_matrix_agrees_with_looking_at_each_cell_by_itself(cycles, kinds, channels, events, data) -> None:
    wanted = rules.cells(cycles, kinds, channels, events)
    assert wanted == list(product(cycles or [""], kinds or [""], channels or [""], events or [""]))
    facts = data.draw(
        st.lists(st.tuples(st.sampled_from(wanted), st.sampled_from(["", "passed", "failed", "skipped"])))
    )
    found = rules.coverage(wanted, [case(outcome, cell) for cell, outcome in facts])
    for cell in wanted:
        mine = [outcome for other, outcome in facts if other == cell]
        is_covered = "passed" in mine and "failed" not in mine
        assert (found[cell] == "covered") == is_covered


@pytest.mark.parametrize(
    ("cases", "defects", "matrix", "words"),
    [
        ([], [], {}, ["no case"]),
        ([case("passed", is_required=False)], [], {}, ["no case"]),
        ([case("passed")], [], {}, []),
        ([case("skipped")], [], {}, []),
        ([case(""), case("passed")], [], {}, ["1 of 2 cases"]),
        ([case("failed")], [], {}, ["1 of them failed or blocked"]),
        ([case("passed")], [("critical", "open")], {}, ["1 critical or major"]),
        ([case("passed")], [("major", "fixed")], {}, ["1 critical or major"]),
        ([case("passed")], [("major", "accepted"), ("critical", "closed"), ("minor", "open")], {}, []),
        ([case("passed")], [], {CELL: "empty"}, ["1 cell of"]),
        ([case("passed")], [], {CELL: "not_needed"}, []),
    ],
)
def test_what_stands_between_a_plan_and_its_signature(cases, defects, matrix, words) -> None:
    found = rules.why_unsigned(cases, defects, matrix, {CELL: "cycle 1"})
    assert len(found) == len(words) and all(word in text for word, text in zip(words, found, strict=True))


def test_a_fix_is_closed_by_its_retest_only() -> None:
    allowed = {(now, to) for now in DefectState for to in DefectState if rules.may_move(now, to)}
    assert ("open", "closed") not in allowed and {("open", "fixed"), ("fixed", "closed"), ("closed", "open")} <= allowed


def test_the_library_holds_72_cases_each_of_one_kind() -> None:
    codes = [one.code for one in library()]
    assert len(codes) == len(set(codes)) == 72
    assert {one.kind for one in library()} == {"sit", "uat"}
    assert len(cases_for("sit")) + len(cases_for("uat")) == 72
    assert all(one.title and one.expected and len(one.title) <= 200 for one in library())
