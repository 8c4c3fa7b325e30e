"""Finished projects to learn from, and one that runs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller
from pilotage.core.viewer import Viewer, system
from pilotage.onboarding.models import PlaybookVersion, Project
from pilotage.onboarding.operations import load_shipped_playbook, record_past_project, start_project
from pilotage.portfolio.past import life_of
from story import NOW

TODAY = NOW.date()


@pytest.fixture
def playbook(db: None) -> PlaybookVersion:
    return load_shipped_playbook(by=system(), now=NOW)


@pytest.fixture
def finished(make_biller: Callable[..., Biller], playbook: PlaybookVersion) -> Callable[..., list[Project]]:
    """`finished(6)`: so many projects that went live before, with the days of their tasks."""

    def make(count: int) -> list[Project]:
        made = []
        for number in range(count):
            live = TODAY - timedelta(days=60 + 30 * number)
            row = make_biller(f"Past {number}")
            phase = billers.record_past_go_live(
                by=system(), now=NOW, biller=row, went_live_date=live, integration=row.integrations.first()
            )
            kickoff, lived = life_of(row.name, "Northstar", list(playbook.tasks.all()), live, TODAY)
            made.append(
                record_past_project(
                    phase=phase, playbook_version=playbook, kickoff_date=kickoff, lived=lived, by=system(), now=NOW
                )
            )
        return made

    return make


@pytest.fixture
def running(make_biller: Callable[..., Biller], playbook: PlaybookVersion, pm: Viewer) -> Callable[..., Project]:
    """`running(target=date(...))`: a project that begins today, looked after by the PM."""

    def make(name: str = "Hill Water", target: date | None = None) -> Project:
        row = make_biller(name)
        from pilotage.people.models import User

        billers.assign_care(by=pm, now=NOW, biller=row, user=User.objects.get(pk=pm.user_id), role="pm")
        phase = billers.add_phase(by=pm, now=NOW, biller=row, integration=row.integrations.first())
        if target is not None:
            billers.set_target_go_live(phase=phase, date=target, by=pm, now=NOW)
        return start_project(phase=phase, playbook_version=playbook, kickoff_date=TODAY, by=pm, now=NOW)

    return make
