"""Twenty people decide one biller at once, round after round: one wins each time. `make soak` asks for a thousand rounds."""

import os
import random
from collections.abc import Callable

import pytest

from pilotage.billers.operations import set_target_go_live
from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.transition import operations
from pilotage.transition.models import TransitionDecision
from racing import at_once
from story import NOW, TARGET

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20
#: A twentieth of what the long run does.
ROUNDS = int(os.environ.get("PILOTAGE_ROUNDS", "50"))


def fresh() -> TransitionDecision:
    found: TransitionDecision = (
        TransitionDecision.objects.everywhere().select_related("phase__biller", "biller", "record").get()
    )
    return found


@pytest.fixture
def crowd(phase, pm, person):
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    operations.work_out_decision(phase=phase, by=system(), now=NOW)
    takers = [person("tsm", name=f"Tsm {n}") for n in range(PEOPLE)]
    return takers, [viewer_of(person("cs_leader", name=f"Lea {n}"), source="page") for n in range(PEOPLE)]


def test_one_of_twenty_wins_every_round(crowd) -> None:
    takers, leaders = crowd
    for seed in range(ROUNDS):
        is_seen = random.Random(seed).random() < 0.5  # with the version of the page, and without
        rows = [fresh() for _ in takers]

        def decide(n: int, rows=rows, is_seen=is_seen) -> Callable[[], object]:
            expect = rows[n].record.version if is_seen else None
            return lambda: operations.decide(
                decision=rows[n], choice="tsm", assignee=takers[n], expect=expect, by=leaders[n], now=NOW
            )

        outcomes = at_once(seed, *(decide(n) for n in range(PEOPLE)))
        lost = "Stale" if is_seen else "Refused"
        assert sorted(outcomes) == sorted(["won", *[lost] * (PEOPLE - 1)]), seed
        winner, held = outcomes.index("won"), fresh()
        assert (held.assignee, held.decided_by_id) == (takers[winner], leaders[winner].user_id)
        operations.reopen_decision(decision=held, reason="Next round", by=leaders[0], now=NOW)
    assert Event.objects.filter(kind="transition.decided").count() == ROUNDS and verify_chain().is_valid


def test_the_same_crowd_catches_a_decision_without_a_lock(crowd) -> None:
    """Reading, looking and writing without a lock lets several win: so the test above can fail."""
    takers, _leaders = crowd
    most = 0
    for seed in range(5):
        rows = [fresh() for _ in takers]

        def careless(n: int, rows=rows) -> Callable[[], object]:
            def run() -> None:
                if rows[n].decided_at is not None:
                    raise Refused("decided already")
                TransitionDecision.objects.everywhere().filter(pk=rows[n].pk).update(
                    decided_at=NOW, choice="tsm", assignee=takers[n]
                )

            return run

        most = max(most, at_once(seed, *(careless(n) for n in range(PEOPLE))).count("won"))
        TransitionDecision.objects.everywhere().update(decided_at=None, choice="", assignee=None)
    assert most > 1
