"""Proposals are taken over by a person: some or all, all or none, with reasons where they are needed, and taken back."""

import pytest

from pilotage.assignment.jobs import take
from pilotage.assignment.operations import accept_proposals, begin_taking, undo_run
from pilotage.billers.models import Care
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.verify import verify_chain
from pilotage.people.operations import deactivate_user
from pilotage.transition import operations as transition
from pilotage.transition.models import TransitionDecision
from story import NOW


@pytest.fixture
def team(person):
    return person("tsm", name="Tina"), person("tsm", name="Zoe")


def held(decision) -> TransitionDecision:
    return TransitionDecision.objects.everywhere().select_related("assignee").get(pk=decision.pk)


def test_nothing_is_assigned_until_a_decider_accepts_and_only_what_is_ticked(
    ahead, team, pm, leader, worked_out
) -> None:
    one, other = ahead("Ash"), ahead("Birch")
    run = worked_out()
    assert held(one).decided_at is None
    with pytest.raises(Forbidden):
        accept_proposals(run=run, needs=[str(one.pk)], by=pm, now=NOW)
    with pytest.raises(Refused, match="Tick at least one"):
        accept_proposals(run=run, needs=[], by=leader, now=NOW)
    assert accept_proposals(run=run, needs=[str(one.pk)], by=leader, now=NOW) == 1
    who = {row["need"]: row["person"] for row in run.found["proposals"]}
    assert held(one).assignee.name == who[str(one.pk)] and held(other).decided_at is None
    assert Care.objects.everywhere().get(biller=one.biller_id, role="tsm").user.name == who[str(one.pk)]
    assert accept_proposals(run=run, needs=[str(one.pk), str(other.pk)], by=leader, now=NOW) == 1
    assert Event.objects.filter(record_id=run.pk, kind="assignment.run_accepted").count() == 2
    assert verify_chain().is_valid


def test_taken_back_is_pending_again_but_for_what_others_decided_since(ahead, team, leader, worked_out) -> None:
    one, other = ahead("Ash"), ahead("Birch")
    run = worked_out()
    accept_proposals(run=run, needs=[str(one.pk), str(other.pk)], by=leader, now=NOW)
    mine = held(other)
    spare = next(user for user in team if user != mine.assignee)
    transition.reopen_decision(decision=mine, reason="Anew", by=leader, now=NOW)
    transition.decide(decision=held(other), choice="tsm", assignee=spare, by=leader, now=NOW)
    assert undo_run(run=run, by=leader, now=NOW) == 1
    assert held(one).decided_at is None and held(other).assignee == spare
    for act in (
        lambda: undo_run(run=run, by=leader, now=NOW),
        lambda: accept_proposals(run=run, needs=["x"], by=leader, now=NOW),
    ):
        with pytest.raises(Refused, match="taken back"):
            act()


def test_one_that_changed_since_refuses_all(ahead, team, leader, worked_out) -> None:
    one, other = ahead("Ash"), ahead("Birch")
    run = worked_out()
    transition.decide(decision=held(other), choice="tsm", assignee=team[0], by=leader, now=NOW)
    with pytest.raises(Refused, match="Birch, Phase 1"):
        accept_proposals(run=run, needs=[str(one.pk), str(other.pk)], by=leader, now=NOW)
    assert held(one).decided_at is None


def test_room_that_was_taken_meanwhile_refuses_all(ahead, team, allow, leader, worked_out) -> None:
    tina, zoe = team
    allow(tina, 1), allow(zoe, 0)
    one, late = ahead("Ash"), None
    run = worked_out()
    late = ahead("Birch")
    transition.decide(decision=late, choice="tsm", assignee=tina, by=leader, now=NOW)
    with pytest.raises(Refused, match="Tina is full"):
        accept_proposals(run=run, needs=[str(one.pk)], by=leader, now=NOW)
    assert held(one).decided_at is None


def test_a_lock_over_capacity_needs_a_leaders_reason(ahead, team, allow, leader, admin, worked_out) -> None:
    tina, _zoe = team
    allow(tina, 0)
    one = ahead("Ash")
    run = worked_out(locks={str(one.pk): tina.pk})
    with pytest.raises(Refused, match="Say why Tina"):
        accept_proposals(run=run, needs=[str(one.pk)], by=leader, now=NOW)
    with pytest.raises(Refused, match="leader's decision"):
        accept_proposals(run=run, needs=[str(one.pk)], reason="She knows them", by=admin, now=NOW)
    accept_proposals(run=run, needs=[str(one.pk)], reason="She knows them", by=leader, now=NOW)
    assert held(one).over_capacity_reason == "She knows them"


def test_what_differs_from_the_policy_needs_a_reason_and_is_an_override(ahead, team, leader, worked_out) -> None:
    ahead("Ash"), ahead("Birch")
    large = ahead("Dover", mrr="100", is_enterprise=True)
    run = worked_out()
    with pytest.raises(Refused, match="Dover, Phase 1"):
        accept_proposals(run=run, needs=[str(large.pk)], by=leader, now=NOW)
    accept_proposals(run=run, needs=[str(large.pk)], reason="Enterprise", by=leader, now=NOW)
    kept = held(large)
    assert (kept.is_override, kept.override_reason, kept.chosen_window_days) == (True, "Enterprise", 30)


def test_whose_tsm_has_left_gets_another_on_the_same_terms(ahead, team, leader, admin, worked_out) -> None:
    tina, zoe = team
    one = ahead("Ash")
    transition.decide(
        decision=one, choice="tsm", assignee=tina, window_days=45, reason="Two cycles", by=leader, now=NOW
    )
    deactivate_user(user=tina, by=admin, now=NOW)
    run = worked_out()
    accept_proposals(run=run, needs=[str(one.pk)], by=leader, now=NOW)
    kept = held(one)
    assert (kept.assignee, kept.chosen_window_days, kept.override_reason) == (zoe, 45, "Two cycles")


def test_many_are_taken_over_in_the_background_once_and_a_refusal_is_told_on_the_run(
    ahead, team, leader, worked_out
) -> None:
    one, other = ahead("Ash"), ahead("Birch")
    run = worked_out()
    needs = [str(one.pk), str(other.pk)]
    begin_taking(run=run, needs=needs, reason="", by=leader, now=NOW)
    run.refresh_from_db()
    assert run.state == "taking"
    with pytest.raises(Refused, match="being taken over"):
        begin_taking(run=run, needs=needs, reason="", by=leader, now=NOW)
    arguments = {"run": str(run.pk), "needs": needs, "reason": "", "undo": False, "before": "done"}
    for _ in range(2):  # a killed worker's job runs again
        take(arguments=arguments, progress=lambda done, total: None, by=leader, now=NOW)
    run.refresh_from_db()
    assert (run.state, len(run.kept), held(one).decided_at) == ("accepted", 2, NOW)
    begin_taking(run=run, needs=[], reason="", is_undo=True, by=leader, now=NOW)
    transition.reopen_decision(decision=held(one), reason="Anew", by=leader, now=NOW)
    transition.reopen_decision(decision=held(other), reason="Anew", by=leader, now=NOW)
    take(arguments=arguments | {"undo": True, "before": "accepted"}, progress=lambda d, t: None, by=leader, now=NOW)
    run.refresh_from_db()
    assert run.state == "accepted" and "Nothing is left" in run.problem
