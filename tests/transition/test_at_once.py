"""Many people decide the same biller at the same moment: one wins, everybody else is told, and nothing is done twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from pilotage.billers.models import Phase
from pilotage.billers.operations import set_target_go_live
from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.core.viewer import Viewer, system
from pilotage.people.models import User
from pilotage.transition import operations
from pilotage.transition.evaluation import QUESTIONS
from pilotage.transition.models import SupportWindow, TransitionDecision, WindowEvaluation
from story import NOW, TARGET

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def all_at_once(act: Callable[[int], object]) -> list[str]:
    """What each of `PEOPLE` threads came to, each with a connection of its own: "done", or the refusal's code."""
    gate = Barrier(PEOPLE)

    def one(n: int) -> str:
        gate.wait()
        try:
            act(n)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(PEOPLE) as pool:
        return sorted(pool.map(one, range(PEOPLE)))


@pytest.fixture
def decision(phase: Phase, pm: Viewer) -> TransitionDecision:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    return operations.work_out_decision(phase=phase, by=system(), now=NOW)


@pytest.fixture
def tsms(person) -> list[User]:
    return [person("tsm", name=f"Tsm {n}") for n in range(PEOPLE)]


def fresh() -> TransitionDecision:
    found: TransitionDecision = (
        TransitionDecision.objects.everywhere().select_related("phase__biller", "biller", "record").get()
    )
    return found


def test_one_of_many_who_decide_wins(decision, leader, tsms) -> None:
    seen = fresh().record.version
    rows = [fresh() for _ in tsms]

    def decide(n: int) -> None:
        operations.decide(decision=rows[n], choice="tsm", assignee=tsms[n], expect=seen, by=leader, now=NOW)

    assert all_at_once(decide) == ["done", *["stale"] * (PEOPLE - 1)]
    assert Event.objects.filter(kind="transition.decided").count() == 1
    after = Event.objects.get(kind="transition.decided").payload["after"]
    assert fresh().assignee_id == after["assignee_id"]


def test_without_the_page_version_one_wins_too_and_the_others_are_refused(decision, leader, tsms) -> None:
    rows = [fresh() for _ in tsms]

    def decide(n: int) -> None:
        operations.decide(decision=rows[n], choice="tsm", assignee=tsms[n], by=leader, now=NOW)

    assert all_at_once(decide) == ["done", *["refused"] * (PEOPLE - 1)]
    assert Event.objects.filter(kind="transition.decided").count() == 1


def test_the_same_race_catches_a_decision_without_a_lock(decision, tsms) -> None:
    """Reading, looking and writing without a lock lets several win: so the tests above can fail."""
    gate = Barrier(PEOPLE)

    def careless(n: int) -> None:
        row = fresh()
        gate.wait()
        if row.decided_at is not None:
            raise Refused("decided already")
        TransitionDecision.objects.everywhere().filter(pk=row.pk).update(decided_at=NOW, choice="tsm", assignee=tsms[n])

    assert all_at_once(careless).count("done") > 1


def test_working_out_at_once_makes_one_decision(phase, pm) -> None:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    assert all_at_once(lambda n: operations.work_out_decision(phase=phase, by=system(), now=NOW)) == ["done"] * PEOPLE
    assert TransitionDecision.objects.everywhere().count() == 1
    assert Event.objects.filter(kind="transition.worked_out").count() == 1


def test_one_of_many_who_close_a_window_wins(decision, leader, tsms) -> None:
    operations.decide(decision=decision, choice="tsm", assignee=tsms[0], by=leader, now=NOW)
    Phase.objects.everywhere().update(stage="transition", went_live_date=TARGET)
    window = operations.open_window(phase=decision.phase, go_live_date=TARGET, by=leader, now=NOW)
    assert window is not None
    found = SupportWindow.objects.everywhere().select_related("phase__biller", "biller", "owner", "record")
    rows, scores = [found.get() for _ in tsms], dict.fromkeys(QUESTIONS, 4)

    def close(n: int) -> None:
        operations.evaluate_window(
            window=rows[n], scores=scores, comment="Calm", outcome="close", by=leader, now=window.ends_at
        )

    assert all_at_once(close) == ["done", *["refused"] * (PEOPLE - 1)]
    assert WindowEvaluation.objects.everywhere().count() == 1
