"""A better playbook carried into running plans: what it proposes, what a person's edits hold against it, and what a yes does."""

from dataclasses import replace
from datetime import date

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.onboarding import jobs, operations
from pilotage.onboarding.lines import Line, line_of_row, read_links
from pilotage.onboarding.merge_reading import read_merge
from pilotage.onboarding.models import Dependency, PlanTask, PlaybookVersion, ProjectMerge
from pilotage.work.enums import TaskState
from story import NOW

KICKOFF = date(2026, 11, 2)


@pytest.fixture
def first(pm, db) -> PlaybookVersion:
    draft = operations.begin_playbook(name="Own plan", by=pm, now=NOW)
    operations.change_line(row=draft.tasks.get(), line=Line("A", "Begin", duration_days=2), seen=1, by=pm, now=NOW)
    for line in (
        Line("B", "Collect files", roles=("OS",), duration_days=3, links=read_links(["A"])),
        Line("C", "Check files", roles=("IM",), duration_days=4, links=read_links(["B"])),
        Line("D", "Old habit", links=read_links(["B"])),
        Line("E", "Go live", links=read_links(["C", "D"]), milestone="M7 Live"),
    ):
        operations.add_line(version=draft, line=line, by=pm, now=NOW)
    return operations.publish_draft(version=draft, note="First", by=pm, now=NOW)


@pytest.fixture
def second(first, pm) -> PlaybookVersion:
    """B is longer, C has another title, D is gone, N is new between C and E."""
    draft = operations.begin_draft(playbook=first.playbook, by=pm, now=NOW)
    rows = {row.code: row for row in draft.tasks.all()}

    def put(code: str, **values) -> None:
        row = draft.tasks.get(code=code)
        operations.change_line(row=row, line=replace(line_of_row(row), **values), seen=row.revision, by=pm, now=NOW)

    put("B", duration_days=6)
    put("C", title="Check files twice", duration_days=5)
    operations.remove_line(row=rows["D"], by=pm, now=NOW)
    operations.add_line(
        version=draft, line=Line("N", "Sign the check", links=read_links(["C SS+1"])), after="C", by=pm, now=NOW
    )
    put("E", links=read_links(["C", "N"]))
    return operations.publish_draft(version=draft, note="Better", by=pm, now=NOW)


@pytest.fixture
def project(first, phase, pm):
    return operations.start_project(phase=phase, playbook_version=first, kickoff_date=KICKOFF, by=pm, now=NOW)


def carry(version, projects, pm, **choices) -> list[ProjectMerge]:
    """Compared, agreed to, and carried out as the jobs do it."""
    made = looked(version, projects, pm)
    for merge_row in made.merges.everywhere():
        if choices:
            operations.choose_for_merge(merge=merge_row, proposal=merge_row.proposal, by=pm, now=NOW, **choices)
    agreed(made, pm)
    return list(made.merges.everywhere().order_by("pk"))


def looked(version, projects, pm):
    made = operations.begin_carrying(version=version, projects=projects, by=pm, now=NOW)
    jobs.look(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=pm, now=NOW)
    return made


def agreed(made, pm) -> None:
    keys = [row.pk for row in made.merges.everywhere()]
    operations.agree(carrying=made, merges=keys, by=pm, now=NOW)
    jobs.carry(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=pm, now=NOW)


def plan(project) -> dict[str, PlanTask]:
    rows = PlanTask.objects.everywhere().filter(project=project).select_related("task").order_by("position")
    return {row.code: row for row in rows}


def links(project) -> set[tuple[str, str, str, int]]:
    found = Dependency.objects.everywhere().filter(project=project).select_related("predecessor", "successor")
    return {(one.predecessor.code, one.successor.code, one.kind, one.lag_days) for one in found}


def test_a_version_is_carried_into_an_untouched_plan(project, second, pm) -> None:
    (done,) = carry(second, [project], pm)
    assert done.state == "merged" and done.outcome == {"added": 1, "changed": 3, "dropped": 1, "kept": 0}
    rows = plan(project)
    assert list(rows) == ["A", "B", "C", "D", "N", "E"]
    assert rows["B"].duration_days == 6 and rows["C"].task.title == "Check files twice" and rows["N"].task.due_date
    assert rows["D"].task.state == TaskState.DROPPED
    assert ("C", "N", "SS", 1) in links(project) and ("N", "E", "FS", 0) in links(project)
    project.refresh_from_db()
    assert (
        project.playbook_version == second
        and Event.objects.filter(kind="onboarding.playbook_carried", record_id=project.pk).count() == 1
    )
    assert read_merge(project, second).proposal.items == ()


