"""The one door to live: every gate, two people, waivers that end, and nothing else that opens it."""

import ast
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.viewer import system
from pilotage.golive import operations
from pilotage.golive.queries import read_gates, readiness
from pilotage.people.viewers import viewer_of
from pilotage.summaries import operations as summaries
from pilotage.summaries.queries import summary_of
from pilotage.transition import operations as transition
from pilotage.transition.models import SupportWindow
from story import NOW, TARGET

LATER = datetime(2027, 2, 12, 15, 0, tzinfo=ZoneInfo("UTC"))


def approve_both(phase, by) -> None:
    operations.approve(phase=phase, by=by["pm"], now=LATER)
    operations.approve(phase=phase, by=by["cs_leader"], now=LATER)


def test_a_fresh_phase_names_what_each_gate_misses(phase) -> None:
    found = readiness(phase, now=NOW)
    assert found["ready"] is False
    assert [gate["id"] for gate in found["gates"]] == [
        "summary",
        "milestones",
        "decision",
        "meetings",
        "presentation",
        "help_desk",
    ]
    assert all(gate["missing"] and gate["evidence"] for gate in found["gates"])
    assert all(gate["read_at"] == NOW.isoformat() for gate in found["gates"])


def test_two_people_approve_and_the_phase_goes_live_with_its_window(ready_phase, by, biller) -> None:
    assert readiness(ready_phase, now=LATER)["ready"], readiness(ready_phase, now=LATER)
    approve_both(ready_phase, by)
    assert Phase.objects.everywhere().get().stage == "go_live"
    on = date(2027, 2, 15)
    then = datetime(2027, 2, 15, 20, 0, tzinfo=ZoneInfo("UTC"))
    with pytest.raises(Refused, match="not come yet"):
        operations.go_live(phase=ready_phase, on=on, by=by["pm"], now=LATER)
    operations.go_live(phase=ready_phase, on=on, by=by["pm"], now=then)
    live = Phase.objects.everywhere().get()
    assert (live.stage, live.went_live_date) == ("transition", on)
    window = SupportWindow.objects.everywhere().get()
    assert window.ends_at == datetime(2027, 3, 18, 0, 0, tzinfo=ZoneInfo("America/Chicago"))
    with pytest.raises(Refused, match="already"):
        operations.go_live(phase=ready_phase, on=on, by=by["pm"], now=then)


def test_one_person_with_both_roles_signs_once(ready_phase, by, person) -> None:
    both = viewer_of(person("pm", "cs_leader", name="both"), source="page")
    operations.approve(phase=ready_phase, by=both, now=LATER)
    with pytest.raises(Refused):
        operations.approve(phase=ready_phase, by=both, now=LATER)
    with pytest.raises(Refused, match="Both approvals"):
        operations.go_live(phase=ready_phase, on=LATER.date(), by=by["pm"], now=LATER)


def test_the_same_side_does_not_sign_twice_and_others_never(ready_phase, by) -> None:
    operations.approve(phase=ready_phase, by=by["pm"], now=LATER)
    with pytest.raises(Refused):
        operations.approve(phase=ready_phase, by=by["im"], now=LATER)
    for who in (by["tsm"], system()):
        with pytest.raises(Forbidden):
            operations.approve(phase=ready_phase, by=who, now=LATER)


def test_nobody_approves_while_a_gate_is_blocked(phase, by) -> None:
    with pytest.raises(Refused, match="blocked"):
        operations.approve(phase=phase, by=by["pm"], now=NOW)


def test_a_gate_that_closes_after_the_approvals_stops_the_go_live(ready_phase, by) -> None:
    approve_both(ready_phase, by)
    summaries.clear_field(summary=summary_of(ready_phase.pk), key="ivr", by=by["im"], now=LATER)
    with pytest.raises(Refused, match="Integration Summary"):
        operations.go_live(phase=ready_phase, on=LATER.date(), by=by["pm"], now=LATER)


