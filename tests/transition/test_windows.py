"""Support windows: they end at the biller's midnight, are scored, extended with a reason, and closed to client services."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pilotage.billers.models import Care, Phase
from pilotage.billers.operations import set_target_go_live
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.transition import evaluation, operations
from pilotage.transition.models import SupportWindow
from story import NOW, TARGET

GOOD = dict.fromkeys(evaluation.QUESTIONS, 4)
POOR = GOOD | {"posting": 1}


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def window_of(phase, biller, pm, leader, tina, mrr="4200") -> SupportWindow:
    from pilotage.billers.operations import change_biller

    change_biller(biller=biller, mrr_amount=mrr, by=pm, now=NOW)
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    Phase.objects.everywhere().filter(pk=phase.pk).update(stage="transition", went_live_date=TARGET)
    window = operations.open_window(phase=phase, go_live_date=TARGET, by=pm, now=NOW)
    assert window is not None
    return SupportWindow.objects.everywhere().select_related("biller", "phase", "owner", "record").get()


def test_without_an_evaluation_only_a_leader_extends(phase, biller, pm, leader, tina) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    with pytest.raises(Forbidden, match="Evaluate"):
        operations.extend_window(window=window, days=15, reason="x", by=viewer_of(tina, source="page"), now=NOW)
    with pytest.raises(Refused) as refused:
        operations.extend_window(window=window, days=15, reason=" ", by=leader, now=NOW)
    assert refused.value.field == "reason"
    operations.extend_window(window=window, days=15, reason="First cycle slipped", by=leader, now=NOW)
    assert (window.days, window.ends_at.astimezone(ZoneInfo("America/Chicago")).date()) == (45, date(2027, 4, 2))


@pytest.mark.parametrize("days", [0, 181])
def test_an_extension_has_1_to_180_days(phase, biller, pm, leader, tina, days) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    with pytest.raises(Refused, match="180"):
        operations.extend_window(window=window, days=days, reason="x", by=leader, now=NOW)
    assert SupportWindow.objects.everywhere().get().days == 30


def test_a_minimum_window_is_extended_by_its_evaluation_and_a_fixed_one_by_a_leader(
    phase, biller, pm, leader, tina
) -> None:
    window, by_tina = window_of(phase, biller, pm, leader, tina), viewer_of(tina, source="page")
    poor = {"window": window, "scores": POOR, "comment": "", "outcome": "extend", "days": 30, "now": NOW}
    operations.evaluate_window(**poor, by=by_tina)
    assert window.days == 60
    SupportWindow.objects.everywhere().filter(pk=window.pk).update(is_minimum=False)
    with pytest.raises(Refused, match="leader") as refused:
        operations.evaluate_window(**poor, by=by_tina)
    assert refused.value.field == "outcome"
    operations.evaluate_window(**poor, by=leader)
    assert window.days == 90


def test_before_its_end_only_a_leader_closes_a_window_with_a_reason(phase, biller, pm, leader, tina) -> None:
    window, by_tina = window_of(phase, biller, pm, leader, tina), viewer_of(tina, source="page")
    last = window.ends_at - timedelta(seconds=1)
    good = {"window": window, "scores": GOOD, "comment": "Calm", "outcome": "close"}
    with pytest.raises(Refused, match="days left"):
        operations.evaluate_window(**good, by=by_tina, now=last)
    with pytest.raises(Refused, match="closed before its end") as refused:
        operations.evaluate_window(**good, by=leader, now=last)
    assert refused.value.field == "reason"
    assert not window.evaluations.exists()
    operations.evaluate_window(**good, by=by_tina, now=window.ends_at)
    assert SupportWindow.objects.everywhere().get().state == "closed"


def test_a_minimum_window_is_not_closed_without_an_evaluation_except_by_a_leader(
    phase, biller, pm, leader, tina
) -> None:
    window, by_tina = window_of(phase, biller, pm, leader, tina), viewer_of(tina, source="page")
    with pytest.raises(Refused, match="evaluation first"):
        operations.close_window(window=window, note="All calm", by=by_tina, now=window.ends_at)
    operations.close_window(window=window, note="All calm", by=leader, now=window.ends_at)
    assert Phase.objects.everywhere().get().stage == "steady"


def test_a_fixed_window_is_closed_by_its_tsm_at_its_end(phase, biller, pm, leader, tina) -> None:
    window = window_of(phase, biller, pm, leader, tina, mrr="9000")
    assert (window.days, window.is_minimum) == (90, False)
    operations.close_window(window=window, note="All calm", by=viewer_of(tina, source="page"), now=window.ends_at)
    assert SupportWindow.objects.everywhere().get().state == "closed"


def test_care_goes_to_client_services_when_the_window_is_closed(phase, biller, pm, leader, tina, person) -> None:
    window, ada = window_of(phase, biller, pm, leader, tina), person("cs_agent", name="Ada")
    with pytest.raises(Refused) as refused:
        operations.close_window(window=window, note="x", handed_to=tina, by=leader, now=window.ends_at)
    assert refused.value.field == "handed_to"
    operations.close_window(window=window, note="Two open questions", handed_to=ada, by=leader, now=window.ends_at)
    assert set(Care.objects.everywhere().values_list("role", "user__name")) == {("cs_agent", "Ada")}
    assert Notice.objects.filter(user=ada, text__contains="Ada takes over").exists()


def test_of_two_who_close_at_once_one_wins_and_the_other_is_told(phase, biller, pm, leader, tina) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    seen = window.record.version
    operations.extend_window(window=window, days=10, reason="Slow", expect=seen, by=leader, now=NOW)
    other = SupportWindow.objects.everywhere().get()
    with pytest.raises(Stale):
        operations.close_window(window=other, note="Mine", expect=seen, by=leader, now=NOW)
    assert SupportWindow.objects.everywhere().get().state == "open"


def test_an_evaluation_closes_to_steady_state_with_the_facts_beside_it(phase, biller, pm, leader, tina) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    with pytest.raises(Refused, match="Score"):
        operations.evaluate_window(
            window=window, scores={"posting": 3}, comment="", outcome="close", by=leader, now=NOW
        )
    with pytest.raises(Refused) as refused:
        operations.evaluate_window(window=window, scores=POOR, comment="", outcome="close", by=leader, now=NOW)
    assert refused.value.field == "reason"
    end = window.ends_at
    row = operations.evaluate_window(window=window, scores=GOOD, comment="Calm", outcome="close", by=leader, now=end)
    assert row.facts["extensions"] == 0
    window.refresh_from_db()
    assert (window.state, Phase.objects.everywhere().get().stage) == ("closed", "steady")
    with pytest.raises(Refused, match="closed"):
        operations.extend_window(window=window, days=5, reason="x", by=leader, now=NOW)


def test_poor_scores_extend(phase, biller, pm, leader, tina) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    operations.evaluate_window(window=window, scores=POOR, comment="", outcome="extend", days=30, by=leader, now=NOW)
    assert SupportWindow.objects.everywhere().get().days == 60


def test_owners_and_leaders_are_told_once_before_the_end(phase, biller, pm, leader, tina) -> None:
    window = window_of(phase, biller, pm, leader, tina)
    assert operations.tell_of_ending_windows(by=system(), now=NOW) == 0
    soon = window.ends_at - timedelta(days=3)
    assert operations.tell_of_ending_windows(by=system(), now=soon) == 2
    assert operations.tell_of_ending_windows(by=system(), now=soon + timedelta(days=1)) == 0
    assert Notice.objects.filter(user=tina, kind="window_ending").count() == 1
    operations.tell_of_ending_windows(by=system(), now=window.ends_at)
    assert SupportWindow.objects.everywhere().get().state == "evaluation"


@pytest.mark.parametrize(
    ("go_live", "zone", "ends"),
    [
        (date(2027, 2, 15), "America/Chicago", datetime(2027, 3, 18, 5, 0)),  # summer time has begun
        (date(2026, 10, 5), "America/New_York", datetime(2026, 11, 5, 5, 0)),  # summer time has ended
        (date(2026, 10, 5), "Pacific/Honolulu", datetime(2026, 11, 5, 10, 0)),
    ],
)
def test_the_end_is_midnight_where_the_biller_is(go_live, zone, ends) -> None:
    from pilotage.planner.golive_dates import window_ends_at

    found = window_ends_at(go_live, zone, 30)
    assert found is not None and found.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) == ends
