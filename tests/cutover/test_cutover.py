"""Cut-overs: begun from a shipped runbook, changed, rehearsed, run with go/no-go and log, given up; and the gate that reads them."""

from datetime import UTC, datetime, timedelta

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.cutover import operations, queries
from pilotage.cutover.models import BackoutTrigger, CutoverEntry, CutoverPlan, CutoverStep
from pilotage.golive.queries import read_gates
from pilotage.notices.models import Notice
from pilotage.people.models import User
from story import NOW

START = datetime(2026, 11, 7, 23, 0, tzinfo=UTC)


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


@pytest.fixture
def plan(phase, pm) -> CutoverPlan:
    return operations.begin_plan(phase=phase, template="full", starts_at=START, by=pm, now=NOW)


@pytest.fixture
def small(phase, pm) -> CutoverPlan:
    made = operations.begin_plan(phase=phase, name="Small", starts_at=START, by=pm, now=NOW)
    for code, kind, before in (
        ("G1", "decision", []),
        ("A", "step", ["G1"]),
        ("B", "step", ["A"]),
        ("X1", "backout", []),
    ):
        operations.add_step(
            plan=made, code=code, kind=kind, title=f"Do {code}", minutes=10, depends_on=before, by=pm, now=NOW
        )
    operations.add_trigger(plan=made, title="Totals differ", by=pm, now=NOW)
    return made


def step(plan: CutoverPlan, code: str) -> CutoverStep:
    found: CutoverStep = CutoverStep.objects.everywhere().select_related("plan", "owner").get(plan=plan, code=code)
    return found


def fresh(plan: CutoverPlan) -> CutoverPlan:
    found: CutoverPlan = CutoverPlan.objects.everywhere().select_related("record", "phase").get(pk=plan.pk)
    return found


def test_a_shipped_runbook_stands_there_with_times_triggers_and_the_way_back(plan) -> None:
    lines = queries.lines_of(plan, queries.steps_of(plan), NOW)
    assert len(lines) > 25 and BackoutTrigger.objects.everywhere().filter(plan=plan).count() > 4
    assert lines[0].planned.start == START and lines[-1].step.kind == "backout" and lines[-1].planned is None
    posting = next(line for line in lines if line.step.code == "E1")
    assert posting.planned.start >= START + timedelta(days=1)


def test_a_new_start_moves_everything_along_and_takes_the_review_away(plan, pm) -> None:
    operations.review_plan(plan=plan, by=pm, now=NOW)
    assert fresh(plan).reviewed_by_name == pm.name
    operations.change_plan(plan=fresh(plan), starts_at=START + timedelta(hours=2), by=pm, now=NOW)
    assert step(plan, "E1").not_before_at == START + timedelta(days=1, hours=2) and fresh(plan).reviewed_at is None


def test_steps_are_written_renamed_and_removed_without_breaking_the_chain(small, pm) -> None:
    with pytest.raises(Refused, match="ring"):
        operations.change_step(step=step(small, "A"), depends_on=["B"], by=pm, now=NOW)
    with pytest.raises(Refused, match="isn't there"):
        operations.add_step(plan=small, code="C", title="C", minutes=5, depends_on=["Q"], by=pm, now=NOW)
    with pytest.raises(Refused, match="already"):
        operations.add_step(plan=small, code="b", title="C", minutes=5, by=pm, now=NOW)
    operations.change_step(step=step(small, "A"), code="A9", by=pm, now=NOW)
    assert step(small, "B").depends_on == ["A9"]
    operations.remove_step(step=step(small, "A9"), by=pm, now=NOW)
    assert step(small, "B").depends_on == ["G1"] and CutoverStep.objects.everywhere().count() == 3


