"""Nobody is given more than they can take on, in any week of it, without a leader meaning it and saying why."""

from datetime import date, timedelta

import pytest

from pilotage.billers.models import Integration, Phase
from pilotage.billers.operations import add_phase, change_biller
from pilotage.core.errors import Refused
from pilotage.core.viewer import system
from pilotage.people.operations import add_time_off
from pilotage.people.viewers import viewer_of
from pilotage.staffing.operations import add_capacity
from pilotage.staffing.rules import Offer
from pilotage.transition import evaluation, operations, queries
from pilotage.transition.loads import Stint, Taker, ahead_span, first_full, mondays
from pilotage.transition.models import SupportWindow, TransitionDecision
from story import NOW, TARGET

TODAY = NOW.date()
MONDAY = date(2027, 1, 4)


def stint(points: int, first: date, last: date | None) -> Stint:
    return Stint(1, "a", "A", points, first, last)


@pytest.mark.parametrize(
    ("meetings", "days", "first", "last"),
    [(1, 30, -14, 30), (4, 90, -35, 90), (0, 30, -7, 30)],
)
def test_a_biller_asks_from_a_week_before_its_first_meeting_to_its_last_day(meetings, days, first, last) -> None:
    live = TODAY + timedelta(100)
    assert ahead_span(live, meetings, days, TODAY) == (live + timedelta(first), live + timedelta(last))


def test_a_late_target_counts_from_today() -> None:
    assert ahead_span(TODAY - timedelta(9), 2, 30, TODAY) == (TODAY, TODAY + timedelta(30))
    assert ahead_span(None, 2, 30, TODAY) == (TODAY, TODAY + timedelta(30))


@pytest.mark.parametrize(("held", "is_full"), [(3, False), (4, True)])
def test_both_sides_of_the_room(held, is_full) -> None:
    taker = Taker(1, "Tina", 8, (Offer(MONDAY, None, 5),))
    full = first_full(
        taker, [stint(held, MONDAY, MONDAY + timedelta(6))], stint(2, MONDAY - timedelta(0), MONDAY + timedelta(20))
    )
    assert (full is not None) == is_full


def test_a_week_counts_whole_and_the_one_after_is_free() -> None:
    taker = Taker(1, "Tina", 8, (Offer(date(2020, 1, 1), None, 2),))
    held = [stint(2, MONDAY - timedelta(30), MONDAY)]
    assert first_full(taker, held, stint(1, MONDAY + timedelta(6), MONDAY + timedelta(6))) is not None
    assert first_full(taker, held, stint(1, MONDAY + timedelta(7), MONDAY + timedelta(7))) is None


def test_overload_months_ahead_is_found_though_today_is_free() -> None:
    taker = Taker(1, "Tina", 8, (Offer(date(2020, 1, 1), None, 3),))
    later = MONDAY + timedelta(70)
    full = first_full(taker, [stint(2, later, later + timedelta(4))], stint(2, MONDAY, MONDAY + timedelta(90)))
    assert full is not None and (full.monday, full.load, full.points, full.room) == (later, 2, 2, 3)


def test_days_away_lower_the_room_of_their_month_by_their_share() -> None:
    away = frozenset(date(2027, 2, n) for n in range(1, 15))  # ten of twenty working days
    taker = Taker(1, "Tina", 8, (Offer(date(2020, 1, 1), None, 10, days_a_week=4),), away)
    assert (taker.room(date(2027, 2, 22)), taker.room(date(2027, 3, 1))) == (4.0, 8.0)


def test_what_nobody_has_set_refuses_nobody() -> None:
    asked = stint(50, MONDAY, MONDAY)
    assert first_full(Taker(1, "New"), [], asked) is None
    assert first_full(Taker(1, "New"), [], asked, only_set=False) is not None
    assert first_full(Taker(1, "Set", 9), [], asked) is not None


def test_mondays_over_the_year() -> None:
    assert mondays(date(2026, 12, 30), date(2027, 1, 5)) == [date(2026, 12, 28), date(2027, 1, 4)]


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


