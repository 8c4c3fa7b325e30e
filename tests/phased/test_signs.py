"""The five signs of a phased approach: what shows each, on both sides of its border. No database."""

from datetime import date, timedelta

import pytest

from pilotage.phased.enums import Sign
from pilotage.phased.rules import ACTIVE, REGULAR, Facts, PhaseFact, is_proposed, signs

TODAY = date(2026, 11, 2)
LIVE = PhaseFact("Phase 1", date(2026, 6, 1))
AHEAD = PhaseFact("Phase 2", None)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def holding(facts: Facts) -> set[str]:
    return {str(one.sign) for one in signs(facts, TODAY) if one.holds}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(), set()),
        (Facts((LIVE, AHEAD)), set()),
        (Facts(steering_held=(ago(75), ago(10))), {Sign.STEERING}),
        (Facts(steering_held=(ago(76), ago(10))), set()),
        (Facts(steering_held=(ago(10),), steering_next=TODAY + timedelta(days=20)), {Sign.STEERING}),
        (Facts(steering_next=TODAY + timedelta(days=20)), set()),
        (Facts(raid_open=1, raid_touched=TODAY - ACTIVE), {Sign.RAID}),
        (Facts(raid_open=1, raid_touched=TODAY - ACTIVE - timedelta(days=1)), set()),
        (Facts(raid_open=0, raid_touched=None), set()),
        (Facts((LIVE, PhaseFact("Phase 2", None, streams=("AutoPay",)))), {Sign.REVENUE}),
        (Facts((PhaseFact("Phase 1", None, streams=("Water",)),)), set()),  # nothing is live: that is a first go-live
        (Facts((LIVE, PhaseFact("Phase 2", None, running=("P-2",)))), {Sign.PROJECT}),
        (Facts((PhaseFact("Phase 1", None, running=("P-1",)),)), set()),
        (Facts((PhaseFact("Phase 1", ago(90), closed=("P-1",)), AHEAD)), {Sign.ARCHIVED}),
        (Facts((PhaseFact("Phase 1", ago(90), running=("P-1",)), AHEAD)), set()),
    ],
)
def test_a_sign_holds_by_its_evidence_alone(facts, expected) -> None:
    assert holding(facts) == {str(one) for one in expected}


def test_every_sign_says_what_shows_it_or_what_is_missing() -> None:
    for facts in (Facts(), Facts((LIVE, AHEAD), (ago(1),), None, 2, ago(3))):
        found = signs(facts, TODAY)
        assert [one.sign for one in found] == list(Sign) and all(one.evidence for one in found)


def test_two_signs_propose_it_only_where_something_is_live_and_more_lies_ahead() -> None:
    two = {"steering_held": (ago(1), ago(20)), "raid_open": 1, "raid_touched": ago(1)}
    assert REGULAR.days == 75
    for phases, expected in (((LIVE, AHEAD), True), ((LIVE,), False), ((AHEAD,), False)):
        facts = Facts(phases, **two)
        assert is_proposed(facts, signs(facts, TODAY)) is expected
    one = Facts((LIVE, AHEAD), raid_open=1, raid_touched=ago(1))
    assert not is_proposed(one, signs(one, TODAY))
