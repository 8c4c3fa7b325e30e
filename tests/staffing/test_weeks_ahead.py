"""Load and capacity by week: what counts, from when to when, and what is called over."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.core.errors import Refused
from pilotage.people.models import TimeOff
from pilotage.staffing.models import Capacity
from pilotage.staffing.operations import add_capacity, remove_capacity, set_skills
from pilotage.staffing.queries import ahead
from pilotage.staffing.rules import Demand, Offer, Week, overloads, points_of, week_of
from story import NOW

MONDAY, TODAY = date(2026, 11, 2), NOW.date()


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({}, 1), ({"is_enterprise": True}, 2), ({"is_phased": True}, 2), ({"mrr": Decimal("4999.99")}, 1),
        ({"mrr": Decimal("5000")}, 2), ({"is_enterprise": True, "is_phased": True, "mrr": Decimal("5000")}, 4),
    ],
)  # fmt: skip
def test_points_of_a_biller(facts, points) -> None:
    assert points_of(**({"is_enterprise": False, "is_phased": False, "mrr": None} | facts)) == points


@pytest.mark.parametrize(
    ("load", "days", "away", "tone"),
    [
        (6, 5, 0, "free"), (7, 5, 0, "busy"), (9, 5, 0, "full"), (10, 5, 0, "full"), (11, 5, 0, "over"),
        (6, 5, 5, "away"), (6, 0, 0, "over"), (9, 4, 0, "over"),
    ],
)  # fmt: skip
def test_a_week_is_called_by_its_share(load, days, away, tone) -> None:
    gone = frozenset(date(2026, 11, 2 + number) for number in range(away))
    demand = Demand(1, "im", "Hill Water", load, MONDAY, MONDAY)
    assert week_of(MONDAY, [demand], [Offer(MONDAY, None, 10, days)], 8, gone).tone == tone


def test_weeks_over_in_a_row_are_one_overload() -> None:
    shares = [1.2, 1.4, 0.5, 1.1]
    weeks = [Week(date.fromordinal(MONDAY.toordinal() + 7 * n), 10 * one, 10, 0, ()) for n, one in enumerate(shares)]
    found = overloads("Ina", weeks)
    assert [(one["weeks"], round(one["most"], 1)) for one in found] == [(2, 1.4), (1, 1.1)]


def test_a_running_project_counts_until_its_go_live_for_who_has_it(running, person, pm) -> None:
    ina = person("im", name="Ina")
    project = running("Hill Water", im=ina)
    mine = next(row for row in ahead(pm, today=TODAY) if row.user == ina)
    weeks_loaded = [week for week in mine.weeks if week.load]
    assert weeks_loaded[0].monday == MONDAY and weeks_loaded[-1].monday <= project.planned_go_live_date
    assert any(row.user is None and row.role == "os" for row in ahead(pm, today=TODAY))


def test_a_new_period_ends_the_one_without_end(person, pm) -> None:
    ina = person("im", name="Ina")
    add_capacity(user=ina, from_date=date(2026, 1, 1), points=10, by=pm, now=NOW)
    second = add_capacity(user=ina, from_date=date(2026, 12, 1), to_date=date(2026, 12, 31), points=4, by=pm, now=NOW)
    assert list(Capacity.objects.order_by("from_date").values_list("to_date", flat=True)) == [
        date(2026, 11, 30), date(2026, 12, 31),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        add_capacity(user=ina, from_date=date(2026, 12, 20), points=4, by=pm, now=NOW)
    assert refused.value.field == "from_date"
    remove_capacity(capacity=second, by=pm, now=NOW)
    assert Capacity.objects.count() == 1


def test_skills_are_kept_once_each_and_without_card_numbers(person, pm) -> None:
    ina = person("im", name="Ina")
    assert set_skills(user=ina, skills=["Utility", " Utility ", "", "Spanish"], by=pm, now=NOW)
    assert ina.skills == ["Utility", "Spanish"]
    with pytest.raises(Refused):
        set_skills(user=ina, skills=["4111 1111 1111 1111"], by=pm, now=NOW)


def test_days_away_make_a_week_smaller(running, person, pm) -> None:
    ina = person("im", name="Ina")
    running("Hill Water", im=ina)
    TimeOff.objects.create(user=ina, from_date=MONDAY, to_date=date(2026, 11, 6))
    mine = next(row for row in ahead(pm, today=TODAY) if row.user == ina)
    assert mine.weeks[0].tone == "away" and mine.weeks[0].away == 5 and mine.weeks[1].tone == "free"
