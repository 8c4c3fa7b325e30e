"""Facts that change: a pending proposal follows them, a decision keeps what it was decided on and says what is newer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotage.billers.models import Care, Integration, Phase
from pilotage.billers.operations import add_phase, cancel_phase, change_biller, set_target_go_live
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.transition import operations, reactions
from pilotage.transition.models import TransitionDecision
from story import NOW, TARGET


@pytest.fixture
def decision(phase, pm) -> TransitionDecision:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    return operations.work_out_decision(phase=phase, by=system(), now=NOW)


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def mrr(decision, amount, pm) -> TransitionDecision:
    change_biller(biller=decision.phase.biller, mrr_amount=amount, by=pm, now=NOW)
    return operations.work_out_decision(phase=decision.phase, by=system(), now=NOW)


def test_a_decision_keeps_its_row_and_facts_and_says_what_is_newer(decision, pm, leader, tina) -> None:
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    found = mrr(decision, "25000", pm)
    assert (found.row, found.facts["mrr"], found.chosen_window_days, found.choice) == ("N1", "4200.00", 30, "tsm")
    assert (found.newer["row"], found.newer["window_days"], found.newer["facts"]["mrr"]) == ("N3", 90, "25000.00")
    assert Notice.objects.filter(user=tina, text__contains="other facts").count() == 1
    assert mrr(decision, "4999.99", pm).newer is None
    kinds = list(Event.objects.filter(record_id=found.pk).order_by("seq").values_list("kind", flat=True))
    assert kinds == ["transition.worked_out", "transition.decided"] + ["transition.facts_changed"] * 2


def test_who_decides_on_a_proposal_that_is_no_longer_so_sees_the_present_one_first(decision, pm, leader, tina) -> None:
    seen = decision.record.version
    change_biller(biller=decision.phase.biller, mrr_amount="5000", by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.decide(decision=decision, choice="tsm", assignee=tina, expect=seen, by=leader, now=NOW)
    now_shown = TransitionDecision.objects.everywhere().select_related("record").get()
    assert (now_shown.row, now_shown.decided_at) == ("N2", None)
    expect = now_shown.record.version
    operations.decide(decision=now_shown, choice="tsm", assignee=tina, expect=expect, by=leader, now=NOW)
    assert (now_shown.chosen_window_days, now_shown.is_override) == (90, False)


def test_facts_that_change_nothing_do_not_stop_a_decision(decision, pm, leader, tina) -> None:
    seen = decision.record.version
    change_biller(biller=decision.phase.biller, mrr_amount="4999.99", by=pm, now=NOW)
    operations.decide(decision=decision, choice="tsm", assignee=tina, expect=seen, by=leader, now=NOW)
    assert (decision.row, decision.facts["mrr"]) == ("N1", "4999.99")


def test_a_decision_that_is_kept_on_other_facts_is_an_override_with_a_reason(decision, pm, leader, tina) -> None:
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    with pytest.raises(Refused, match="nothing to keep"):
        operations.keep_decision(decision=decision, reason="x", by=leader, now=NOW)
    found = mrr(decision, "25000", pm)
    with pytest.raises(Refused) as refused:
        operations.keep_decision(decision=found, by=leader, now=NOW)
    assert refused.value.field == "reason"
    with pytest.raises(Forbidden):
        operations.keep_decision(decision=found, reason="x", by=pm, now=NOW)
    operations.keep_decision(decision=found, reason="The rise is for one year", by=leader, now=NOW)
    assert (found.row, found.is_override, found.override_reason) == ("N3", True, "The rise is for one year")
    assert (found.newer, found.chosen_window_days) == (None, 30)


def test_less_than_proposed_needs_a_leader_and_more_does_not(decision, leader, admin, tina) -> None:
    less = {"decision": decision, "choice": "help_desk", "assignee": None, "reason": "Their wish"}
    with pytest.raises(Refused, match="leader's decision"):
        operations.decide(**less, by=admin, now=NOW)
    with pytest.raises(Refused, match="leader's decision"):
        operations.decide(decision=decision, choice="tsm", assignee=tina, window_days=29, reason="x", by=admin, now=NOW)
    assert TransitionDecision.objects.everywhere().get().decided_at is None
    operations.decide(
        decision=decision, choice="tsm", assignee=tina, window_days=31, reason="Weak IT", by=admin, now=NOW
    )
    assert decision.is_override


def test_a_decided_one_is_not_decided_again_until_it_is_reopened(decision, leader, tina, person) -> None:
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    decision.record.refresh_from_db()
    anew = {"decision": decision, "choice": "tam", "assignee": person("tam", name="Tom"), "by": leader, "now": NOW}
    with pytest.raises(Refused, match="decided already"):
        operations.decide(**anew, expect=decision.record.version)
    operations.reopen_decision(decision=decision, reason="Tina leaves", by=leader, now=NOW)
    assert not Care.objects.everywhere().exists()
    assert Notice.objects.filter(user=tina, text__contains="decided anew: Tina leaves").exists()
    operations.decide(**anew)
    assert list(Care.objects.everywhere().values_list("role", "user__name")) == [("tam", "Tom")]
    operations.reopen_decision(decision=decision, reason="x", by=leader, now=NOW)
    with pytest.raises(Refused, match="isn't decided"):
        operations.reopen_decision(decision=decision, reason="x", by=leader, now=NOW)


def test_of_two_who_reopen_at_once_the_second_is_told(decision, leader, tina) -> None:
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    decision.record.refresh_from_db()
    seen = decision.record.version
    operations.reopen_decision(decision=decision, reason="x", expect=seen, by=leader, now=NOW)
    other = TransitionDecision.objects.everywhere().get()
    with pytest.raises(Stale):
        operations.reopen_decision(decision=other, reason="y", expect=seen, by=leader, now=NOW)


def test_a_go_live_that_moves_or_is_cancelled_changes_who_else_is_new(make_biller, pm) -> None:
    phases = []
    for n in range(3):
        row = make_biller(f"B{n}")
        integration = Integration.objects.everywhere().get(biller=row)
        phases.append(
            add_phase(
                biller=row, integration=integration, target_go_live_date=TARGET + timedelta(days=n), by=pm, now=NOW
            )
        )
    operations.refresh_pending(by=system(), now=NOW)
    rows = TransitionDecision.objects.everywhere()
    assert list(rows.order_by("phase__number", "biller__name").values_list("row", flat=True)) == ["N1", "N1", "E2"]
    cancel_phase(phase=phases[0], reason="Merged", by=pm, now=NOW)
    event = Event.objects.filter(kind="billers.stage_moved").get()
    reactions.work_out_when_a_phase_is_cancelled(event, by=system(), now=NOW)
    assert rows.get(phase=phases[2]).row == "N1"


def test_how_many_count_as_new_is_a_setting_that_changes_what_is_proposed(decision, make_biller, admin, pm) -> None:
    first = make_biller("First")
    used = Integration.objects.everywhere().get(biller=first)
    add_phase(biller=first, integration=used, target_go_live_date=TARGET - timedelta(days=9), by=pm, now=NOW)
    operations.refresh_pending(by=system(), now=NOW)
    assert TransitionDecision.objects.everywhere().get(pk=decision.pk).row == "N1"
    change_settings(values={"transition_first_utility": 1}, by=admin, now=NOW)
    event = Event.objects.filter(kind="core.setting_changed").get()
    reactions.work_out_when_counting_changes(event, by=system(), now=NOW)
    assert TransitionDecision.objects.everywhere().get(pk=decision.pk).row == "E2"


def test_several_are_decided_as_proposed_all_or_none(make_biller, pm, leader, tina) -> None:
    from pilotage.billers.models import Biller

    for name, more in (("Small", {"mrr_amount": "100"}), ("Big", {"mrr_amount": "100", "is_enterprise": True})):
        for n in range(2):
            old = make_biller(f"{name} earlier {n}", integrator=name)
            used = Integration.objects.everywhere().get(biller=old)
            add_phase(biller=old, integration=used, target_go_live_date=TARGET - timedelta(9), by=pm, now=NOW)
        row = make_biller(name, integrator=name, **more)
        used = Integration.objects.everywhere().get(biller=row)
        add_phase(biller=row, integration=used, target_go_live_date=TARGET, by=pm, now=NOW)
    operations.refresh_pending(by=system(), now=NOW)
    rows = TransitionDecision.objects.everywhere().select_related("phase__biller", "record")
    small, big = rows.get(biller=Biller.objects.everywhere().get(name="Small")), rows.get(biller__name="Big")
    assert (small.row, big.row) == ("E1", "E1")
    with pytest.raises(Refused, match="enterprise"):
        operations.decide_as_proposed(decisions=[small, big], assignee=tina, by=leader, now=NOW)
    assert not rows.filter(decided_at__isnull=False).exists()
    assert operations.decide_as_proposed(decisions=[small], assignee=None, by=leader, now=NOW) == 1
    assert rows.get(pk=small.pk).choice == "help_desk"


def test_working_out_costs_the_same_for_three_as_for_one(make_biller, pm) -> None:
    for n in range(3):
        row = make_biller(f"B{n}")
        used = Integration.objects.everywhere().get(biller=row)
        add_phase(biller=row, integration=used, target_go_live_date=TARGET, by=pm, now=NOW)
    operations.refresh_pending(by=system(), now=NOW)
    phases, costs = list(Phase.objects.everywhere()), []
    for some in (phases[:1], phases):
        with CaptureQueriesContext(connection) as asked:
            operations.work_out_decisions(phases=some, by=system(), now=NOW)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_request_is_answered_by_the_decision_or_in_words(decision, phase, pm, leader, tina, person) -> None:
    request = operations.ask_for_tsm(phase=phase, reason="Weak IT", by=pm, now=NOW)
    with pytest.raises(Forbidden):
        operations.decline_tsm_request(request=request, answer="No", by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.decline_tsm_request(request=request, answer=" ", by=leader, now=NOW)
    operations.decline_tsm_request(request=request, answer="Tom of TAM helps", by=leader, now=NOW)
    assert Notice.objects.filter(user_id=pm.user_id, text__contains="Tom of TAM helps").exists()
    with pytest.raises(Refused, match="answered already"):
        operations.decline_tsm_request(request=request, answer="No", by=leader, now=NOW)
    second = operations.ask_for_tsm(phase=phase, reason="Weaker than thought", by=pm, now=NOW)
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    second.refresh_from_db()
    assert (second.answer, second.answered_by_id) == ("TSM, Tina", leader.user_id)
    with pytest.raises(Refused, match="is the TSM already"):
        operations.ask_for_tsm(phase=phase, reason="Again", by=pm, now=NOW)


def test_help_desk_steps_are_for_billers_of_the_help_desk(decision, leader, tina) -> None:
    with pytest.raises(Refused, match="help desk"):
        operations.share_leaflet(decision=decision, by=leader, now=NOW)
    operations.decide(decision=decision, choice="help_desk", assignee=None, reason="Wish", by=leader, now=NOW)
    assert operations.share_leaflet(decision=decision, by=leader, now=NOW)
    assert not operations.share_leaflet(decision=decision, by=leader, now=NOW + timedelta(days=1))
    assert decision.leaflet_shared_at == NOW
    assert operations.share_leaflet(decision=decision, undo=True, by=leader, now=NOW)
    assert decision.leaflet_shared_at is None
