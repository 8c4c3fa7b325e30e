"""The criteria of a bill cycle, on both sides of every limit, without a database."""

from datetime import date
from decimal import Decimal

import pytest

from pilotage.firstcycles.enums import Criterion
from pilotage.firstcycles.rules import Figures, Limits, judge, nothing_known, why_not

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
        ("posted", {"posted": 994}, "unmet"),
        ("posted", {"taken": 1999, "posted": 1990}, "met"),
        ("posted", {"taken": 1999, "posted": 1989}, "unmet"),
        ("posted", {"taken": 0, "posted": 0, "settled": 0}, "unmet"),
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
