"""A team of IMs and onboarding specialists, and billers with running projects."""

from collections.abc import Callable
from datetime import date

import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller
from pilotage.core.viewer import Viewer, system
from pilotage.onboarding.models import PlaybookVersion, Project
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.people.models import User
from pilotage.staffing.operations import ask_for_run, work_out_run
from story import NOW

TARGET, TODAY = date(2027, 3, 15), NOW.date()


@pytest.fixture
def playbook(db: None) -> PlaybookVersion:
    return load_shipped_playbook(by=system(), now=NOW)


@pytest.fixture
def running(make_biller: Callable[..., Biller], playbook: PlaybookVersion, pm: Viewer) -> Callable[..., Project]:
    """`running("Hill Water", im=ina)`: a biller with a project that has begun, and who looks after it."""

    def make(name: str = "Hill Water", *, kickoff: date = TODAY, **carers: User) -> Project:
        row = make_biller(name)
        for role, user in carers.items():
            billers.assign_care(by=pm, now=NOW, biller=row, user=user, role=role)
        phase = billers.add_phase(by=pm, now=NOW, biller=row)
        billers.set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
        return start_project(phase=phase, playbook_version=playbook, kickoff_date=kickoff, by=pm, now=NOW)

    return make


@pytest.fixture
def worked_out(pm: Viewer) -> Callable:
    """`worked_out("assign", roles=["im"])`: a run with its answer."""

    def make(kind: str, **asked: object):
        run = ask_for_run(kind=kind, asked=asked, by=pm, now=NOW)
        work_out_run(run=run, by=pm, now=NOW)
        run.refresh_from_db()
        return run

    return make
