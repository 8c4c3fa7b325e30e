"""Who is proposed for which go-live: capacity over the whole window, skills, zone, continuity, fairness; locks and what is left out."""

from datetime import timedelta

import pytest

from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.operations import ask_for_assignment, work_out_assignment
from pilotage.assignment.rules import gain_words, hours_apart, months_of, parts_of, wishes_of
from pilotage.billers.operations import assign_care
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.people.operations import change_user
from pilotage.staffing.operations import set_skills
from pilotage.transition import operations as transition
from story import NOW, TARGET


def taken(run: AssignmentRun) -> dict[str, str]:
    return {row["name"].partition(",")[0]: row["person"] for row in run.found["proposals"]}


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina", time_zone="America/Chicago")


@pytest.fixture
def zoe(person):
    return person("tsm", name="Zoe", time_zone="America/Chicago")


def test_two_go_lives_are_shared_and_each_proposal_says_why_and_what_the_next_best_costs(
    ahead, tina, zoe, allow, worked_out
) -> None:
    allow(tina, 2), allow(zoe, 2)
    ahead("Ash"), ahead("Birch")
    run = worked_out()
    assert set(taken(run).values()) == {"Tina", "Zoe"} and run.state == "done"
    row = run.found["proposals"][0]
    assert "same time zone" in row["why"]
    assert row["near"][0]["name"] != row["person"] and row["near"][0]["more"] > 0


def test_capacity_holds_in_every_week_with_windows_and_go_lives_that_are_there_already(
    ahead, tina, zoe, allow, leader, worked_out
) -> None:
    allow(tina, 1), allow(zoe, 1)
    transition.decide(decision=ahead("Ash"), choice="tsm", assignee=tina, by=leader, now=NOW)
    ahead("Birch", TARGET + timedelta(20)), ahead("Cedar", TARGET + timedelta(25))
    run = worked_out()
    assert sorted(taken(run).values()) == ["", "Zoe"] and run.found["empty"] == 1
    assert any("Nobody has room" in row["why"] for row in run.found["proposals"])


def test_later_go_lives_fit_after_earlier_windows(ahead, tina, allow, worked_out) -> None:
    allow(tina, 1)
    ahead("Ash"), ahead("Birch", TARGET + timedelta(200))
    assert set(taken(worked_out()).values()) == {"Tina"}


def test_the_vertical_and_who_knows_the_biller_decide_between_equals(ahead, tina, zoe, pm, worked_out) -> None:
    set_skills(user=zoe, skills=["Utility"], by=pm, now=NOW)
    ahead("Ash", vertical="utility")
    first = worked_out().found["proposals"][0]
    assert (first["person"], "knows Utility" in first["why"]) == ("Zoe", True)
    birch = ahead("Birch", vertical="tax", state="TX")
    assign_care(biller=birch.biller, user=tina, role="tsm", by=pm, now=NOW)
    rows = {row["name"]: row for row in worked_out().found["proposals"]}
    assert "has looked after the biller" in rows["Birch, Phase 1"]["why"]
    assert rows["Birch, Phase 1"]["person"] == "Tina"


def test_a_tam_is_proposed_where_no_tsm_has_room(ahead, tina, person, allow, worked_out) -> None:
    allow(tina, 0)
    person("tam", name="Tam")
    ahead("Ash")
    row = worked_out().found["proposals"][0]
    assert (row["person"], row["role"]) == ("Tam", "tam") and "a TAM instead of a TSM" in row["why"]
    assert worked_out(roles=["tsm"]).found["empty"] == 1


def test_a_lock_stays_and_says_when_it_goes_over_capacity(ahead, tina, zoe, allow, worked_out) -> None:
    allow(tina, 0)
    one = ahead("Ash")
    run = worked_out(locks={str(one.pk): tina.pk})
    row = run.found["proposals"][0]
    assert (row["person"], row["is_locked"]) == ("Tina", True)
    assert row["over"].startswith("1 of 0 points in the week of")
    assert run.found["people"][0]["after"] is None or run.found["people"][1]["after"] is None
    assert taken(worked_out(without=[tina.pk])) == {"Ash": "Zoe"}


def test_help_desk_and_missing_facts_are_left_out_with_the_reason(ahead, make_biller, tina, pm, worked_out) -> None:
    ahead("Ash"), ahead("Birch", mrr="100"), ahead("Cedar", mrr="100"), ahead("Dover", mrr="100")
    run = worked_out()
    why = {row["name"]: row["why"] for row in run.given["left_out"]}
    assert "Dover, Phase 1" in why and "needs nobody" in why["Dover, Phase 1"]


def test_an_enterprise_on_the_help_desk_row_is_proposed_with_the_reason_it_needs(ahead, tina, worked_out) -> None:
    for name in ("Ash", "Birch"):
        ahead(name)
    ahead("Dover", mrr="100", is_enterprise=True)
    rows = {row["name"]: row for row in worked_out().found["proposals"]}
    assert "enterprise" in rows["Dover, Phase 1"]["differs"] and rows["Dover, Phase 1"]["points"] == 2


