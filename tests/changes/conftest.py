"""A project whose plan is changed, and the people who ask and say yes."""

from datetime import date

import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core.viewer import system
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.people.viewers import viewer_of
from story import NOW, TARGET


@pytest.fixture
def people(person):
    return {word: person(word, name=word) for word in ("pm", "im", "cs_leader", "os")}


@pytest.fixture
def by(people):
    return {word: viewer_of(user, source="page") for word, user in people.items()}


@pytest.fixture
def sponsor(clerk, biller):
    return clerk(biller, role="sponsor", name="Fay Sponsor")


@pytest.fixture
def their(sponsor):
    return viewer_of(sponsor, source="page")


@pytest.fixture
def project(phase, biller, people, by) -> Project:
    """The shipped plan with a target."""
    version = load_shipped_playbook(by=system(), now=NOW)
    for role in ("pm", "im"):
        billers.assign_care(biller=biller, user=people[role], role=role, by=system(), now=NOW)
    billers.set_target_go_live(phase=phase, date=TARGET, by=by["pm"], now=NOW)
    made = start_project(phase=phase, playbook_version=version, kickoff_date=date(2026, 11, 2), by=by["pm"], now=NOW)
    return Project.objects.everywhere().select_related("record", "phase__biller", "biller").get(pk=made.pk)


@pytest.fixture
def fresh_phase(project) -> Phase:
    return Phase.objects.everywhere().select_related("biller", "record").get(pk=project.phase_id)


@pytest.fixture
def task(project):
    """`task(code)`: a task of the plan; without a code the longest one before the go-live that decides it."""

    def find(code: str = "") -> PlanTask:
        found = PlanTask.objects.everywhere().filter(project=project)
        found = found.select_related("task__biller", "task__record", "project__record")
        return (
            found.get(code=code)
            if code
            else found.filter(is_critical=True, task__due_date__lt=project.planned_go_live_date)
            .order_by("-duration_days", "pk")
            .first()
        )

    return find
