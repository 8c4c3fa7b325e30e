"""From kickoff over a slipped vendor date to the ledger: each lost day stands on its party, and the sums match the slip."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache

from pilotage.core.errors import Refused
from pilotage.onboarding import operations, queries
from pilotage.onboarding.models import Baseline, PlanTask
from pilotage.onboarding.plan_states import read
from pilotage.onboarding.scheduling import read_plan
from pilotage.onboarding.why_moved import compared, explain
from pilotage.planner.network import network
from pilotage.planner.tasks import Link

KICKOFF = date(2026, 11, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def live_until(project, pm, until: date, *, without: str) -> None:
    """Everything that is due before a day is done on its day, but for one task and what waits for it."""
    waiting = {without}
    for task in network(read_plan(project).tasks).tasks * 9:
        if waiting & {link.on for link in task.all_links}:
            waiting.add(task.id)
    rows = PlanTask.objects.everywhere().filter(project=project, task__due_date__lt=until, task__state="open")
    rows = rows.exclude(code__in=waiting)
    found = rows.select_related("task__biller", "task__record", "project__record")
    operations.complete_plan_tasks(plan_tasks=list(found), as_planned=True, by=pm, now=at(until))


def test_a_start_takes_the_first_baseline_with_every_task_and_its_dates(project) -> None:
    held = Baseline.objects.everywhere().get()
    kept = read(held.plan)
    assert (held.name, held.go_live_date) == ("Plan at the start", project.planned_go_live_date)
    assert kept.dates == {row.code: (row.task.start_date, row.task.due_date) for row in queries.plan_of(project)}
    assert read_plan(project).state().tasks == list(kept.state.tasks)


def test_nothing_has_moved_on_the_first_day(project) -> None:
    found = explain(read_plan(project), queries.baselines_of(project)[0], KICKOFF)
    assert found.ledger.days == 0 and not found.entries


def test_a_vendors_late_task_stands_on_the_vendor_and_a_hold_on_who_holds(project, plan_task, pm) -> None:
    vendor = plan_task("T040")
    due = vendor.task.due_date
    calendar = read_plan(project).calendar
    late = calendar.add_working_days(due, vendor.float_days + 4)
    live_until(project, pm, late, without="T040")
    operations.complete_plan_task(plan_task=plan_task("T040"), on=late, by=pm, now=at(late))
    held = calendar.add_working_days(late, 1)
    project.refresh_from_db()
    operations.hold_project(project=project, reason="Bank merger", party="bank", since=held, by=pm, now=at(held))
    on = calendar.add_working_days(held, 3)
    operations.resume_project(project=project, on=on, by=pm, now=at(on))
    project.refresh_from_db()
    found = explain(read_plan(project), queries.baselines_of(project)[0], on)
    assert (
        sum(one.lost.days for one in found.entries) == found.ledger.days == sum(days for *_one, days in found.parties)
    )
    lost = {party: days for party, _name, days in found.parties}
    assert lost["cis_vendor"] >= 4 and lost["bank"] == 3
    assert any(one.lost.evidence.endswith("Bank merger") for one in found.entries)
    was = calendar.position_after(found.ledger.was)
    assert calendar.position_after(found.ledger.now) - was == found.ledger.days


def test_a_change_of_the_plan_is_told_with_what_changed(project, plan_task, pm) -> None:
    operations.edit_plan_task(
        plan_task=plan_task("T040"), fields={"duration_days": 40}, links=[Link("T024", "FS", 2)], by=pm, now=at(KICKOFF)
    )
    found = explain(read_plan(project), queries.baselines_of(project)[0], KICKOFF)
    [entry] = [one for one in found.entries if one.lost.task_id == "T040"]
    assert "Duration: 15 became 40" in entry.lost.evidence and "T024 (FS+2)" in entry.lost.evidence
    moved = [
        one for _name, one in compared(read_plan(project), queries.baselines_of(project)[0], KICKOFF) if one.has_moved
    ]
    assert {"T040"} < {one.task_id for one in moved}


def test_a_kept_ledger_is_not_taken_for_another_day_or_another_plan(project, plan_task, pm) -> None:
    first, later = queries.baselines_of(project)[0], read_plan(project).calendar.add_working_days(KICKOFF, 9)

    def days(today: date) -> int:
        kept = explain(read_plan(project), first, today).ledger
        assert kept == explain(read_plan(project), first, today).ledger
        cache.clear()
        assert kept == explain(read_plan(project), first, today).ledger
        return kept.days

    on_time, passed = days(KICKOFF), days(later)
    operations.edit_plan_task(plan_task=plan_task("T040"), fields={"duration_days": 60}, by=pm, now=at(KICKOFF))
    assert len({on_time, passed, days(KICKOFF)}) == 3


def test_baselines_are_named_once_and_the_first_stays(project, pm) -> None:
    second = operations.take_baseline(project=project, name="After scope", today=KICKOFF, by=pm, now=at(KICKOFF))
    with pytest.raises(Refused, match="of that name"):
        operations.take_baseline(project=project, name="after scope", by=pm, now=at(KICKOFF))
    with pytest.raises(Refused, match="first baseline stays"):
        operations.remove_baseline(baseline=queries.baselines_of(project)[0], by=pm, now=at(KICKOFF))
    operations.remove_baseline(baseline=second, by=pm, now=at(KICKOFF))
    assert [one.name for one in queries.baselines_of(project)] == ["Plan at the start"]


def test_the_page_reads_the_ledger_and_its_file_adds_up(project, plan_task, pm, person, signed_in) -> None:
    due = plan_task("T040").task.due_date
    late = read_plan(project).calendar.add_working_days(due, plan_task("T040").float_days + 4)
    live_until(project, pm, late, without="T040")
    operations.complete_plan_task(plan_task=plan_task("T040"), on=late, by=pm, now=at(late))
    browser = signed_in(person("pm", name="Paula"))
    page = browser.get(f"/projects/{project.pk}/why/")
    text = page.content.decode()
    assert page.status_code == 200 and "CIS vendor work order" in text and "<svg" in text
    body = b"".join(browser.get(f"/projects/{project.pk}/why/?as=csv").streaming_content)
    *rows, total = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert sum(int(row["working_days"]) for row in rows) == int(total["working_days"])
    for path in ("compare/", "compare/?all=1", "baselines/", "compare/?as=xlsx"):
        assert browser.get(f"/projects/{project.pk}/{path}").status_code == 200
