"""The criteria of a bill cycle, on both sides of every limit, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.firstcycles.enums import Criterion
from pilotage.firstcycles.rules import Figures, Limits, Until, judge, nothing_known, why_not

DAY = date(2027, 3, 20)
GOOD = {
    "taken": 1000, "posted": 995, "settled": 990, "taken_amount": Decimal("100.00"), "posted_amount": Decimal("99.50"),
    "settled_amount": Decimal("99.50"), "oldest_unposted_on": date(2027, 3, 17), "duplicates": 0, "returns": 20,
    "autopay_due_on": date(2027, 3, 8), "autopay_ran_on": date(2027, 3, 8), "notices_planned": 1000, "notices_sent": 990,
    "calls_forecast": 100, "calls_taken": 120,
}  # fmt: skip


def verdict(criterion: str, **given: object) -> str:
    found = judge(Figures(DAY, **GOOD | given), Limits())  # type: ignore[arg-type]
    return next(str(one.verdict) for one in found if one.criterion == criterion)


@pytest.mark.parametrize(
    ("criterion", "given", "expected"),
    [
        ("posted", {"posted": 995}, "met"),
        ("posted", {"posted": 994}, "not_due"),
        ("posted", {"posted": 994, "oldest_unposted_on": date(2027, 3, 16)}, "unmet"),
        ("posted", {"taken": 1999, "posted": 1990}, "met"),
        ("posted", {"taken": 1999, "posted": 1989, "oldest_unposted_on": date(2027, 3, 16)}, "unmet"),
        ("posted", {"taken": 0, "posted": 0, "settled": 0, "oldest_unposted_on": None}, "unmet"),
        ("settled", {"posted": 1000, "settled": 990}, "met"),
        ("settled", {"posted": 1000, "settled": 989}, "unmet"),
        ("amounts", {}, "met"),
        ("amounts", {"settled_amount": Decimal("99.49")}, "unmet"),
        ("oldest_unposted", {"oldest_unposted_on": date(2027, 3, 17)}, "met"),
        ("oldest_unposted", {"oldest_unposted_on": date(2027, 3, 16)}, "unmet"),
        ("oldest_unposted", {"oldest_unposted_on": None}, "missing"),
        ("oldest_unposted", {"oldest_unposted_on": None, "posted": 1000}, "met"),
        ("duplicates", {"duplicates": 1}, "unmet"),
        ("returns", {"returns": 21}, "unmet"),
        ("autopay", {"autopay_ran_on": date(2027, 3, 9)}, "unmet"),
        ("autopay", {"autopay_ran_on": date(2027, 3, 5)}, "met"),
        ("autopay", {"autopay_ran_on": None}, "missing"),
        ("autopay", {"autopay_ran_on": None, "autopay_due_on": DAY}, "ahead"),
        ("notices", {"notices_sent": 989}, "unmet"),
        ("notices", {"notices_planned": 0, "notices_sent": 0}, "met"),
        ("calls", {"calls_taken": 121}, "unmet"),
        ("calls", {"calls_forecast": 0, "calls_taken": 1}, "unmet"),
        ("calls", {"calls_forecast": None}, "missing"),
    ],
)
def test_each_criterion_stands_on_its_side_of_the_limit(
    criterion: str, given: dict[str, object], expected: str
) -> None:
    assert verdict(criterion, **given) == expected


@pytest.mark.parametrize(
    ("criterion", "given", "last_day", "today", "expected"),
    [
        # The oldest open payment tells: until its limit has passed, what lacks is not yet due, and the day after it is unmet.
        ("posted", {"posted": 900, "oldest_unposted_on": date(2027, 3, 17)}, date(2027, 4, 4), DAY, "not_due"),
        ("posted", {"posted": 900, "oldest_unposted_on": date(2027, 3, 16)}, date(2027, 4, 4), DAY, "unmet"),
        ("settled", {"settled": 900, "oldest_unsettled_on": date(2027, 3, 15)}, date(2027, 4, 4), DAY, "not_due"),
        ("settled", {"settled": 900, "oldest_unsettled_on": date(2027, 3, 14)}, date(2027, 4, 4), DAY, "unmet"),
        ("amounts", {"settled_amount": Decimal("90.00"), "oldest_unsettled_on": date(2027, 3, 15)}, date(2027, 4, 4), DAY, "not_due"),
        # Where it isn't known, the end of the cycle does, with the days that posting and settling may take.
        ("posted", {"posted": 900, "oldest_unposted_on": None}, date(2027, 3, 17), DAY, "not_due"),
        ("posted", {"posted": 900, "oldest_unposted_on": None}, date(2027, 3, 16), DAY, "unmet"),
        ("posted", {"taken": 0, "posted": 0, "oldest_unposted_on": None}, date(2027, 4, 4), DAY, "not_due"),
        ("settled", {"settled": 900}, date(2027, 3, 15), DAY, "not_due"),
        ("settled", {"settled": 900}, date(2027, 3, 14), DAY, "unmet"),
        # A plan of the whole cycle is due at its end, one by day on each day.
        ("notices", {"notices_sent": 400}, DAY, DAY, "not_due"),
        ("notices", {"notices_sent": 400}, date(2027, 3, 19), DAY, "unmet"),
        ("notices", {"notices_sent": 400, "is_notices_by_day": True}, date(2027, 4, 4), DAY, "unmet"),
        # Too many calls or duplicates are too many on any day.
        ("calls", {"calls_taken": 121}, date(2027, 4, 4), DAY, "unmet"),
        ("duplicates", {"duplicates": 1}, date(2027, 4, 4), DAY, "unmet"),
        # Old figures don't tell whether it came in time.
        ("settled", {"settled": 900}, date(2027, 3, 19), date(2027, 3, 24), "not_due"),
        ("settled", {"settled": 900}, date(2027, 3, 19), date(2027, 3, 25), "missing"),
    ],
)  # fmt: skip
def test_a_running_cycle_is_unmet_only_once_the_limit_has_passed(
    criterion: str, given: dict[str, object], last_day: date, today: date, expected: str
) -> None:
    found = judge(Figures(DAY, **GOOD | given), Limits(), (), Until(last_day, today))  # type: ignore[arg-type]
    assert next(str(one.verdict) for one in found if one.criterion == criterion) == expected


def test_what_is_met_is_all_met_and_what_does_not_apply_is_left_out() -> None:
    assert {one.verdict for one in judge(Figures(DAY, **GOOD), Limits())} == {"met"}  # type: ignore[arg-type]
    found = judge(Figures(DAY), Limits(), ["autopay"])
    assert {str(one.criterion) for one in found if one.verdict == "left_out"} == {"autopay"}
    assert sum(one.verdict == "missing" for one in found) == len(Criterion) - 1


def test_a_cycle_without_figures_is_ahead_or_lacks_them_all() -> None:
    assert {one.verdict for one in nothing_known(Limits(), is_ahead=True)} == {"ahead"}
    assert all(one.missing for one in nothing_known(Limits(), is_ahead=False))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"posted": 1001}, "posted"),
        ({"settled": 996}, "settled"),
        ({"returns": 1001}, "returns"),
        ({"posted_amount": Decimal("100.01")}, "posted_amount"),
        ({"oldest_unposted_on": date(2027, 3, 21)}, "oldest_unposted_on"),
        ({"autopay_ran_on": date(2027, 3, 21)}, "autopay_ran_on"),
        ({"posted": 1000}, "oldest_unposted_on"),
    ],
)
def test_figures_that_cannot_stand_together_are_named(given: dict[str, object], field: str) -> None:
    found = why_not(Figures(DAY, **GOOD | given))  # type: ignore[arg-type]
    assert found is not None and found[0] == field


def test_a_share_just_under_all_is_never_called_all() -> None:
    given = GOOD | {"taken": 3000, "posted": 2999}
    words = judge(Figures(DAY, **given), Limits())[0].words  # type: ignore[arg-type]
    assert words == "2,999 of 3,000 (99.9 %)"
