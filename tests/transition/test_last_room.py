"""Twenty leaders take the last room of one TSM at once, round after round: one wins each time, the others are told."""

import os
from collections.abc import Callable
from datetime import timedelta

import pytest

from pilotage.billers.models import Integration
from pilotage.billers.operations import add_phase, change_biller
from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.staffing.operations import add_capacity
from pilotage.transition import operations, queries
from pilotage.transition.models import TransitionDecision
from racing import at_once
from story import NOW, TARGET

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 20
#: A fiftieth of what the long run does.
ROUNDS = int(os.environ.get("PILOTAGE_ROUNDS", "20"))


@pytest.fixture
def crowd(make_biller, pm, person):
    tina = person("tsm", name="Tina")
    add_capacity(user=tina, from_date=NOW.date() - timedelta(30), points=1, by=pm, now=NOW)
    for n in range(PEOPLE):
        row = make_biller(f"Biller {n}")
        change_biller(biller=row, mrr_amount="4200", contract_date=NOW.date(), by=pm, now=NOW)
        used = Integration.objects.everywhere().get(biller=row)
        phase = add_phase(biller=row, integration=used, target_go_live_date=TARGET, by=pm, now=NOW)
        operations.work_out_decision(phase=phase, by=system(), now=NOW)
    return tina, [viewer_of(person("cs_leader", name=f"Lea {n}"), source="page") for n in range(PEOPLE)]


def rows() -> list[TransitionDecision]:
    found = TransitionDecision.objects.everywhere().select_related("phase__biller", "biller", "record")
    return list(found.order_by("pk"))


def test_one_of_twenty_takes_the_last_room_every_round(crowd) -> None:
    tina, leaders = crowd
    for seed in range(ROUNDS):
        mine = rows()

        def decide(n: int, mine=mine) -> Callable[[], object]:
            return lambda: operations.decide(decision=mine[n], choice="tsm", assignee=tina, by=leaders[n], now=NOW)

        outcomes = at_once(seed, *(decide(n) for n in range(PEOPLE)))
        assert sorted(outcomes) == sorted(["won", *["Refused"] * (PEOPLE - 1)]), seed
        decided = TransitionDecision.objects.everywhere().filter(decided_at__isnull=False)
        assert [one.pk for one in decided] == [mine[outcomes.index("won")].pk]
        operations.reopen_decision(decision=decided.get(), reason="Next round", by=leaders[0], now=NOW)


def test_the_same_crowd_catches_a_check_without_a_lock(crowd) -> None:
    """Looking and writing without holding the person lets several in: so the test above can fail."""
    tina, _leaders = crowd
    today, most = NOW.date(), 0
    for seed in range(5):
        mine = rows()

        def careless(n: int, mine=mine) -> Callable[[], object]:
            def run() -> None:
                one = mine[n]
                more = queries.asked_by(one.phase, days=30, meetings=1, today=today)
                if queries.full_for(tina, more, today) is not None:
                    raise Refused("full")
                TransitionDecision.objects.everywhere().filter(pk=one.pk).update(
                    decided_at=NOW, choice="tsm", assignee=tina, chosen_window_days=30, chosen_meetings=1
                )

            return run

        most = max(most, at_once(seed, *(careless(n) for n in range(PEOPLE))).count("won"))
        TransitionDecision.objects.everywhere().update(decided_at=None, choice="", assignee=None)
    assert most > 1
