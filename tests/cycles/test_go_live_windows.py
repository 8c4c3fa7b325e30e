"""How good a day is for a go-live: each reason on both sides of its border, and the windows that follow."""

from datetime import date

import pytest

from pilotage.cycles.enums import DayKind
from pilotage.cycles.rules.dates import Calendars
from pilotage.cycles.rules.windows import Cycle, Judge, Shield
from pilotage.planner.calendars import us_bank, us_federal

BY = Calendars(us_federal(), us_bank())
RUN = {
    DayKind.BILL: date(2027, 3, 8), DayKind.PRINT: date(2027, 3, 10), DayKind.DUE: date(2027, 3, 30),
    DayKind.BANK: date(2027, 4, 20), DayKind.PENALTY: date(2027, 5, 4), DayKind.SHUT_OFF: date(2027, 5, 18),
}  # fmt: skip


def judge(*shields: Shield, share: float = 1.0, is_tax: bool = False) -> Judge:
    return Judge([Cycle("Cycle 1", share, (RUN,))], shields, BY, is_tax)


@pytest.mark.parametrize(
    ("day", "code", "counts"),
    [
        (date(2027, 3, 8), "print", True), (date(2027, 3, 10), "print", True), (date(2027, 3, 11), "print", False),
        (date(2027, 3, 11), "open_bills", True), (date(2027, 3, 30), "open_bills", False),
        (date(2027, 3, 25), "due", True), (date(2027, 3, 24), "due", False), (date(2027, 3, 31), "due", False),
        (date(2027, 4, 13), "draft", True), (date(2027, 4, 12), "draft", False),
        (date(2027, 4, 29), "penalty", True), (date(2027, 4, 28), "penalty", False),
        (date(2027, 5, 11), "shut_off", True), (date(2027, 5, 10), "shut_off", False),
        (date(2027, 4, 29), "month_end", True), (date(2027, 5, 3), "month_end", True), (date(2027, 5, 4), "month_end", False),
        (date(2027, 3, 31), "quarter_end", True), (date(2027, 4, 30), "quarter_end", False),
        (date(2026, 12, 16), "year_end", True), (date(2026, 12, 15), "year_end", False), (date(2027, 1, 5), "year_end", True),
        (date(2027, 1, 18), "closed", True), (date(2027, 1, 19), "holiday", True), (date(2027, 4, 9), "friday", True),
        (date(2027, 4, 10), "weekend", True),
    ],
)  # fmt: skip
def test_a_reason_counts_up_to_its_border(day: date, code: str, counts: bool) -> None:
    assert (code in {reason.code for reason in judge().day(day).reasons}) is counts


def test_a_protection_takes_the_sting_out_of_penalties_and_shut_offs() -> None:
    shield = Shield(date(2027, 4, 1), date(2027, 5, 18), True, True)
    assert judge(shield).day(date(2027, 5, 11)).reasons == ()
    only_fees = Shield(date(2027, 4, 1), date(2027, 5, 18), True, False)
    assert [one.code for one in judge(only_fees).day(date(2027, 5, 11)).reasons] == ["shut_off"]


def test_a_small_cycle_weighs_less_but_at_least_a_quarter() -> None:
    points = {share: judge(share=share).day(date(2027, 3, 9)).reasons[0].points for share in (1.0, 0.5, 0.01)}
    assert points == {1.0: 45, 0.5: 22, 0.01: 11}


def test_taxes_never_move_in_the_thirty_days_before_an_instalment() -> None:
    assert judge(is_tax=True).day(date(2027, 3, 2)).verdict == "bad"
    assert judge().day(date(2027, 3, 2)).verdict == "good"


def test_windows_hold_only_good_days_and_bad_stretches_are_named() -> None:
    good, bad = judge().propose(date(2027, 3, 1), date(2027, 5, 31))
    assert len(good) > 2 and all(one.verdict == "good" for window in good for one in window.days)
    assert [window.best.score for window in good] == sorted((w.best.score for w in good), reverse=True)
    # A print run alone costs 45: the days are bad, and the reason stands first.
    assert any(w.first == date(2027, 3, 8) and w.best.reasons[0].code == "print" for w in bad)


def test_where_good_windows_are_few_the_best_fair_days_stand_alone() -> None:
    crowded = Judge(
        [
            Cycle(f"Cycle {n}", 1.0, ({DayKind.BILL: date(2027, 4, 5), DayKind.DUE: date(2027, 4, 30)},))
            for n in range(3)
        ],
        [],
        BY,
    )
    good, _bad = crowded.propose(date(2027, 4, 28), date(2027, 4, 30))
    assert good == [] or all(len(window.days) == 1 and window.best.verdict == "fair" for window in good)
