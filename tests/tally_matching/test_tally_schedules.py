"""AutoPay draws, notices, daily files and reports against their plan: each planned thing ends in one state."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.banking_days import BankCalendar, federal_reserve_holidays
from pilotage.tally.schedules.days import planned_day
from pilotage.tally.schedules.runs import check_schedule
from pilotage.tally.schedules.spec import read_spec

BILLS = "account,bill,bill_date,due_date,amount,autopay,maximum,paid_on,paperless\n"
DRAWS = "account,bill,draw_date,amount,status\n"


def run(folder: Path, spec: dict[str, Any], **texts: str) -> dict[str, Any]:
    files = {}
    for name, text in texts.items():
        files[name] = folder / f"{name}.csv"
        files[name].write_text(text)
    return check_schedule(files, read_spec(spec, "spec"))


def bill(number: int, due: str, amount: str = "50.00", autopay: str = "Y", maximum: str = "", paid: str = "") -> str:
    return f"A{number},B{number},2026-11-01,{due},{amount},{autopay},{maximum},{paid},Y\n"


CASES = [
    # due, rule for closed days, draw, state
    ("2026-11-20", "after", "2026-11-20,50.00,", "on_time"),
    ("2026-11-21", "after", "2026-11-23,50.00,", "on_time"),  # a Saturday
    ("2026-11-21", "before", "2026-11-20,50.00,", "on_time"),
    ("2026-11-21", "same", "2026-11-21,50.00,", "on_time"),
    ("2026-11-21", "after", "2026-11-20,50.00,", "early"),
    ("2026-11-26", "after", "2026-11-27,50.00,", "on_time"),  # Thanksgiving
    ("2026-11-20", "after", "2026-11-23,50.00,", "late"),
    ("2026-11-20", "after", "2026-11-20,50.01,", "wrong_amount"),
    ("2026-11-20", "after", "2026-11-20,50.00,failed", "failed"),
    *(
        ("2026-11-20", "after", f"2026-11-20,50.00,{status}", "failed")
        for status in (
            "Rejected",
            "R01",
            "R01 insufficient funds",
            "NSF",
            "declined_by_bank",
            "Reversed",
            "charged back",
        )
    ),
    *(
        ("2026-11-20", "after", f"2026-11-20,50.00,{status}", "on_time")
        for status in ("ok", "Settled", "R", "released")
    ),
    ("2026-11-20", "after", "", "missing"),
    ("2026-12-15", "after", "", "expected"),
]


@pytest.mark.parametrize(("due", "closed_day", "draw", "state"), CASES)
def test_a_bill_is_drawn_on_its_day_for_its_amount(
    tmp_path: Path, due: str, closed_day: str, draw: str, state: str
) -> None:
    draws = DRAWS + (f"A1,B1,{draw}\n" if draw else "")
    answer = run(
        tmp_path,
        {"as_of": "2026-12-01", "autopay": {"closed_day": closed_day}},
        bills=BILLS + bill(1, due),
        draws=draws,
    )
    assert answer["checks"]["autopay"]["states"] == {state: 1}
    assert answer["agrees"] == (state in ("on_time", "expected"))


def test_a_second_draw_one_without_bill_one_over_the_maximum_and_one_though_paid_are_found(tmp_path: Path) -> None:
    bills = (
        BILLS
        + bill(1, "2026-11-20")
        + bill(2, "2026-11-20", maximum="40.00")
        + bill(3, "2026-11-20", paid="2026-11-18")
    )
    bills += bill(4, "2026-11-20", autopay="N") + bill(5, "2026-11-20", maximum="40.00")
    day = "2026-11-20,50.00,\n"
    draws = DRAWS + f"A1,B1,{day}A1,B1,{day}A2,B2,{day}A3,B3,{day}A4,B4,{day}A9,B9,{day}"
    check = run(tmp_path, {"as_of": "2026-12-01"}, bills=bills, draws=draws)["checks"]["autopay"]
    assert check["states"] == {
        "drawn_though_paid": 1,
        "drawn_without_enrolment": 1,
        "on_time": 1,
        "over_maximum": 1,
        "skipped": 1,
    }
    assert check["happened_states"] == {"doubled": 1, "matched": 4, "without_bill": 1}
    doubled = next(one for one in check["findings"] if one["finding"] == "doubled")
    assert (doubled["draw_row"], doubled["bill_row"]) == (3, 2)


def test_draws_without_a_bill_number_go_to_the_bill_of_the_nearest_day(tmp_path: Path) -> None:
    bills = "account,due_date,amount\nA,2026-10-20,10.00\nA,2026-11-20,20.00\n"
    draws = "account,date,amount\nA,2026-11-20,20.00\nA,2026-10-20,10.00\n"
    assert run(tmp_path, {}, bills=bills, draws=draws)["checks"]["autopay"]["states"] == {"on_time": 2}


PLAN = [
    {"name": "bill_ready", "of": "bill_date", "days": 0},
    {
        "name": "reminder",
        "of": "due_date",
        "days": -3,
        "tolerance_days": 1,
        "when": {"column": "paperless", "in": ["y"]},
    },
]


@pytest.mark.parametrize(
    ("sent", "states", "others"),
    [
        ("A1,B1,bill_ready,2026-11-01\nA1,B1,reminder,2026-11-18\n", {"on_time": 2}, {"matched": 2}),
        ("A1,B1,bill_ready,2026-11-02\nA1,B1,reminder,2026-11-16\n", {"early": 1, "late": 1}, {"matched": 2}),
        (
            "A1,B1,bill_ready,2026-11-01\nA1,B1,bill_ready,2026-11-01\n",
            {"missing": 1, "on_time": 1},
            {"matched": 1, "twice": 1},
        ),
        ("A1,B1,shut_off,2026-11-01\n", {"missing": 2}, {"unplanned": 1}),
    ],
)
def test_notices_go_out_once_and_on_their_day(
    tmp_path: Path, sent: str, states: dict[str, int], others: dict[str, int]
) -> None:
    answer = run(
        tmp_path, {"as_of": "2026-12-01", "notices": PLAN}, bills=BILLS + bill(1, "2026-11-20"),
        notices="account,bill,notice,sent_at\n" + sent,
    )  # fmt: skip
    assert answer["checks"]["notices"]["states"] == states
    assert answer["checks"]["notices"]["happened_states"] == others


def test_a_reminder_after_the_payment_is_found_and_none_is_needed(tmp_path: Path) -> None:
    bills = BILLS + bill(1, "2026-11-20", paid="2026-11-10") + bill(2, "2026-11-20", paid="2026-11-10")
    notices = "account,bill,notice,sent_at\nA1,B1,reminder,2026-11-17\n"
    check = run(tmp_path, {"as_of": "2026-12-01", "notices": PLAN[1:]}, bills=bills, notices=notices)["checks"][
        "notices"
    ]
    assert check["states"] == {"sent_after_payment": 1, "skipped": 1}


def test_daily_files_are_expected_on_banking_days_arrived_complete_and_in_time(tmp_path: Path) -> None:
    spec = {
        "as_of": "2026-12-01 05:00", "from": "2026-11-23", "to": "2026-12-01",
        "files": [{"name": "balance", "pattern": "bal_%Y%m%d.csv", "by": "06:00", "change_percent": 50}],
    }  # fmt: skip
    arrivals = (
        "file,arrived_at,rows,trailer_rows\n"
        "bal_20261123.csv,2026-11-23 05:59,1000,1000\n"
        "bal_20261124.csv,2026-11-24 06:30,1000,1000\n"
        "bal_20261125.csv,2026-11-25 05:00,998,1000\n"
        "bal_20261127.csv,2026-11-27 05:00,400,\n"
        "bal_20261127.csv,2026-11-27 05:30,1000,\n"
        "oops.csv,2026-11-27 05:30,1,\n"
    )
    check = run(tmp_path, spec, arrivals=arrivals)["checks"]["files"]
    # the 26th is a holiday, the 30th did not come, the 1st is due at six
    assert check["states"] == {
        "expected": 1,
        "incomplete": 1,
        "late": 1,
        "missing": 1,
        "on_time": 1,
        "unlike_the_day_before": 1,
    }
    assert check["happened_states"] == {"matched": 4, "sent_again": 1, "unexpected": 1}
    assert next(one for one in check["findings"] if one["finding"] == "late")["minutes"] == 30


def test_reports_show_how_old_their_data_are(tmp_path: Path) -> None:
    reports = (
        "report,shown_at,latest_data_at\n"
        "payments,2026-11-20 10:00,2026-11-20 09:55\n"
        "payments,2026-11-20 11:00,2026-11-20 09:55\n"
        "payments,2026-11-20 11:00,2026-11-20 11:05\n"
    )
    check = run(tmp_path, {"reports": [{"name": "payments", "at_most_minutes": 15}]}, reports=reports)["checks"][
        "reports"
    ]
    assert check["states"] == {"from_the_future": 1, "lagging": 1, "on_time": 1}
    assert check["lag_minutes"] == {"p50": 5, "p95": 65, "longest": 65}


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    for texts, words in [
        ({}, "Nothing to check"),
        ({"draws": DRAWS + "A,B,2026-11-20,1.00,\n"}, "Give --bills too"),
        ({"arrivals": "file,arrived\n"}, "The spec expects no files"),
        (
            {"bills": BILLS + "A1,B1,,2026-11-20,5O.00,Y,,,\n", "draws": DRAWS},
            "bills.csv row 2 column “amount”: “5O.00” is no amount",
        ),
    ]:
        with pytest.raises(TallyError) as refused:
            run(tmp_path, {}, **texts)
        assert words in str(refused.value)


def test_the_banking_days_are_those_of_the_federal_reserve() -> None:
    """Published holiday schedules of the Federal Reserve Financial Services for 2022, 2023 and 2026."""
    days = {
        2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",  # 1 January was a Saturday: not moved
        2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-23 12-25",  # 11 November was a Saturday
        2026: "01-01 01-19 02-16 05-25 06-19 09-07 10-12 11-11 11-26 12-25",  # 4 July is a Saturday
    }
    for year, listed in days.items():
        assert federal_reserve_holidays(year) == {
            datetime.date.fromisoformat(f"{year}-{one}") for one in listed.split()
        }


def test_banking_days_count_as_a_walk_from_day_to_day_counts_them() -> None:
    calendar = BankCalendar()
    day = datetime.date(2025, 12, 20)
    for _ in range(400):
        walked, steps = day, 0
        while steps < 5:
            walked += datetime.timedelta(days=1)
            steps += calendar.is_banking_day(walked)
        if calendar.is_banking_day(day):
            assert calendar.add(day, 5) == walked
            assert calendar.between(day, walked) == 5
        assert (
            planned_day(day, 0, "calendar", "before", calendar)
            <= day
            <= planned_day(day, 0, "calendar", "after", calendar)
        )
        day += datetime.timedelta(days=1)
