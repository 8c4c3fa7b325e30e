"""Client services decides on the policy's proposal: overrides with a reason, missing facts named, one winner."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pilotage.billers.models import Care, Phase
from pilotage.billers.operations import add_phase, change_biller, set_target_go_live
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import DueReaction
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.transition import operations, queries
from pilotage.transition.models import TransitionDecision
from story import NOW, TARGET


@pytest.fixture
def decision(phase, pm) -> TransitionDecision:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    return operations.work_out_decision(phase=phase, by=system(), now=NOW)


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def test_setting_a_target_puts_the_phase_on_the_list_and_owes_the_working_out(phase, pm, leader) -> None:
    assert not queries.pending(leader).exists()
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    assert list(queries.pending(leader)) == [phase]
    assert DueReaction.objects.filter(reaction__endswith="work_out_when_the_target_is_set").exists()


@pytest.mark.parametrize(
    ("mrr", "earlier", "row", "support", "days", "meetings"),
    [
        ("0", 0, "N1", "transition_success", 30, 1),
        ("4999.99", 0, "N1", "transition_success", 30, 1),
        ("5000", 0, "N2", "transition_success", 90, 2),
        ("20000", 1, "N3", "transition_success", 90, 4),
        ("2999.99", 2, "E1", "help_desk", 0, 0),
        ("3000", 2, "E2", "transition_success_light", 30, 1),
        ("5000", 2, "E3", "transition_success", 90, 2),
        ("20000", 3, "E4", "transition_success", 90, 4),
    ],
)
def test_every_row_of_the_policy_from_the_database(make_biller, pm, mrr, earlier, row, support, days, meetings) -> None:
    from pilotage.billers.models import Integration

    def phase_of(biller, target):
        integration = Integration.objects.everywhere().get(biller=biller)
        return add_phase(biller=biller, integration=integration, target_go_live_date=target, by=pm, now=NOW)

    for n in range(earlier):
        phase_of(make_biller(f"Earlier {n}"), TARGET - timedelta(days=30 + n))
    own = phase_of(make_biller("Own", mrr_amount=mrr), TARGET)
    found = operations.work_out_decision(phase=own, by=system(), now=NOW)
    assert (found.row, found.support, found.window_days, found.meetings_required) == (row, support, days, meetings)


def test_missing_facts_are_named_and_deciding_without_them_needs_a_reason(decision, phase, pm, leader, tina) -> None:
    change_biller(biller=phase.biller, mrr_amount=None, by=pm, now=NOW)
    found = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    assert (found.support, found.missing, found.window_days) == ("facts_missing", ["mrr"], None)
    with pytest.raises(Refused, match="MRR") as refused:
        operations.decide(decision=found, choice="tsm", assignee=tina, by=leader, now=NOW)
    assert refused.value.field == "reason"


def test_accepting_the_proposal_names_the_person_and_fits_nothing_else(decision, leader, tina, pm) -> None:
    with pytest.raises(Refused, match="Name the TSM"):
        operations.decide(decision=decision, choice="tsm", assignee=None, by=leader, now=NOW)
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    assert (decision.chosen_support, decision.is_override) == ("transition_success", False)
    assert Care.objects.everywhere().get(role="tsm").user == tina
    assert not queries.pending(leader).exists() and queries.pending(leader, view="upcoming").exists()
    assert Notice.objects.filter(user=tina, kind="decision_made").exists()


def test_an_override_needs_a_reason_and_shows_as_one(decision, leader) -> None:
    with pytest.raises(Refused) as refused:
        operations.decide(decision=decision, choice="help_desk", assignee=None, by=leader, now=NOW)
    assert refused.value.field == "reason" and "N1" in refused.value.message
    operations.decide(decision=decision, choice="help_desk", assignee=None, reason="Their wish", by=leader, now=NOW)
    assert decision.is_override and decision.override_reason == "Their wish"


def test_the_wrong_role_and_a_pm_decide_nothing(decision, leader, person, pm) -> None:
    with pytest.raises(Refused, match="no active"):
        operations.decide(decision=decision, choice="tam", assignee=person("tsm"), by=leader, now=NOW)
    with pytest.raises(Forbidden):
        operations.decide(decision=decision, choice="tsm", assignee=person("tsm"), by=pm, now=NOW)


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(decision, leader, viewer, tina) -> None:
    decision.refresh_from_db()
    seen = decision.record.version
    operations.decide(decision=decision, choice="tsm", assignee=tina, expect=seen, by=leader, now=NOW)
    other = TransitionDecision.objects.everywhere().get()
    with pytest.raises((Stale, Refused)):
        operations.decide(
            decision=other, choice="help_desk", assignee=None, reason="x", expect=seen, by=viewer("cs_leader"), now=NOW
        )
    assert TransitionDecision.objects.everywhere().get().choice == "tsm"


def test_a_tsm_is_asked_for_once_and_leaders_are_told(decision, phase, pm, person) -> None:
    lea = person("cs_leader", name="Lea")
    operations.ask_for_tsm(phase=phase, reason="Weak IT", by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.ask_for_tsm(phase=phase, reason="Again", by=pm, now=NOW)
    assert Notice.objects.filter(user=lea, kind="tsm_asked").count() == 1


def test_meetings_are_proposed_on_working_days_and_only_what_is_missing(decision, phase, leader, tina, pm) -> None:
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    made = operations.propose_meetings(phase=phase, by=pm, now=NOW)
    assert [one.kind for one in made] == ["tsm_kickoff", "presentation"]
    assert made[1].starts_at == datetime(2027, 2, 8, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    assert operations.propose_meetings(phase=phase, by=pm, now=NOW) == []


def test_the_pending_list_costs_the_same_at_any_size(make_biller, pm, leader, django_assert_num_queries) -> None:
    for n in range(3):
        add_phase(biller=make_biller(f"B{n}"), target_go_live_date=TARGET, by=pm, now=NOW)
    with django_assert_num_queries(1):
        assert len([(one.biller.name, one.integration) for one in queries.pending(leader)]) == 3
    assert Phase.objects.everywhere().count() == 3
