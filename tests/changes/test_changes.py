"""Changes: worked out by the planner before anybody says yes, approved by both sides, then everything changes together."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from pilotage.changes import operations, queries, rules
from pilotage.changes.impact import impact_of
from pilotage.changes.models import ChangeApproval, ChangeRequest
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of
from pilotage.notices.models import Notice
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations import edit_plan_task
from pilotage.scope.models import Promise, ScopeLine
from pilotage.scope.operations import add_line
from story import NOW, TARGET

DAY = timedelta(days=1)


@pytest.fixture
def request_(project, fresh_phase, by):
    made = operations.ask_for_change(
        phase=fresh_phase, title="Kiosks", what="Two kiosks in the lobby", by=by["im"], now=NOW
    )
    return queries.change_for(by["pm"], made.pk)


def again(request: ChangeRequest, by) -> ChangeRequest:
    return queries.change_for(by["pm"], request.pk)


def stored(project) -> tuple:
    rows = PlanTask.objects.everywhere().filter(project=project).order_by("code")
    return tuple(rows.values_list("code", "duration_days", "task__state", "task__start_date", "task__due_date"))


def test_the_planner_says_what_a_change_would_do_and_nothing_happens(request_, project, by, task) -> None:
    longest, before = task(), stored(project)
    operations.edit_plan(
        request=request_,
        kind="change",
        plan_task=longest,
        duration_days=longest.duration_days + 5,
        by=by["pm"],
        now=NOW,
    )
    found = impact_of(request_, None)
    assert found["days_moved"] == 5 and found["go_live_before"] == project.planned_go_live_date.isoformat()
    assert found["changed"] == [
        {
            "code": longest.code,
            "title": longest.task.title,
            "before": longest.duration_days,
            "after": longest.duration_days + 5,
        }
    ]
    assert (
        found["moved_total"] > 0 and found["baseline"] == found["go_live_before"] and found["days_from_baseline"] == 5
    )
    assert stored(project) == before


def test_a_new_task_between_two_and_a_dropped_one(request_, project, by, task) -> None:
    longest = task()
    waits = longest.followed_by.select_related("successor").first().successor
    operations.edit_plan(
        request=request_, kind="add", title="Certify the reader", duration_days=4, after=[longest.code], before=[waits.code],
        by=by["pm"], now=NOW,
    )  # fmt: skip
    found = impact_of(request_, None)
    assert found["days_moved"] >= 0 and found["added"][0]["title"] == "Certify the reader"
    assert date.fromisoformat(found["added"][0]["start"]) > longest.task.due_date
    operations.edit_plan(request=request_, kind="drop", plan_task=longest, by=by["pm"], now=NOW)
    dropped = impact_of(request_, None)
    assert (
        dropped["dropped"] == [f"{longest.code} {longest.task.title}"] and dropped["days_moved"] < found["days_moved"]
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [({"kind": "add", "title": "X", "duration_days": 2, "after": ["NONE"]}, "no task NONE"),
     ({"kind": "add", "title": "", "duration_days": 2}, "to be done"),
     ({"kind": "add", "title": "X", "duration_days": 0}, "whole number"), ({"kind": "drop"}, "Choose the task"),
     ({"kind": "swap"}, "Choose to")],
)  # fmt: skip
def test_edits_that_the_plan_can_not_take_are_refused(request_, by, given, said) -> None:
    with pytest.raises(Refused, match=said):
        operations.edit_plan(request=request_, by=by["pm"], now=NOW, **given)
    assert not request_.plan_edits.exists()


def test_a_circle_is_told_at_once(request_, by, task) -> None:
    longest = task()
    first = longest.waits_for.select_related("predecessor").first().predecessor
    with pytest.raises(Refused, match=r"circle|each other|cycle"):
        operations.edit_plan(
            request=request_,
            kind="add",
            title="X",
            duration_days=2,
            after=[longest.code],
            before=[first.code],
            by=by["pm"],
            now=NOW,
        )
    assert not request_.plan_edits.exists() and again(request_, by).impact == {}


def test_with_both_yeses_plan_scope_target_and_documents_change_together(
    request_, project, fresh_phase, by, their, sponsor, task
) -> None:
    line = add_line(phase=fresh_phase, title="One counter", by=by["pm"], now=NOW)
    longest = task()
    waits = longest.followed_by.select_related("successor").first().successor
    operations.edit_plan(
        request=request_, kind="add", title="Certify the reader", duration_days=6, roles=["OS"], after=[longest.code],
        before=[waits.code], by=by["pm"], now=NOW,
    )  # fmt: skip
    operations.edit_scope(request=request_, kind="add", title="Two kiosks", by=by["pm"], now=NOW)
    operations.edit_scope(request=request_, kind="drop", line=line, by=by["pm"], now=NOW)
    impact = operations.offer_change(
        request=request_, one_off_amount=Decimal("14500.00"), monthly_amount=Decimal("320"), risk="high",
        target_date=TARGET + 14 * DAY, by=by["pm"], now=NOW,
    )  # fmt: skip
    assert queries.sides_left(again(request_, by)) == ["provider", "biller"]
    assert Notice.objects.filter(user=sponsor, kind="change_waiting").get().url == f"/portal/changes/{request_.pk}/"
    operations.approve_change(request=again(request_, by), by=by["pm"], now=NOW)
    assert Project.objects.everywhere().get().planned_go_live_date == project.planned_go_live_date
    operations.approve_change(request=again(request_, by), by=their, now=NOW)
    done = again(request_, by)
    assert done.state == "approved" and done.phase.target_go_live_date == TARGET + 14 * DAY
    assert Project.objects.everywhere().get().planned_go_live_date.isoformat() == impact["go_live_after"]
    made = PlanTask.objects.everywhere().get(task__title="Certify the reader")
    assert made.duration_days == 6 and set(made.followed_by.values_list("successor__code", flat=True)) == {waits.code}
    lines = dict(ScopeLine.objects.everywhere().values_list("title", "state"))
    assert lines == {"One counter": "dropped", "Two kiosks": "in_scope"}
    assert Promise.objects.everywhere().get().reference == "C1"
    names = set(StoredFile.objects.everywhere().values_list("name", flat=True))
    assert "change-order-C1.xlsx" in names and any(name.startswith("Scope plan, ") for name in names)
    order = StoredFile.objects.everywhere().get(name="change-order-C1.xlsx")
    cells = list(load_workbook(io.BytesIO(path_of(order.stored_name).read_bytes())).active.iter_rows(values_only=True))
    assert ("Price, once", "14,500.00 USD") in cells and any("Fay Sponsor" in str(row[1]) for row in cells)
    kinds = set(Event.objects.filter(record_id=request_.pk).values_list("kind", flat=True))
    assert {"changes.offered", "changes.approval_given", "changes.approved"} <= kinds


def test_without_price_and_dates_the_providers_yes_is_enough(request_, by) -> None:
    operations.edit_scope(request=request_, kind="add", title="A logo in colour", by=by["pm"], now=NOW)
    operations.offer_change(request=request_, risk="low", by=by["pm"], now=NOW)
    assert queries.sides_left(again(request_, by)) == ["provider"]
    with pytest.raises(Refused, match="You asked for it"):
        operations.approve_change(request=again(request_, by), by=by["im"], now=NOW)
    operations.approve_change(request=again(request_, by), by=by["cs_leader"], now=NOW)
    assert again(request_, by).state == "approved"


def test_who_may_not_say_yes_and_one_person_for_both_sides(request_, by, their, clerk, biller) -> None:
    from pilotage.people.viewers import viewer_of

    operations.offer_change(request=request_, one_off_amount=Decimal(10), risk="low", by=by["pm"], now=NOW)
    finance = viewer_of(clerk(biller, role="finance", name="Cal"), source="page")
    for who in (by["os"], finance):
        with pytest.raises(Forbidden):
            operations.approve_change(request=again(request_, by), by=who, now=NOW)
    with pytest.raises(Refused, match="where the sponsor"):
        operations.approve_change(request=again(request_, by), sponsor="Fay", by=by["pm"], now=NOW)
    operations.approve_change(request=again(request_, by), sponsor="Fay", remark="Mail of today", by=by["pm"], now=NOW)
    with pytest.raises(Refused, match="somebody else"):
        operations.approve_change(request=again(request_, by), by=by["pm"], now=NOW)
    with pytest.raises(Refused, match="said yes already"):
        operations.approve_change(request=again(request_, by), by=their, now=NOW)
    operations.approve_change(request=again(request_, by), by=by["cs_leader"], now=NOW)
    assert again(request_, by).state == "approved"


def test_a_plan_that_moved_on_asks_for_a_new_answer(request_, project, by, task) -> None:
    longest = task()
    operations.edit_plan(
        request=request_,
        kind="change",
        plan_task=longest,
        duration_days=longest.duration_days + 2,
        by=by["pm"],
        now=NOW,
    )
    operations.offer_change(request=request_, risk="low", by=by["pm"], now=NOW)
    other = (
        PlanTask.objects.everywhere()
        .filter(project=project, is_critical=True, task__due_date__lt=project.planned_go_live_date)
        .exclude(pk=longest.pk)
    )
    row = other.select_related("task__biller", "task__record", "project__record").order_by("-duration_days").first()
    edit_plan_task(plan_task=row, fields={"duration_days": row.duration_days + 3}, by=by["pm"], now=NOW)
    with pytest.raises(Refused, match="moved on"):
        operations.approve_change(request=again(request_, by), by=by["pm"], now=NOW)
    assert not ChangeApproval.objects.everywhere().exists()
    operations.offer_change(request=again(request_, by), risk="low", by=by["pm"], now=NOW)
    operations.approve_change(request=again(request_, by), by=by["pm"], now=NOW)


def test_another_word_takes_offer_and_yeses_back(request_, by) -> None:
    operations.offer_change(request=request_, one_off_amount=Decimal(10), risk="low", by=by["pm"], now=NOW)
    operations.approve_change(request=again(request_, by), by=by["cs_leader"], now=NOW)
    operations.change_words(request=again(request_, by), what="Three kiosks", by=by["im"], now=NOW)
    held = again(request_, by)
    assert (held.state, held.impact, queries.approvals_of(held)) == ("asked", {}, [])
    assert ChangeApproval.objects.everywhere().get().lapsed_at is not None


def test_when_one_step_fails_nothing_of_it_happens(request_, project, fresh_phase, by) -> None:
    line = add_line(phase=fresh_phase, title="One counter", by=by["pm"], now=NOW)
    operations.edit_plan(request=request_, kind="add", title="More", duration_days=1, by=by["pm"], now=NOW)
    operations.edit_scope(request=request_, kind="drop", line=line, by=by["pm"], now=NOW)
    operations.offer_change(request=request_, risk="low", by=by["pm"], now=NOW)
    from pilotage.scope.operations import drop_line

    drop_line(line=line, reason="Gone already", by=by["pm"], now=NOW)
    before, events = stored(project), Event.objects.count()
    with pytest.raises(Refused):
        operations.approve_change(request=again(request_, by), by=by["cs_leader"], now=NOW)
    assert stored(project) == before and again(request_, by).state == "offered" and Event.objects.count() == events


def test_refused_withdrawn_and_asked_for_again(request_, by, their) -> None:
    operations.offer_change(request=request_, one_off_amount=Decimal(10), risk="low", by=by["pm"], now=NOW)
    with pytest.raises(Refused, match="why"):
        operations.refuse_change(request=again(request_, by), reason=" ", by=their, now=NOW)
    operations.refuse_change(request=again(request_, by), reason="Too dear", by=their, now=NOW)
    assert (again(request_, by).state, again(request_, by).reason) == ("refused", "Too dear")
    with pytest.raises(Refused, match="already"):
        operations.withdraw_change(request=again(request_, by), reason="x", by=by["im"], now=NOW)
    operations.reopen_change(request=again(request_, by), by=by["pm"], now=NOW)
    with pytest.raises(Forbidden):
        operations.withdraw_change(request=again(request_, by), reason="x", by=by["os"], now=NOW)
    operations.withdraw_change(request=again(request_, by), reason="Next year", by=by["im"], now=NOW)
    assert again(request_, by).state == "withdrawn"


def test_who_was_overtaken_is_told(request_, by) -> None:
    seen = request_.record.version
    operations.change_words(request=request_, title="Three kiosks", by=by["im"], now=NOW)
    with pytest.raises(Stale):
        operations.offer_change(request=again(request_, by), risk="low", expect=seen, by=by["pm"], now=NOW)


@pytest.mark.parametrize(
    ("one_off", "monthly", "before", "after", "needed"),
    [(None, None, "2027-02-15", "2027-02-15", ("provider",)), (Decimal(1), None, "2027-02-15", "2027-02-15", ("provider", "biller")),
     (None, Decimal(-5), None, None, ("provider", "biller")), (Decimal(0), Decimal(0), None, None, ("provider",)),
     (None, None, "2027-02-15", "2027-02-16", ("provider", "biller"))],
)  # fmt: skip
def test_whose_yes_is_needed(one_off, monthly, before, after, needed) -> None:
    assert rules.sides_needed(one_off, monthly, {"go_live_before": before, "go_live_after": after}) == needed
