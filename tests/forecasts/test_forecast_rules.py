"""What a forecast says: chances between the points of the curve, weeks, likelihoods, words."""

from datetime import date

import pytest

from pilotage.forecasts.drawing import distribution, over_time
from pilotage.forecasts.rules import chance_on, drivers_in_words, likelihood, weekly

CURVE = [(0.25, date(2027, 1, 4)), (0.5, date(2027, 1, 8)), (0.75, date(2027, 1, 18)), (0.975, date(2027, 2, 1))]


@pytest.mark.parametrize(
    ("day", "chance"),
    [(date(2027, 1, 3), 0.0), (date(2027, 1, 4), 0.25), (date(2027, 1, 6), 0.375), (date(2027, 1, 8), 0.5),
     (date(2027, 1, 13), 0.625), (date(2027, 2, 1), 1.0)],
)  # fmt: skip
def test_the_chance_between_points(day, chance) -> None:
    assert chance_on(CURVE, day) == pytest.approx(chance)


def test_weeks_add_up_to_one() -> None:
    found = weekly(CURVE)
    assert found[0][0] == date(2027, 1, 4) and sum(chance for _day, chance in found) == pytest.approx(1.0)
    assert weekly([]) == []


@pytest.mark.parametrize(("chance", "level"), [(0.95, 2), (0.8, 3), (0.51, 3), (0.5, 4), (0.21, 4), (0.2, 5), (0.0, 5)])
def test_the_likelihood_of_missing(chance, level) -> None:
    assert likelihood(chance) == level


def test_only_tasks_that_decide_are_named() -> None:
    rows = [
        {"code": "T1", "title": "Import job", "criticality": 0.64, "ratio": 1.42, "samples": 22},
        {"code": "T2", "title": "Branding", "criticality": 0.05, "ratio": 1.0, "samples": 9},
    ]
    assert drivers_in_words(rows) == (
        "T1 Import job (decides in 64%, takes 1.4 times its planned days in 22 past tasks)"
    )


def test_bars_behind_the_target_are_late_and_marks_stay_inside() -> None:
    found = distribution(CURVE, [("P50", CURVE[1][1]), ("P80", CURVE[2][1])], date(2027, 1, 12))
    assert found is not None
    assert [bar["is_late"] for bar in found["bars"]] == [False, False, True, True, True]
    assert all(0 <= mark["x"] <= found["width"] for mark in found["marks"])
    assert distribution([], [], None) is None and over_time([]) is None
