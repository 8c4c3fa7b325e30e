"""A biller at a glance: the strip says what blocks each phase and who acts next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pilotage.billers import operations as billers
from pilotage.billers.models import Biller, Integration, Phase
from pilotage.core.viewer import system
from pilotage.onboarding.operations import load_shipped_playbook, start_project
from pilotage.work.models import Task
from pilotage.work.operations import block_task


@pytest.fixture
def phase(biller) -> Phase:
    """A phase with a project, whose go-live is five days away."""
    now, by = timezone.now(), system()
    row = biller()
    used = billers.add_integration(by=by, now=now, biller=row, integrator="Provider")
    made = billers.add_phase(by=by, now=now, biller=row, integration=used)
    billers.set_target_go_live(by=by, now=now, phase=made, date=now.date() + timedelta(days=5))
    version = load_shipped_playbook(by=by, now=now)
    start_project(by=by, now=now, phase=made, playbook_version=version, kickoff_date=now.date())
    return made


@pytest.fixture
def read_page(signed_in, person):
    browser = signed_in(person("pm"))

    def read(address: str) -> str:
        answer = browser.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def first_task(phase: Phase) -> Task:
    tasks = Task.objects.everywhere().filter(biller=phase.biller_id).order_by("due_date", "pk")
    return tasks[0]


def test_the_next_task_and_the_blocked_one_stand_in_the_strip(phase, read_page) -> None:
    task = first_task(phase)
    assert f'<a href="/tasks/{task.pk}/">{task.title}</a>' in read_page(f"/billers/{phase.biller_id}/")
    block_task(by=system(), now=timezone.now(), task=task, reason="No answer from the vendor")
    assert f"{task.title}: No answer from the vendor" in read_page(f"/billers/{phase.biller_id}/")


def test_what_a_near_go_live_still_needs_is_asked_for_apart(phase, read_page) -> None:
    shown = read_page(f"/billers/{phase.biller_id}/")
    assert f'hx-get="/phases/{phase.pk}/next/" hx-trigger="load"' in shown and "more gates" not in shown
    assert "Integration Summary complete: blocked (and 5 more gates)" in read_page(f"/phases/{phase.pk}/next/")


def test_a_go_live_far_away_asks_for_nothing_apart(phase, read_page) -> None:
    later = timezone.now().date() + timedelta(days=90)
    billers.set_target_go_live(by=system(), now=timezone.now(), phase=phase, date=later, reason="moved")
    assert "/next/" not in read_page(f"/billers/{phase.biller_id}/")


def test_a_biller_without_a_phase_has_a_page_and_a_missing_one_has_none(biller, read_page, signed_in, person) -> None:
    row = biller("Lonely Township")
    assert not Phase.objects.everywhere().filter(biller=row).exists()
    assert "No phase yet" in read_page(f"/billers/{row.pk}/")
    browser = signed_in(person("im"))
    assert browser.get("/billers/01900000-0000-7000-8000-000000000000/").status_code == 404
    assert Biller.objects.everywhere().count() == 1 and not Integration.objects.everywhere().exists()
