"""Days of a run: counted, rolled off days off, fixed by a file; a slice of the calendar by hand."""

from datetime import date

import pytest

from pilotage.cycles.enums import DayKind, Roll, Unit
from pilotage.cycles.rules.dates import Calendars, DayRule, days_of, months_of, out_of_order, why_not
from pilotage.planner.calendars import us_bank, us_federal

BY = Calendars(us_federal(), us_bank())
MONTHLY = [
    DayRule(DayKind.READ, 3, Unit.MONTH_DAY, Roll.NEXT),
    DayRule(DayKind.BILL, 3, Unit.WORKING),
    DayRule(DayKind.PRINT, 1, Unit.WORKING),
    DayRule(DayKind.DUE, 21, Unit.DAYS, Roll.NEXT),
    DayRule(DayKind.BANK, 0, Unit.BANK, Roll.NEXT),
    DayRule(DayKind.SETTLEMENT, 2, Unit.BANK),
    DayRule(DayKind.PENALTY, 5, Unit.WORKING),
    DayRule(DayKind.SHUT_OFF, 14, Unit.DAYS, Roll.NEXT),
]


def test_a_months_days_follow_each_other() -> None:
    found = days_of(MONTHLY, date(2027, 1, 1), BY)
    assert found == {
        DayKind.READ: date(2027, 1, 4),  # the 3rd is a Sunday
        DayKind.BILL: date(2027, 1, 7),
        DayKind.PRINT: date(2027, 1, 8),
        DayKind.DUE: date(2027, 1, 28),
        DayKind.BANK: date(2027, 1, 28),
        DayKind.SETTLEMENT: date(2027, 2, 1),
        DayKind.PENALTY: date(2027, 2, 4),
        DayKind.SHUT_OFF: date(2027, 2, 18),
    }
    assert out_of_order(found) is None


@pytest.mark.parametrize(
    ("roll", "day"),
    [(Roll.STAY, date(2027, 7, 4)), (Roll.NEXT, date(2027, 7, 6)), (Roll.PREVIOUS, date(2027, 7, 2))],
)
def test_a_draft_rolls_off_a_bank_holiday(roll: Roll, day: date) -> None:
    rule = DayRule(DayKind.BANK, 4, Unit.MONTH_DAY, roll)  # 4 July 2027 is a Sunday, taken on Monday
    assert days_of([rule], date(2027, 7, 1), BY)[DayKind.BANK] == day


def test_day_31_is_the_last_of_a_short_month() -> None:
    rule = DayRule(DayKind.BILL, 31, Unit.MONTH_DAY)
    assert days_of([rule], date(2027, 2, 1), BY)[DayKind.BILL] == date(2027, 2, 28)


def test_what_counts_from_a_fixed_day_counts_from_there() -> None:
    found = days_of(MONTHLY, date(2027, 1, 1), BY, {DayKind.BILL: date(2027, 1, 12)})
    assert found[DayKind.READ] == date(2027, 1, 4) and found[DayKind.DUE] == date(2027, 2, 2)


@pytest.mark.parametrize(
    ("rules", "word"),
    [
        ([], "at least one"),
        ([DayRule(DayKind.DUE, 21, Unit.DAYS)], "counted from bill"),
        ([DayRule(DayKind.BILL, 32, Unit.MONTH_DAY)], "1 to 31"),
        ([DayRule(DayKind.BILL, 1, Unit.MONTH_DAY), DayRule(DayKind.DUE, 121, Unit.DAYS)], "0 to 120"),
    ],
)
def test_rules_that_cannot_be_followed_are_named(rules: list[DayRule], word: str) -> None:
    found = why_not(rules)
    assert found is not None and word in found[1]


def test_a_cycle_runs_every_so_many_months_both_ways() -> None:
    assert months_of(date(2027, 3, 1), 6, date(2026, 1, 1), date(2027, 12, 1)) == [
        date(2026, 3, 1), date(2026, 9, 1), date(2027, 3, 1), date(2027, 9, 1),
    ]  # fmt: skip
    assert months_of(date(2027, 3, 1), 1, date(2027, 2, 1), date(2027, 4, 1))[0] == date(2027, 2, 1)


def test_days_the_wrong_way_round_are_named() -> None:
    words = out_of_order({DayKind.BILL: date(2027, 3, 9), DayKind.DUE: date(2027, 3, 2)})
    assert words == "Bill (9 Mar 2027) comes after due (2 Mar 2027)."