@pytest.fixture
def ahead(make_biller, pm):
    def make(name: str, target: date = TARGET, mrr: str = "4200") -> TransitionDecision:
        row = make_biller(name)
        change_biller(biller=row, mrr_amount=mrr, contract_date=date(2026, 1, 5), by=pm, now=NOW)
        used = Integration.objects.everywhere().get(biller=row)
        phase = add_phase(biller=row, integration=used, target_go_live_date=target, by=pm, now=NOW)
        return operations.work_out_decision(phase=phase, by=system(), now=NOW)

    return make


def allow(user, points: int, pm) -> None:
    add_capacity(user=user, from_date=TODAY - timedelta(30), points=points, by=pm, now=NOW)


def held(decision) -> TransitionDecision:
    return TransitionDecision.objects.everywhere().get(pk=decision.pk)


def test_the_last_room_is_taken_and_the_next_is_told_who_is_full_and_when(ahead, tina, pm, leader) -> None:
    allow(tina, 2, pm)
    one, two, three = ahead("Ash"), ahead("Birch"), ahead("Cedar")
    for each in (one, two):
        operations.decide(decision=each, choice="tsm", assignee=tina, by=leader, now=NOW)
    with pytest.raises(
        Refused, match=r"Tina is full in the week of .*: 2 of 2 points are taken, and this asks for 1"
    ) as no:
        operations.decide(decision=three, choice="tsm", assignee=tina, by=leader, now=NOW)
    assert no.value.field == "assignee" and held(three).decided_at is None


def test_a_window_that_does_not_meet_the_others_fits(ahead, tina, pm, leader) -> None:
    allow(tina, 1, pm)
    operations.decide(decision=ahead("Ash"), choice="tsm", assignee=tina, by=leader, now=NOW)
    later = ahead("Birch", TARGET + timedelta(200))
    operations.decide(decision=later, choice="tsm", assignee=tina, by=leader, now=NOW)
    assert held(later).assignee == tina


def test_over_capacity_is_a_leaders_with_a_reason_that_is_kept(ahead, tina, pm, leader, admin) -> None:
    allow(tina, 0, pm)
    one = ahead("Ash")
    given = {"decision": one, "choice": "tsm", "assignee": tina, "over_capacity": True, "now": NOW}
    with pytest.raises(Refused, match="Say why Tina") as no:
        operations.decide(**given, by=leader)
    assert no.value.field == "reason"
    with pytest.raises(Refused, match="leader's decision"):
        operations.decide(**given, reason="Only she knows them", by=admin)
    operations.decide(**given, reason="Only she knows them", by=leader)
    kept = held(one)
    assert (kept.over_capacity_reason, kept.is_override) == ("Only she knows them", False)
    operations.reopen_decision(decision=kept, reason="Anew", by=leader, now=NOW)
    assert held(one).over_capacity_reason == ""


def test_a_reason_alone_does_not_go_over_capacity(ahead, tina, pm, leader) -> None:
    allow(tina, 0, pm)
    with pytest.raises(Refused, match="is full"):
        operations.decide(decision=ahead("Ash"), choice="tsm", assignee=tina, reason="Hurry", by=leader, now=NOW)


def test_deciding_several_takes_all_or_none(ahead, tina, pm, leader) -> None:
    allow(tina, 2, pm)
    rows = [ahead(name) for name in ("Ash", "Birch", "Cedar")]
    with pytest.raises(Refused, match="Tina is full"):
        operations.decide_as_proposed(decisions=rows, assignee=tina, by=leader, now=NOW)
    assert not any(held(one).decided_at for one in rows)
    assert operations.decide_as_proposed(decisions=rows[:2], assignee=tina, by=leader, now=NOW) == 2


def test_days_away_count(ahead, tina, pm, admin, leader) -> None:
    allow(tina, 1, pm)
    add_time_off(user=tina, from_date=TARGET, to_date=TARGET + timedelta(10), reason="", by=admin, now=NOW)
    with pytest.raises(Refused, match="Tina is full"):
        operations.decide(decision=ahead("Ash"), choice="tsm", assignee=tina, by=leader, now=NOW)


