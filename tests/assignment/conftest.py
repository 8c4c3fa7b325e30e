"""Go-lives ahead that wait for a person, and runs that are worked out."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.operations import ask_for_assignment, work_out_assignment
from pilotage.billers.models import Biller, Integration
from pilotage.billers.operations import add_phase, change_biller
from pilotage.core.viewer import Viewer, system
from pilotage.people.models import User
from pilotage.staffing.operations import add_capacity
from pilotage.transition.models import TransitionDecision
from pilotage.transition.operations import work_out_decision
from story import NOW, TARGET


@pytest.fixture
def ahead(make_biller: Callable[..., Biller], pm: Viewer) -> Callable[..., TransitionDecision]:
    """`ahead("Ash", mrr="4200")`: a go-live that waits for a decision."""

    def make(name: str, target: date = TARGET, mrr: str = "4200", **more: object) -> TransitionDecision:
        row = make_biller(name)
        change_biller(biller=row, mrr_amount=mrr, contract_date=date(2026, 1, 5), by=pm, now=NOW, **more)
        used = Integration.objects.everywhere().get(biller=row)
        phase = add_phase(biller=row, integration=used, target_go_live_date=target, by=pm, now=NOW)
        return work_out_decision(phase=phase, by=system(), now=NOW)

    return make


@pytest.fixture
def allow(pm: Viewer) -> Callable[[User, int], None]:
    """`allow(tina, 3)`: what somebody can take on."""

    def make(user: User, points: int) -> None:
        add_capacity(user=user, from_date=NOW.date() - timedelta(60), points=points, by=pm, now=NOW)

    return make


@pytest.fixture
def worked_out(leader: Viewer) -> Callable[..., AssignmentRun]:
    """`worked_out(roles=["tsm"])`: a run with its answer."""

    def make(**asked: object) -> AssignmentRun:
        run = ask_for_assignment(asked={"seconds": 2} | asked, by=leader, now=NOW)
        work_out_assignment(run=run, by=leader, now=NOW)
        run.refresh_from_db()
        return run

    return make