def test_a_waiver_is_a_leaders_has_a_reason_and_ends(ready_phase, by) -> None:
    summaries.clear_field(summary=summary_of(ready_phase.pk), key="ivr", by=by["im"], now=LATER)
    end = LATER + timedelta(days=2)
    common = {"phase": ready_phase, "gate": "summary", "now": LATER}
    with pytest.raises(Forbidden):
        operations.waive_gate(**common, reason="x", expires_at=end, by=by["pm"])
    for reason, expires in ((" ", end), ("x", LATER), ("x", LATER + timedelta(days=91))):
        with pytest.raises(Refused):
            operations.waive_gate(**common, reason=reason, expires_at=expires, by=by["other_leader"])
    operations.waive_gate(**common, reason="IVR follows in March", expires_at=end, by=by["other_leader"])
    states = {gate.id: gate.state for gate in read_gates(ready_phase, now=LATER)}
    assert states["summary"] == "waived"
    assert {gate.id: gate.state for gate in read_gates(ready_phase, now=end)}["summary"] == "blocked"
    with pytest.raises(Refused, match="You waived"):
        operations.approve(phase=ready_phase, by=by["other_leader"], now=LATER)
    approve_both(ready_phase, by)
    with pytest.raises(Refused, match="You approved"):
        operations.waive_gate(
            phase=ready_phase, gate="meetings", reason="x", expires_at=end, by=by["cs_leader"], now=LATER
        )
    with pytest.raises(Refused):
        operations.go_live(phase=ready_phase, on=date(2027, 2, 16), by=by["pm"], now=LATER + timedelta(days=4))
    operations.go_live(phase=ready_phase, on=LATER.date(), by=by["pm"], now=LATER)


def test_a_withdrawn_approval_closes_the_door_again(ready_phase, by) -> None:
    approve_both(ready_phase, by)
    from pilotage.golive.queries import approvals_of

    operations.withdraw_approval(
        approval=approvals_of(ready_phase.pk)[0], reason="Bank is late", by=by["pm"], now=LATER
    )
    assert Phase.objects.everywhere().get().stage == "onboarding"
    with pytest.raises(Refused, match="Both approvals"):
        operations.go_live(phase=ready_phase, on=LATER.date(), by=by["cs_leader"], now=LATER)


def test_help_desk_asks_for_leaflet_and_portal_instead_of_meetings(phase, by, leader) -> None:
    billers.set_target_go_live(phase=phase, date=TARGET, by=by["pm"], now=NOW)
    decision = transition.work_out_decision(phase=phase, by=system(), now=NOW)
    transition.decide(decision=decision, choice="help_desk", assignee=None, reason="Small", by=leader, now=NOW)
    states = {gate.id: gate for gate in read_gates(phase, now=NOW)}
    assert states["meetings"].state == "pass" and len(states["help_desk"].missing) == 2
    transition.share_leaflet(decision=decision, by=leader, now=NOW)
    transition.show_portal(decision=decision, by=leader, now=NOW)
    assert {gate.id: gate.state for gate in read_gates(phase, now=NOW)}["help_desk"] == "pass"


def test_only_the_go_live_operation_calls_what_makes_a_phase_live() -> None:
    root = Path(__file__).resolve().parents[2] / "src" / "pilotage"
    callers = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name == "make_phase_live":
                    callers.add(str(path.relative_to(root)))
    assert callers == {"golive/operations/living.py"}


@pytest.mark.parametrize("field", ["stage", "went_live_date", "is_live_before_pilotage"])
def test_no_edit_of_a_phase_or_biller_sets_what_is_live(phase, pm, field) -> None:
    with pytest.raises(TypeError):
        billers.change_phase(phase=phase, by=pm, now=NOW, **{field: "transition"})
    with pytest.raises(TypeError):
        billers.change_biller(biller=phase.biller, by=pm, now=NOW, **{field: "transition"})