def test_a_cut_over_runs_step_by_step_and_the_log_keeps_it(small, pm) -> None:
    with pytest.raises(Refused, match="isn't running"):
        operations.move_step(step=step(small, "A"), to="running", by=pm, now=START)
    operations.start_plan(plan=small, by=pm, now=START)
    with pytest.raises(Refused, match="A waits for G1"):
        operations.move_step(step=step(small, "A"), to="running", by=pm, now=START)
    with pytest.raises(Refused, match="decide it"):
        operations.move_step(step=step(small, "G1"), to="done", by=pm, now=START)
    operations.decide(step=step(small, "G1"), outcome="go", by=pm, now=START + timedelta(minutes=25))
    operations.move_step(step=step(small, "A"), to="running", by=pm, now=START + timedelta(minutes=26))
    with pytest.raises(Refused, match="Say why"):
        operations.move_step(step=step(small, "A"), to="failed", by=pm, now=START)
    lines = queries.lines_of(fresh(small), queries.steps_of(small), START + timedelta(minutes=40))
    late = {line.step.code: line.late for line in lines}
    assert late["G1"] == 15 and late["A"] == 20 and late["B"] == 20
    with pytest.raises(Refused, match="2 steps are open: A, B"):
        operations.end_plan(plan=small, by=pm, now=START)
    for code in ("A", "B"):
        operations.move_step(step=step(small, code), to="done", by=pm, now=START + timedelta(minutes=45))
    with pytest.raises(Refused, match="B went on"):
        operations.move_step(step=step(small, "A"), to="waiting", by=pm, now=START)
    operations.end_plan(plan=small, by=pm, now=START + timedelta(minutes=50))
    assert fresh(small).state == "done"
    said = [entry.text for entry in CutoverEntry.objects.everywhere().order_by("pk")]
    assert said[0] == "The cut-over begins." and said[1].startswith("G1 GO") and said[-1] == "The cut-over is done."
    assert Event.objects.filter(record_id=small.pk, kind="cutover.step_moved").count() == 3
    with pytest.raises(Refused, match="has begun"):
        operations.change_step(step=step(small, "A"), title="Else", by=pm, now=NOW)


def test_the_named_decider_decides_and_nobody_else(small, pm, person, viewer) -> None:
    from pilotage.people.viewers import viewer_of

    lea = person("cs_leader", name="Lea")
    operations.change_step(step=step(small, "G1"), owner=lea, by=pm, now=NOW)
    with pytest.raises(Forbidden, match="Lea"):
        operations.decide(step=step(small, "G1"), outcome="go", by=pm, now=NOW)
    with pytest.raises(Refused, match="Say why"):
        operations.decide(step=step(small, "G1"), outcome="no_go", by=viewer_of(lea, source="page"), now=NOW)
    operations.decide(
        step=step(small, "G1"), outcome="no_go", note="Bank is down", by=viewer_of(lea, source="page"), now=NOW
    )
    assert step(small, "G1").state == "failed"
    operations.decide(step=step(small, "G1"), outcome="go", by=viewer_of(lea, source="page"), now=NOW)
    assert step(small, "G1").outcome == "go" and Event.objects.filter(kind="cutover.decided").count() == 2


def test_a_trigger_is_pulled_once_and_the_way_back_runs(small, pm, person) -> None:
    ina = person("im", name="Ina")
    operations.change_step(step=step(small, "B"), owner=ina, by=pm, now=NOW)
    trigger = BackoutTrigger.objects.everywhere().select_related("plan__record").get()
    with pytest.raises(Refused, match="isn't running"):
        operations.pull_trigger(trigger=trigger, by=pm, now=NOW)
    operations.start_plan(plan=small, by=pm, now=START)
    operations.pull_trigger(trigger=trigger, note="3 % off", by=pm, now=START)
    with pytest.raises(Refused, match="already"):
        operations.pull_trigger(trigger=trigger, by=pm, now=START)
    assert Notice.objects.filter(user=ina, kind="cutover_turn").count() == 2
    with pytest.raises(Refused, match="way back isn't taken"):
        operations.move_step(step=step(small, "X1"), to="running", by=pm, now=START)
    operations.back_out(plan=small, reason="Totals differ", by=pm, now=START + timedelta(minutes=30))
    later = START + timedelta(minutes=30)
    back = next(one for one in queries.lines_of(fresh(small), queries.steps_of(small), later) if one.step.code == "X1")
    assert back.expected.start == START + timedelta(minutes=30)
    operations.move_step(step=step(small, "X1"), to="done", by=pm, now=START + timedelta(minutes=40))
    operations.end_plan(plan=small, by=pm, now=START + timedelta(minutes=41))
    assert fresh(small).state == "backed_out"


def test_two_runbooks_of_a_phase_never_run_at_once_but_a_rehearsal_may(small, plan, pm) -> None:
    operations.start_plan(plan=small, by=pm, now=START)
    with pytest.raises(Refused, match="Another cut-over"):
        operations.start_plan(plan=plan, by=pm, now=START)
    rehearsal = operations.copy_plan(plan=plan, starts_at=START, is_rehearsal=True, by=pm, now=NOW)
    operations.start_plan(plan=rehearsal, by=pm, now=START)
    assert CutoverPlan.objects.everywhere().filter(state="running").count() == 2


