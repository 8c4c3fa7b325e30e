"""The journey through the pages: kickoff, a vendor date that slips, a hold, and the ledger read at the end."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from pilotage.onboarding import operations
from pilotage.onboarding.models import Hold, PlanTask, Project
from pilotage.onboarding.scheduling import read_plan
from story import NOW


@pytest.fixture
def enter(signed_in, person):
    """A browser of a PM who signs in at the time that it is."""
    pat = person("pm", name="Pat")
    return lambda: signed_in(pat)


def _waiting(project, code):
    """A task and all that waits for it."""
    waiting = {code}
    for task in read_plan(project).tasks * 9:
        if waiting & {link.on for link in task.all_links}:
            waiting.add(task.id)
    return waiting


def noon(day):
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def test_from_kickoff_over_a_slipped_vendor_date_to_the_ledger(enter, version, phase, plan_task_of, pm) -> None:
    with time_machine.travel(NOW, tick=False):
        page = enter()
        form = {"playbook": version.pk, "kickoff_date": "2026-11-02", "name": "Go-live", "anchor": "kickoff"}
        assert page.post(f"/phases/{phase.pk}/start/", form).status_code == 302
    project = Project.objects.everywhere().get()
    vendor = plan_task_of(project, "T040")
    late = read_plan(project).calendar.add_working_days(vendor.task.due_date, vendor.float_days + 3)
    with time_machine.travel(noon(late), tick=False):
        page = enter()
        done = PlanTask.objects.everywhere().filter(project=project, task__due_date__lt=late)
        rows = done.exclude(code__in=_waiting(project, "T040")).select_related(
            "task__biller", "task__record", "project__record"
        )
        operations.complete_plan_tasks(plan_tasks=list(rows), as_planned=True, by=pm, now=noon(late))
        assert page.post(f"/plan-tasks/{vendor.pk}/complete/", {"on": late.isoformat()}).status_code == 302
        hold = {"reason": "Bank merger", "party": "bank", "since": "", "expected": ""}
        assert page.post(f"/projects/{project.pk}/hold/", hold).status_code == 302
    on = late + timedelta(days=7)
    with time_machine.travel(noon(on), tick=False):
        page = enter()
        listed = page.get(f"/projects/{project.pk}/").content.decode()
        assert "Bank merger (Bank)" in listed and Hold.objects.everywhere().get().until_date is None
        text = page.get(f"/projects/{project.pk}/why/").content.decode()
        assert "CIS vendor work order" in text and "Bank merger" in text and "How this was worked out" in text
        body = b"".join(page.get(f"/projects/{project.pk}/why/?as=csv").streaming_content).decode("utf-8-sig")
        *rows, total = list(csv.DictReader(io.StringIO(body)))
        assert sum(int(row["working_days"]) for row in rows) == int(total["working_days"]) > 0
        assert {"CIS vendor", "Bank"} <= {row["party"] for row in rows}
        assert f'href="/projects/{project.pk}/why/"' in page.get(f"/billers/{phase.biller_id}/").content.decode()
