"""The minute planner: steps follow each other, a slip moves what follows, what is early lets it move up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.cutover.library import NAMES, steps_of, triggers_of
from pilotage.cutover.rules import Step, end_of, in_order, minutes_late, plan_minutes, span_words, why_not

START = datetime(2027, 3, 6, 18, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


PLAN = [Step("A", 30), Step("B", 20, ("A",)), Step("C", 60, ("A",)), Step("D", 10, ("B", "C"))]


def test_steps_start_when_all_before_them_have_ended() -> None:
    found = plan_minutes(PLAN, START)
    assert {code: (one.start, one.end) for code, one in found.items()} == {
        "A": (at(0), at(30)), "B": (at(30), at(50)), "C": (at(30), at(90)), "D": (at(90), at(100)),
    }  # fmt: skip
    assert [code for code, one in found.items() if one.is_critical] == ["A", "C", "D"]


def test_a_slip_moves_what_follows_and_what_is_early_moves_up() -> None:
    late = [Step("A", 30, started=at(0), ended=at(55)), *PLAN[1:]]
    assert plan_minutes(late, START, at(55))["D"].end == at(125)
    early = [Step("A", 30, started=at(0), ended=at(10)), *PLAN[1:]]
    assert plan_minutes(early, START, at(10))["D"].end == at(80)


def test_what_runs_too_long_ends_now_at_the_earliest_and_what_waits_begins_now() -> None:
    running = [Step("A", 30, started=at(0)), *PLAN[1:]]
    assert plan_minutes(running, START, at(20))["B"].start == at(30)
    assert plan_minutes(running, START, at(45))["B"].start == at(45)
    assert plan_minutes(PLAN, START, at(15))["A"].start == at(15)


def test_a_step_never_begins_before_its_own_time_and_one_left_out_takes_none() -> None:
    steps = [
        Step("A", 30),
        Step("B", 20, ("A",), not_before=at(600)),
        Step("C", 5, ("A",), is_left_out=True),
        Step("D", 5, ("C",)),
    ]
    found = plan_minutes(steps, START)
    assert found["B"].start == at(600) and found["D"].start == at(30)


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        ([Step("A", 5, ("A",))], "ring: A → A"),
        ([Step("A", 5, ("C",)), Step("B", 5, ("A",)), Step("C", 5, ("B",))], "ring"),
        ([Step("A", 5, ("Z",))], "Z, which isn't there"),
        ([Step("A", 20161)], "14 days"),
    ],
)
def test_what_cannot_be_followed_is_named(steps: list[Step], word: str) -> None:
    found = why_not(steps)
    assert found is not None and word in found[1]


@given(
    st.lists(st.tuples(st.integers(0, 300), st.sets(st.integers(0, 30), max_size=4)), min_size=1, max_size=30),
    st.integers(0, 200),
)
@settings(max_examples=150, deadline=None)
def test_laws_of_generated_runbooks(rows: list[tuple[int, set[int]]], more: int) -> None:
    steps = [
        Step(str(n), minutes, tuple(str(k) for k in sorted(before) if k < n))
        for n, (minutes, before) in enumerate(rows)
    ]
    assert why_not(steps) is None
    found = plan_minutes(steps, START)
    for step in steps:
        assert all(found[step.code].start >= found[code].end for code in step.depends_on)
    ends = end_of(found.values())
    assert ends is not None and any(one.is_critical and one.end == ends for one in found.values())
    longer = [Step(steps[0].code, steps[0].minutes + more, steps[0].depends_on), *steps[1:]]
    assert (end_of(plan_minutes(longer, START).values()) or START) >= ends
    assert plan_minutes(list(reversed(steps)), START) == found
    assert not in_order(list(reversed(steps)))[0].depends_on


@pytest.mark.parametrize("template", list(NAMES))
def test_shipped_runbooks_can_be_followed_and_lead_back(template: str) -> None:
    rows = steps_of(template)
    assert why_not([Step(one.code, one.minutes, one.depends_on) for one in rows]) is None
    assert {one.kind for one in rows} == {"step", "decision", "backout"} and triggers_of(template)
    back = {one.code for one in rows if one.kind == "backout"}
    assert all(set(one.depends_on) <= back for one in rows if one.kind == "backout")


def test_words_of_spans_and_lateness() -> None:
    assert (span_words(135), span_words(0), span_words(1500)) == ("2 h 15 min", "0 min", "1 d 1 h")
    assert minutes_late(at(0), at(-5)) == -5 and minutes_late(None, at(0)) == 0