def test_readiness_asks_for_a_rehearsal_or_review_and_the_first_go(phase, pm) -> None:
    def gate():
        return next((one for one in read_gates(phase, now=NOW) if one.id == "cutover"), None)

    assert gate() is None
    plan = operations.begin_plan(phase=phase, template="channel", starts_at=START, by=pm, now=NOW)
    assert gate().state == "blocked" and len(gate().missing) == 2
    rehearsal = operations.copy_plan(plan=plan, starts_at=NOW, is_rehearsal=True, by=pm, now=NOW)
    operations.start_plan(plan=rehearsal, by=pm, now=NOW)
    for one in queries.steps_of(rehearsal):
        if one.kind == "decision":
            operations.decide(step=step(rehearsal, one.code), outcome="go", by=pm, now=NOW)
        elif one.kind == "step":
            operations.move_step(step=step(rehearsal, one.code), to="done", by=pm, now=NOW)
    operations.end_plan(plan=rehearsal, by=pm, now=NOW)
    assert gate().missing == ("No go yet at “Go/no-go: begin”.",)
    operations.decide(step=step(plan, "G1"), outcome="go", by=pm, now=NOW)
    assert gate().state == "pass" and "rehearsed" in gate().evidence


def test_from_an_empty_list_to_a_running_cut_over_on_pages(page, phase) -> None:
    assert b"No cut-over is planned" in page.get(f"/cutover/?phase={phase.pk}").content
    form = {"name": "", "template": "full", "day": "2026-12-05", "time": "18:00", "remark": "Bridge 555-0100"}
    page.post(f"/phases/{phase.pk}/cutover/new/", form)
    plan = CutoverPlan.objects.everywhere().get()
    assert plan.starts_at == datetime(2026, 12, 6, 0, 0, tzinfo=UTC)  # 18:00 in Chicago
    shown = page.get(f"/cutover/{plan.pk}/").content.decode()
    assert "Sat 18:00" in shown and "neither rehearsed nor reviewed" in shown and "The way back" in shown
    sheet = page.get(f"/cutover/{plan.pk}/sheet/").content.decode()
    assert "Bridge 555-0100" in sheet and "Initials" in sheet and "no-go" in sheet
    rows = b"".join(page.get(f"/cutover/{plan.pk}/?as=csv")).decode("utf-8-sig").splitlines()
    assert rows[1].startswith("G1,Before,decision") and "2026-12-05 18:00" in rows[1]
    page.post(f"/cutover/{plan.pk}/start/")
    first = step(plan, "G1")
    page.post(f"/cutover-steps/{first.pk}/decide/", {"outcome": "go", "note": "All ready"})
    page.post(f"/cutover/{plan.pk}/log/", {"text": "Bridge is open"})
    page.post(f"/cutover/{plan.pk}/log/", {"text": "4111 1111 1111 1111"})
    a1 = step(plan, "A1")
    page.post(f"/cutover-steps/{a1.pk}/move/", {"to": "running"})
    assert page.post(f"/cutover-steps/{a1.pk}/failed/", {"note": ""}).status_code == 422
    live = page.get(f"/cutover/{plan.pk}/live/").content.decode()
    assert 'hx-trigger="every 15s"' in live and "Bridge is open" in live and "G1 GO" in live and "4111 1111" not in live
    assert "1 of " in live and "A1 begins" in live
    assert b"Bridge is open" in b"".join(page.get(f"/cutover/{plan.pk}/live/?as=csv"))


def test_pages_ask_no_more_for_more(page, plan, pm, phase, django_assert_max_num_queries) -> None:
    operations.start_plan(plan=plan, by=pm, now=NOW)
    for n in range(4):
        operations.begin_plan(phase=phase, name=f"P{n}", template="channel", starts_at=START, by=pm, now=NOW)
        operations.write_entry(plan=plan, text=f"Line {n}", by=pm, now=NOW)
    for address in ("/cutover/", f"/cutover/{plan.pk}/", f"/cutover/{plan.pk}/live/"):
        page.get(address)
        with django_assert_max_num_queries(15):
            assert page.get(address).status_code == 200


def test_who_only_answers_calls_changes_nothing(phase, viewer, small, pm) -> None:
    caller = viewer("cs_agent")
    with pytest.raises(Forbidden):
        operations.begin_plan(phase=phase, starts_at=START, by=caller, now=NOW)
    with pytest.raises(Forbidden):
        operations.write_entry(plan=small, text="Hello", by=caller, now=NOW)
    assert User.objects.filter(pk=pm.user_id).exists() and not CutoverEntry.objects.everywhere().exists()
