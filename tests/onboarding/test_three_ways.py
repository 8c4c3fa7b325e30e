"""How one task of a plan is merged three ways: as it was, as a person left it, as the playbook has it now."""

import pytest

from pilotage.onboarding.merging import TaskNow, merge

PLAIN = {"title": "Do it", "part": "Plan", "roles": ["IM"], "duration_days": 3, "milestone": "", "notes": "", "parent": "",
         "documents": [], "links": ["A"]}  # fmt: skip


def now(state="open", **values) -> TaskNow:
    return TaskNow(PLAIN | values, state, PLAIN)


@pytest.mark.parametrize(
    ("was", "mine", "new", "expected"),
    [
        # base, plan, playbook now → step:field, on?
        (None, None, {}, [("added", "", True)]),
        ({}, None, {}, [("kept", "", False)]),
        (None, now(), {}, [("kept", "", False)]),
        ({}, now(), {}, []),
        ({}, now(), {"duration_days": 5}, [("changed", "duration_days", True)]),
        ({}, now(duration_days=4), {}, []),
        ({}, now(duration_days=4), {"duration_days": 5}, [("kept", "duration_days", False)]),
        ({}, now(duration_days=5), {"duration_days": 5}, []),
        ({}, now(duration_days=4), {"title": "Do it well"}, [("changed", "title", True)]),
        ({}, now(state="done"), {"title": "Do it well"}, [("kept", "", False)]),
        ({}, now(state="dropped"), {"title": "Do it well"}, [("kept", "", False)]),
        ({}, now(state="done"), {"links": ["B"]}, []),
        ({}, now(state="in_progress"), {"duration_days": 5}, [("changed", "duration_days", True)]),
        ({}, now(links=["A", "M"]), {"links": ["A", "B"]}, [("changed", "links", True)]),
        ({}, now(links=["M"]), {"links": ["A"]}, []),
        ({}, now(), None, [("dropped", "", True)]),
        ({}, now(state="done"), None, [("kept", "", False)]),
        ({}, now(state="in_progress"), None, [("kept", "", False)]),
        ({}, now(state="dropped"), None, []),
        ({}, now(duration_days=9), None, [("kept", "", False)]),
        (None, now(), None, []),
    ],
)
def test_three_ways_of_one_task(was, mine, new, expected) -> None:
    found = merge(
        {} if was is None else {"T": PLAIN | was},
        {} if mine is None else {"T": mine},
        {} if new is None else {"T": PLAIN | new},
    )
    assert [(item.step, item.field, item.is_on) for item in found.items] == expected


def test_links_of_both_sides_stay() -> None:
    found = merge(
        {"T": PLAIN | {"links": ["A", "B"]}},
        {"T": now(links=["A", "B", "MINE"])},
        {"T": PLAIN | {"links": ["A", "NEW SS+1"]}},
    )
    assert found.items[0].new == ["A", "MINE", "NEW SS+1"]
