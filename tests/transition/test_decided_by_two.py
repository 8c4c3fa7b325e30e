"""Two leaders decide one transition at the same moment: one wins, the other is told."""

from collections.abc import Callable

import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Care
from pilotage.core.models import Event
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import system
from pilotage.people.viewers import viewer_of
from pilotage.transition import operations as transition
from pilotage.transition.models import TransitionDecision
from racing import SEEDS, at_once
from story import NOW, TARGET

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("seed", SEEDS)]


def test_two_leaders_decide_one_transition(seed, phase, pm, person) -> None:
    billers.set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    made = transition.work_out_decision(phase=phase, by=system(), now=NOW)
    seen = made.record.version
    people = [person("tsm", name="Tessa"), person("tsm", name="Theo")]
    leaders = [viewer_of(person("cs_leader"), source="page") for _ in range(2)]

    def decide(n: int) -> Callable[[], object]:
        mine = TransitionDecision.objects.everywhere().select_related("phase__biller", "record").get(pk=made.pk)
        return lambda: transition.decide(
            decision=mine, choice="tsm", assignee=people[n], expect=seen, by=leaders[n], now=NOW
        )

    outcomes = at_once(seed, decide(0), decide(1))
    assert sorted(outcomes) == ["Stale", "won"]
    winner = outcomes.index("won")
    held = TransitionDecision.objects.everywhere().get(pk=made.pk)
    assert (held.assignee, held.decided_by_id) == (people[winner], leaders[winner].user_id)
    assert Care.objects.everywhere().get(biller=phase.biller, role="tsm").user == people[winner]
    assert Event.objects.filter(kind="transition.decided").count() == 1 and verify_chain().is_valid


def test_two_workers_work_out_one_proposal(seed, phase, pm) -> None:
    billers.set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    acts = [lambda: transition.work_out_decision(phase=phase, by=system(), now=NOW)] * 2
    assert at_once(seed, *acts) == ["won", "won"]
    assert TransitionDecision.objects.everywhere().filter(phase=phase).count() == 1
    assert Event.objects.filter(kind="transition.worked_out").count() == 1
