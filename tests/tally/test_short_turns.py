"""Turns are short while a comparison runs, and as long as before when the last one has ended."""

import sys

import pytest

from pilotage.tally.turns import short_turns


def test_turns_are_as_long_as_before_when_the_last_run_has_ended() -> None:
    before = sys.getswitchinterval()
    with short_turns():
        inside = sys.getswitchinterval()
        with pytest.raises(ValueError, match="it failed"), short_turns():
            assert sys.getswitchinterval() == inside < before
            raise ValueError("it failed")
        assert sys.getswitchinterval() == inside
    assert sys.getswitchinterval() == before


def test_shorter_turns_that_somebody_chose_stay() -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.000_1)
    try:
        chosen = sys.getswitchinterval()
        with short_turns():
            assert sys.getswitchinterval() == chosen
    finally:
        sys.setswitchinterval(before)