def test_what_comes_out_is_what_a_fresh_start_would_give(project, second, pm, phase) -> None:
    carry(second, [project], pm)
    fresh = operations.start_project(phase=phase, playbook_version=second, kickoff_date=KICKOFF, by=pm, now=NOW)
    mine = {
        code: (row.task.title, row.duration_days, row.task.start_date, row.task.due_date)
        for code, row in plan(project).items()
        if row.task.state != "dropped"
    }
    theirs = {
        code: (row.task.title, row.duration_days, row.task.start_date, row.task.due_date)
        for code, row in plan(fresh).items()
    }
    assert mine == theirs


def test_every_edit_of_a_person_stays(project, second, pm) -> None:
    rows = plan(project)
    operations.change_plan_task(plan_task=rows["C"], duration_days=9, by=pm, now=NOW)
    operations.change_plan_task(plan_task=rows["D"], duration_days=2, by=pm, now=NOW)
    own = operations.add_plan_task(project=project, title="Call the mayor", after=["B"], by=pm, now=NOW)
    (done,) = carry(second, [project], pm)
    after = plan(project)
    assert done.outcome["kept"] == 2
    assert after["C"].duration_days == 9 and after["C"].task.title == "Check files twice"
    assert after["D"].task.state == TaskState.OPEN and after["D"].duration_days == 2
    assert after[own.code].task.title == "Call the mayor" and ("B", own.code, "FS", 0) in links(project)
    project.refresh_from_db()
    assert {item.step for item in read_merge(project, second).proposal.items} == set()


def test_a_person_takes_the_playbooks_side_or_leaves_a_change_out(project, second, pm) -> None:
    operations.change_plan_task(plan_task=plan(project)["C"], duration_days=9, by=pm, now=NOW)
    carry(second, [project], pm, declined=["added:N:", "changed:B:duration_days"], taken=["kept:C:duration_days"])
    after = plan(project)
    assert "N" not in after and after["B"].duration_days == 3 and after["C"].duration_days == 5
    # What was declined is a person's from now on: the same version proposes nothing more.
    project.refresh_from_db()
    assert [item.step for item in read_merge(project, second).proposal.items if item.is_on] == []


def test_nothing_moves_before_a_persons_yes(project, second, pm) -> None:
    before = {code: row.made_as for code, row in plan(project).items()}
    made = looked(second, [project], pm)
    row = made.merges.everywhere().get()
    assert row.state == "proposed" and row.outcome == {"added": 1, "changed": 3, "dropped": 1, "kept": 0}
    jobs.carry(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=pm, now=NOW)
    project.refresh_from_db()
    assert {code: one.made_as for code, one in plan(project).items()} == before and project.playbook_version != second


def test_a_plan_that_changed_after_the_look_is_left_alone_and_looked_at_again(project, second, pm) -> None:
    made = looked(second, [project], pm)
    operations.change_plan_task(plan_task=plan(project)["B"], duration_days=8, by=pm, now=NOW)
    agreed(made, pm)
    row = made.merges.everywhere().get()
    assert row.state == "changed" and plan(project)["B"].duration_days == 8 and "N" not in plan(project)
    assert operations.look_again(carrying=made, by=pm, now=NOW) == 1
    jobs.look(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=pm, now=NOW)
    agreed(made, pm)
    row.refresh_from_db()
    assert row.state == "merged" and plan(project)["B"].duration_days == 8 and "N" in plan(project)


def test_a_circle_of_both_sides_is_told_before_anybody_says_yes(project, second, pm) -> None:
    """A person let C wait for E; the playbook lets E wait for N, and N for C."""
    rows = plan(project)
    operations.edit_plan_task(plan_task=rows["E"], fields={}, links=read_links(["B"]), by=pm, now=NOW)
    operations.edit_plan_task(plan_task=rows["C"], fields={}, links=read_links(["B", "E"]), by=pm, now=NOW)
    made = looked(second, [project], pm)
    row = made.merges.everywhere().get()
    assert row.state == "refused" and "round in a circle" in row.reason
    with pytest.raises(Refused, match="Tick projects"):
        operations.agree(carrying=made, merges=[row.pk], by=pm, now=NOW)
    assert "N" not in plan(project)


