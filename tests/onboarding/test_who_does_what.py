"""Who may move which task of a plan, and who is told when dates move."""

from datetime import timedelta

import pytest

from pilotage.billers.operations import assign_care, set_target_go_live
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import DueReaction, Event
from pilotage.core.operations.delivering import react_once
from pilotage.notices.models import Notice
from pilotage.onboarding import operations, queries
from pilotage.onboarding.models import Project
from pilotage.people.viewers import viewer_of
from pilotage.work.operations import assign_task, change_task
from pilotage.work.planned import around, mover_of
from story import NOW, TARGET


def told(user) -> list[str]:
    return list(
        Notice.objects.filter(user=user, kind="plan_moved").order_by("created_at").values_list("text", flat=True)
    )


@pytest.mark.parametrize("role", ["pm", "im", "os", "admin"])
def test_who_runs_the_project_completes_any_task(plan_task, viewer, role) -> None:
    operations.complete_plan_task(plan_task=plan_task("T011"), by=viewer(role), now=NOW + timedelta(days=30))
    assert plan_task("T011").task.state == "done"


@pytest.mark.parametrize(("code", "role"), [("T007", "csm"), ("T074", "cs_agent"), ("T079", "tsm"), ("T079", "tam")])
def test_a_holder_of_a_role_that_the_task_names_completes_it(plan_task, viewer, code, role) -> None:
    operations.complete_plan_task(plan_task=plan_task(code), by=viewer(role), now=NOW + timedelta(days=150))
    assert plan_task(code).task.state == "done"


def test_other_staff_complete_reopen_start_or_block_nothing_and_owners_do(plan_task, person, pm) -> None:
    mia = person("marketing", name="Mia")
    by = viewer_of(mia, source="page")
    moves = [
        lambda: operations.complete_plan_task(plan_task=plan_task("T011"), by=by, now=NOW),
        lambda: operations.reopen_plan_task(plan_task=plan_task("T011"), by=by, now=NOW),
        lambda: operations.start_plan_task(plan_task=plan_task("T011"), by=by, now=NOW),
        lambda: operations.block_plan_task(plan_task=plan_task("T011"), reason="No time", by=by, now=NOW),
        lambda: operations.drop_plan_task(plan_task=plan_task("T011"), reason="No need", by=by, now=NOW),
        lambda: assign_task(task=plan_task("T011").task, owner=mia, by=by, now=NOW),
    ]
    events = Event.objects.count()
    for move in moves:
        with pytest.raises(Forbidden):
            move()
    assert Event.objects.count() == events and plan_task("T011").task.state == "open"
    assign_task(task=plan_task("T011").task, owner=mia, by=pm, now=NOW)
    moves[0]()
    assert plan_task("T011").task.state == "done"


def test_a_billers_person_completes_their_side_of_their_own_plan_alone(plan_task, biller, clerk, make_biller) -> None:
    theirs, ours = plan_task("T014"), plan_task("T011")
    cora = viewer_of(clerk(biller), source="page")
    stranger = viewer_of(clerk(make_biller("Elm City"), name="Stan"), source="page")
    for by, row in ((cora, ours), (stranger, theirs)):
        with pytest.raises(Forbidden):
            operations.complete_plan_task(plan_task=row, by=by, now=NOW)
    operations.complete_plan_task(plan_task=theirs, by=cora, now=NOW)
    assert plan_task("T014").task.state == "done"


def test_a_task_taken_in_hand_late_moves_what_follows(plan_task, pm) -> None:
    later = NOW + timedelta(days=7)
    before = plan_task("T002").task.start_date
    moved = operations.start_plan_task(plan_task=plan_task("T001"), by=pm, now=later)
    row = plan_task("T001")
    assert moved > 80 and row.actual_start_date == later.date() == row.task.start_date
    assert plan_task("T002").task.start_date > before


def test_a_dropped_task_leaves_the_plan_and_comes_back_when_reopened(project, plan_task, pm) -> None:
    before = {row.code: row.task.due_date for row in queries.plan_of(project)}
    operations.drop_plan_task(plan_task=plan_task("T056"), reason="One cycle is enough", by=pm, now=NOW)
    after = {row.code: row.task.due_date for row in queries.plan_of(project)}
    assert after["T057"] < before["T057"]
    assert Project.objects.everywhere().get().tasks_total == 91
    mover_of(plan_task("T056").task, "reopen")(by=pm, now=NOW)
    assert {row.code: row.task.due_date for row in queries.plan_of(project)} == before


def test_the_page_of_a_task_names_its_neighbours(plan_task, pm, viewer) -> None:
    found = around(plan_task("T011").task, pm)
    assert [row.code for row in found["before"]] == ["T010"]
    assert [row.code for row in found["after"]] == ["T012"]
    assert found["may_do"] and found["may_plan"]
    assert not around(plan_task("T011").task, viewer("marketing"))["may_do"]


def test_the_plan_gives_a_planned_task_its_dates(plan_task, pm) -> None:
    with pytest.raises(Refused, match="plan gives"):
        change_task(task=plan_task("T011").task, due_date=TARGET, by=pm, now=NOW)


def test_owners_of_moved_tasks_are_told_once_a_day_and_who_looks_after_it_of_the_go_live(
    plan_task, biller, person, admin, pm
) -> None:
    im, csm, done_by = person("im", name="Dana"), person("csm", name="Carla"), person("csm", name="Early")
    assign_care(by=admin, now=NOW, biller=biller, user=im, role="im")
    assign_task(task=plan_task("T007").task, owner=csm, by=pm, now=NOW)
    assign_task(task=plan_task("T002").task, owner=done_by, by=pm, now=NOW)
    operations.complete_plan_task(plan_task=plan_task("T002"), on=NOW.date(), by=pm, now=NOW)
    Notice.objects.all().delete()
    late = NOW + timedelta(days=14)
    for code in ("T001", "T004"):
        operations.complete_plan_task(plan_task=plan_task(code), on=late.date(), by=pm, now=late)
    assert len(told(csm)) == 1 and "new dates" in told(csm)[0]
    assert "planned go-live" in told(im)[0]
    assert told(done_by) == []


def test_who_moves_a_plan_is_not_told_so(plan_task, person, pm) -> None:
    me = person("im", name="Dana")
    assign_task(task=plan_task("T007").task, owner=me, by=pm, now=NOW)
    late = NOW + timedelta(days=14)
    operations.complete_plan_task(plan_task=plan_task("T001"), by=viewer_of(me, source="page"), now=late)
    assert told(me) == []


def test_a_target_that_the_plan_passes_is_told_to_who_looks_after_it(project, phase, biller, person, admin, pm) -> None:
    im = person("im", name="Dana")
    assign_care(by=admin, now=NOW, biller=biller, user=im, role="im")
    phase.refresh_from_db()
    set_target_go_live(phase=phase, date=project.planned_go_live_date, by=pm, now=NOW)
    run_reactions()
    assert told(im) == []
    earlier = project.planned_go_live_date - timedelta(days=7)
    set_target_go_live(phase=phase, date=earlier, reason="The board asked", by=pm, now=NOW)
    run_reactions()
    assert len(told(im)) == 1 and "5 working days after its new target" in told(im)[0]


def run_reactions() -> None:
    while react_once(now=NOW):
        pass
    assert not DueReaction.objects.filter(done_at=None, reaction__startswith="onboarding").exists()
