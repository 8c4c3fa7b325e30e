"""The lifecycle strip works out the state of each step."""

from datetime import date

import pytest

from pilotage.ui.components.lifecycle import phases_of, steps_of


@pytest.mark.parametrize(
    ("phase", "states"),
    [
        ({"current": "contract"}, "current ahead ahead ahead ahead"),
        ({"current": "onboarding"}, "done current ahead ahead ahead"),
        ({"current": "go-live", "blocking": {"text": "UAT"}}, "done done blocked ahead ahead"),
        ({"current": "steady"}, "done done done done done"),
        ({"current": "transition", "steps": {"go_live": {"state": "blocked"}}}, "done done blocked current ahead"),
        ({}, "current ahead ahead ahead ahead"),
    ],
)
def test_what_lies_before_is_done_and_what_lies_after_is_ahead(phase: dict, states: str) -> None:
    assert [step["state"] for step in steps_of(phase)] == states.split()


def test_a_bare_date_is_a_steps_date() -> None:
    assert steps_of({"steps": {"contract": date(2027, 1, 4)}})[0]["date"] == date(2027, 1, 4)


def test_a_strip_without_phases_is_one_phase_and_none_is_none() -> None:
    assert len(phases_of({"current": "onboarding"})) == 1
    assert len(phases_of({"phases": [{}, {}]})) == 2
    assert phases_of(None) == []
