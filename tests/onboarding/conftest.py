"""The shipped playbook, and a project that started from it."""

from collections.abc import Callable
from datetime import date

import pytest

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer, system
from pilotage.onboarding import operations
from pilotage.onboarding.models import PlanTask, PlaybookVersion, Project
from story import NOW

KICKOFF = date(2026, 11, 2)


@pytest.fixture
def version(db: None) -> PlaybookVersion:
    return operations.load_shipped_playbook(by=system(), now=NOW)


@pytest.fixture
def project(version: PlaybookVersion, phase: Phase, pm: Viewer) -> Project:
    return operations.start_project(phase=phase, playbook_version=version, kickoff_date=KICKOFF, by=pm, now=NOW)


@pytest.fixture
def plan_task(project: Project) -> Callable[[str], PlanTask]:
    """`plan_task("T006")`: that task of the project, read anew."""
    rows = PlanTask.objects.everywhere().select_related("task__biller", "task__record", "project__record")
    return lambda code: rows.get(project=project, code=code)


@pytest.fixture
def plan_task_of() -> Callable[[Project, str], PlanTask]:
    """`plan_task_of(project, "T006")`: a task of any project, read anew."""
    rows = PlanTask.objects.everywhere().select_related("task__biller", "task__record", "project__record")
    return lambda project, code: rows.get(project=project, code=code)