def test_whose_tsm_has_left_is_proposed_anew(ahead, tina, zoe, leader, admin, worked_out) -> None:
    from pilotage.people.operations import deactivate_user

    one = ahead("Ash")
    transition.decide(decision=one, choice="tsm", assignee=tina, by=leader, now=NOW)
    assert worked_out().found["proposals"] == []
    deactivate_user(user=tina, by=admin, now=NOW)
    row = worked_out().found["proposals"][0]
    assert (row["left"], row["person"]) == ("Tina", "Zoe")


def test_the_same_inputs_give_the_same_answer_and_the_run_says_how_good_it_is(ahead, tina, zoe, worked_out) -> None:
    for n in range(6):
        ahead(f"Biller {n}", TARGET + timedelta(7 * n))
    one, other = worked_out(), worked_out()
    assert one.fingerprint == other.fingerprint and len(one.fingerprint) == 64
    assert [row["person"] for row in one.found["proposals"]] == [row["person"] for row in other.found["proposals"]]
    assert one.found["is_proved"] and one.found["bound"] <= one.found["cost"] <= one.found["greedy_cost"]
    assert "proved" in gain_words(one.found)


def test_a_run_is_asked_by_deciders_audited_and_worked_out_once(ahead, tina, pm, leader) -> None:
    ahead("Ash")
    with pytest.raises(Forbidden):
        ask_for_assignment(asked={}, by=pm, now=NOW)
    for asked, field in (({"roles": []}, "roles"), ({"seconds": 0}, "seconds"), ({"within": 0}, "within")):
        with pytest.raises(Refused) as no:
            ask_for_assignment(asked=asked, by=leader, now=NOW)
        assert no.value.field == field
    run = ask_for_assignment(asked={"seconds": 1}, by=leader, now=NOW)
    assert work_out_assignment(run=run, by=leader, now=NOW) and not work_out_assignment(run=run, by=leader, now=NOW)
    kinds = list(Event.objects.filter(record_id=run.pk).values_list("kind", flat=True))
    assert kinds == ["assignment.run_created", "assignment.worked_out"]


def test_nobody_there_is_said_not_failed(ahead, worked_out) -> None:
    ahead("Ash")
    run = worked_out()
    assert (run.state, run.found["empty"]) == ("done", 1)


NEED = {
    "vertical": "Tax", "products": ["Tyler Munis", "Tyler"], "zone": "America/Chicago", "target": "2027-01-15",
    "biller": "b", "support": "transition_success_light",
}  # fmt: skip
SOMEBODY = {"skills": ["tax"], "zone": "America/Chicago", "knows": [], "role": "tsm"}


@pytest.mark.parametrize(
    ("change", "is_known", "cost"),
    [
        ({}, False, 3.0),  # lacks the product that a colleague knows
        ({"skills": ["tax", "tyler"]}, False, 0.0),
        ({"skills": []}, False, 6.0),
        ({"skills": ["tax", "tyler", "transition success"]}, False, 2.0),
        ({"skills": ["tax", "tyler", "transition success light"]}, False, 0.0),
        ({"zone": "America/Los_Angeles"}, False, 4.0),
        ({}, True, 7.0),
        ({"knows": ["b"]}, True, 3.0),
        ({"role": "tam"}, False, 5.0),
        ({"role": "tam", "knows": ["b"]}, True, 3.0),
    ],
)
def test_each_price(change, is_known, cost) -> None:
    who = SOMEBODY | change
    wishes = wishes_of(NEED, [SOMEBODY, {"skills": ["tyler"]}])
    assert wishes == ["Tax", "Tyler"]
    assert sum(price for _words, price in parts_of(NEED, who, wishes, is_known=is_known)) == cost


def test_zones_are_as_far_apart_as_on_the_day_of_the_go_live() -> None:
    from datetime import date

    assert hours_apart("America/Phoenix", "America/Denver", date(2027, 1, 15)) == 0
    assert hours_apart("America/Phoenix", "America/Denver", date(2027, 7, 15)) == 1


def test_a_month_is_as_full_as_its_fullest_week() -> None:
    from datetime import date

    weeks = [date(2027, 1, 4), date(2027, 1, 11), date(2027, 2, 1)]
    found = months_of(dict(zip(weeks, (2, 5, 1), strict=True)), dict.fromkeys(weeks, 8.0))
    assert [(one["month"].month, one["monday"].day, one["load"]) for one in found] == [(1, 11, 5), (2, 1, 1)]


def test_time_zone_of_a_person_counts(ahead, tina, zoe, admin, worked_out) -> None:
    change_user(user=tina, time_zone="Pacific/Honolulu", by=admin, now=NOW)
    ahead("Ash")
    assert taken(worked_out()) == {"Ash": "Zoe"}