def window_of(decision, tina, leader) -> SupportWindow:
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    Phase.objects.everywhere().filter(pk=decision.phase_id).update(stage="transition", went_live_date=TODAY)
    operations.open_window(phase=decision.phase, go_live_date=TODAY, by=leader, now=NOW)
    found = SupportWindow.objects.everywhere().select_related("biller", "phase__biller", "owner", "record")
    return found.get(phase=decision.phase_id)


def test_an_open_window_weighs_to_its_last_day(ahead, tina, pm, leader) -> None:
    allow(tina, 1, pm)
    window = window_of(ahead("Ash", TODAY), tina, leader)
    found = queries.stints(TODAY)
    assert [(one.kind, one.points, one.last) for one in found] == [("window", 1, TODAY + timedelta(window.days))]
    late = TODAY + timedelta(window.days + 40)
    assert queries.stints(late)[0].last == late + timedelta(13)


def test_a_move_to_a_tam_who_is_full_is_refused_and_an_accepted_one_weighs_from_then_on(
    ahead, tina, person, pm, leader
) -> None:
    tam = person("tam", name="Tam")
    allow(tam, 1, pm)
    good = dict.fromkeys(evaluation.QUESTIONS, 4)
    given = {"scores": good, "comment": "", "outcome": "tam", "handed_to": tam, "reason": "Runs", "now": NOW}
    first, second = window_of(ahead("Ash", TODAY), tina, leader), window_of(ahead("Birch", TODAY), tina, leader)
    operations.evaluate_window(window=first, **given, by=leader)
    assert [(one.kind, one.last) for one in queries.stints(TODAY, [tam.pk])] == [("account", None)]
    with pytest.raises(Refused, match="Tam is full") as no:
        operations.evaluate_window(window=second, **given, by=leader)
    assert no.value.field == "handed_to"
    with pytest.raises(Refused, match="leader's decision"):
        tsm = viewer_of(tina, source="page")
        operations.evaluate_window(window=second, **given | {"now": NOW + timedelta(40)}, over_capacity=True, by=tsm)
    operations.evaluate_window(window=second, **given, over_capacity=True, by=leader)
    assert len(queries.stints(TODAY, [tam.pk])) == 2


def test_the_page_proposes_who_has_room_and_says_who_is_full(ahead, tina, person, pm, leader, signed_in) -> None:
    allow(tina, 0, pm)
    zoe = person("tsm", name="Zoe")
    one = ahead("Ash")
    page = signed_in(person("cs_leader")).get(f"/transition/{one.pk}/").content.decode()
    assert "Tina, Transition success manager: 0 in hand, full" in page
    assert f'value="{zoe.pk}" selected' in page


def test_more_days_of_a_window_need_room_in_the_days_that_are_added(ahead, tina, pm, leader) -> None:
    allow(tina, 1, pm)
    window = window_of(ahead("Ash", TODAY), tina, leader)
    later = ahead("Birch", TODAY + timedelta(60))
    operations.decide(decision=later, choice="tsm", assignee=tina, by=leader, now=NOW)
    given = {"window": window, "reason": "Their auditor asks", "by": leader, "now": NOW}
    operations.extend_window(**given, days=7)
    with pytest.raises(Refused, match="Tina is full") as no:
        operations.extend_window(**given, days=30)
    assert (no.value.field, SupportWindow.objects.everywhere().get().days) == ("days", 37)
    poor = dict.fromkeys(evaluation.QUESTIONS, 2)
    judged = {"window": window, "scores": poor, "comment": "", "outcome": "extend", "days": 30, "now": NOW}
    tsm = viewer_of(tina, source="page")
    for over, told in ((False, "Tina is full"), (True, "leader's decision")):
        with pytest.raises(Refused, match=told):
            operations.evaluate_window(**judged, over_capacity=over, by=tsm)
    with pytest.raises(Refused, match="Say why Tina"):
        operations.evaluate_window(**judged, over_capacity=True, by=leader)
    row = operations.extend_window(**given, days=30, over_capacity=True)
    assert row.is_over_capacity and not window.extensions.order_by("pk").first().is_over_capacity
    assert SupportWindow.objects.everywhere().get().days == 67
