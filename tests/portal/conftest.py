"""A biller's project with a clerk of theirs and a PM and an IM who look after them; and a stranger of another biller."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from pilotage.billers.models import Biller, Phase
from pilotage.billers.operations import assign_care
from pilotage.core.viewer import system
from pilotage.onboarding import operations
from pilotage.onboarding.models import PlanTask, Project
from pilotage.people.models import User
from pilotage.work.models import Task
from pilotage.work.operations import create_task
from story import NOW


@pytest.fixture(autouse=True)
def stored_files(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def cora(biller: Biller, clerk) -> User:
    return clerk(biller)


@pytest.fixture
def theirs(cora, signed_in) -> Client:
    """The clerk's browser."""
    return signed_in(cora)


@pytest.fixture
def stranger(make_biller, clerk, signed_in) -> Client:
    """The browser of another biller's clerk."""
    return signed_in(clerk(make_biller("Other Town"), name="Otto Other"))


@pytest.fixture
def team(biller: Biller, person, admin) -> dict[str, User]:
    """The PM and the IM who look after the biller."""
    found = {role: person(role, name=f"{role} of them") for role in ("pm", "im")}
    for role, user in found.items():
        assign_care(biller=biller, user=user, role=role, by=admin, now=NOW)
    return found


@pytest.fixture
def project(phase: Phase, team, pm) -> Project:
    version = operations.load_shipped_playbook(by=system(), now=NOW)
    return operations.start_project(
        phase=phase, playbook_version=version, kickoff_date=date(2026, 11, 2), by=pm, now=NOW
    )


@pytest.fixture
def planned(project: Project) -> PlanTask:
    """The first task of the plan that the biller owes."""
    found = PlanTask.objects.everywhere().filter(project=project, task__side="biller")
    return found.select_related("task__record").order_by("position").first()


@pytest.fixture
def task(biller: Biller, pm) -> Task:
    """A task beside any plan, owed by nobody in particular of theirs."""
    return create_task(
        subject=biller.record, biller=biller, title="Send samples", description="Ten bills of each kind.", side="biller",
        due_date=date(2026, 11, 20), by=pm, now=NOW,
    )  # fmt: skip