def test_a_job_that_runs_again_does_nothing_twice(project, second, pm) -> None:
    made = looked(second, [project], pm)
    agreed(made, pm)
    events = Event.objects.count()
    jobs.look(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=pm, now=NOW)
    jobs.carry(arguments={"carrying": str(made.pk)}, progress=lambda done, total: None, by=pm, now=NOW)
    assert Event.objects.count() == events and PlanTask.objects.everywhere().filter(code="N").count() == 1


def test_a_part_bought_later_is_stitched_in(project, pm, version) -> None:
    from pilotage.onboarding.playbook_queries import published_parts

    part = next(one for one in published_parts(["autopay"]))
    (done,) = carry(part, [project], pm)
    assert done.state == "merged" and project.parts.get().version == part
    assert {"AP01", "AP06"} <= set(plan(project)) and project.playbook_version.playbook.name == "Own plan"


def test_only_who_plans_may_carry_and_only_what_is_published_into_what_runs(project, first, second, pm, viewer) -> None:
    with pytest.raises(Forbidden):
        operations.begin_carrying(version=second, projects=[project], by=viewer("csm"), now=NOW)
    draft = operations.begin_draft(playbook=first.playbook, by=pm, now=NOW)
    with pytest.raises(Refused, match="Publish the draft"):
        operations.begin_carrying(version=draft, projects=[project], by=pm, now=NOW)
    operations.cancel_project(project=project, reason="Over", by=pm, now=NOW)
    with pytest.raises(Refused, match="does not run"):
        operations.begin_carrying(version=second, projects=[project], by=pm, now=NOW)


def test_fifty_projects_are_compared_and_carried_with_the_same_queries_per_page(
    project, second, pm, person, signed_in
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = signed_in(person("pm", name="Pat"))
    made = looked(second, [project], pm)
    url = f"/carryings/{made.pk}/"
    with CaptureQueriesContext(connection) as one:
        assert "waits for your yes" in browser.get(url).content.decode()
    assert len(one) <= 15
    row = made.merges.everywhere().get()
    with CaptureQueriesContext(connection) as found:
        words = browser.get(f"/merges/{row.pk}/").content.decode()
    assert "Check files twice" in words and "Sign the check" in words and len(found) <= 15


def test_a_comparison_asks_as_often_with_more_tasks_parts_and_projects(project, second, pm, person, signed_in) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from pilotage.onboarding.playbook_queries import published_parts

    def asked(made) -> int:
        row = made.merges.everywhere().get(project=project)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/merges/{row.pk}/").status_code == 200
        return len(found)

    operations.load_shipped_playbook(by=system(), now=NOW)
    browser, part = signed_in(person("pm", name="Pat")), published_parts(["autopay"])[0]
    few = asked(looked(second, [project], pm))
    assert carry(part, [project], pm)[0].state == "merged"
    other = operations.start_project(phase=project.phase, playbook_version=second, kickoff_date=KICKOFF, by=pm, now=NOW)
    assert len(plan(project)) > 8
    assert asked(looked(second, [project, other], pm)) == few <= 15


def test_the_pages_lead_from_the_version_to_the_yes(project, second, pm, person, signed_in) -> None:
    browser = signed_in(person("pm", name="Pat"))
    assert "1 on an older version" in browser.get("/settings/playbooks/").content.decode()
    url = f"/settings/playbooks/{second.pk}/carry/"
    assert project.name in browser.get(url).content.decode()
    assert browser.post(url).status_code == 302 and not ProjectMerge.objects.everywhere().exists()
    page = browser.post(url, {"selected": [str(project.pk)]}, follow=True)
    assert "Comparing the plans" in page.content.decode()
    row = ProjectMerge.objects.everywhere().get()
    jobs.look(arguments={"carrying": str(row.carrying_id)}, progress=lambda done, total: None, by=pm, now=NOW)
    row.refresh_from_db()
    given = {"proposal": row.proposal, "item": ["changed:B:duration_days", "dropped:D:"], "do": "carry"}
    assert browser.post(f"/merges/{row.pk}/", given).status_code == 302
    jobs.carry(arguments={"carrying": str(row.carrying_id)}, progress=lambda done, total: None, by=pm, now=NOW)
    after = plan(project)
    assert after["B"].duration_days == 6 and after["C"].duration_days == 4 and "N" not in after
    assert "Carried into 1 project" in browser.get(f"/carryings/{row.carrying_id}/").content.decode()
    page = browser.get(f"/projects/{project.pk}/playbook/").content.decode()
    assert str(second) in page and "Carried in" in page
