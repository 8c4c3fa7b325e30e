"""Balances, settlement, AutoPay and notices by `tally` itself, each through the worker; files of several days; the API."""

import io
import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daily.days import PAYMENTS, POSTED, work
from pilotage.daily import operations
from pilotage.daily.engine import spec_problem
from pilotage.daily.models import CheckDay, CheckFile, DailyCheck, DayFinding
from pilotage.daily.rules.slots import Rhythm
from pilotage.people.models import User
from pilotage.people.operations import create_token
from story import NOW

pytestmark = pytest.mark.django_db
BILLS = (
    "account,bill,bill_date,due_date,amount,autopay,paperless\n"
    "10-1,B1,2026-10-12,2026-10-28,50.00,Y,Y\n10-2,B2,2026-10-12,2026-10-28,61.20,Y,Y\n"
)


def checked(phase, kind: str, texts: dict[str, str], by, **more) -> CheckDay:
    """The day of 2 November of a new check."""
    check = operations.set_up_check(
        phase=phase, kind=kind, name=f"Daily {kind}", sources={}, by=by, now=NOW - timedelta(days=1), **more
    )
    for role, text in texts.items():
        stream = io.BytesIO(text.encode())
        operations.receive_file(check=check, role=role, name=f"{role}.csv", stream=stream, by=by, now=NOW)
    operations.run_now(check=check, by=by, now=NOW)
    work(NOW)
    return CheckDay.objects.everywhere().get(check_of=check)


def found(day: CheckDay) -> list[tuple]:
    rows = DayFinding.objects.everywhere().filter(check_day=day).order_by("position")
    return [(row.reason, row.side, row.key, row.age, row.is_open) for row in rows]


def test_settlement_says_which_payments_reached_no_deposit_and_how_long_others_took(live_phase, tsm) -> None:
    payments = "payment_id,account,paid_at,amount,batch_id\nP1,1,2026-10-28,10.00,B1\nP2,2,2026-10-28,5.50,B1\nP3,3,2026-10-20,7.00,B9\n"
    deposits = "deposit_id,batch_id,deposit_date,amount\nD1,B1,2026-10-30,15.50\n"
    day = checked(live_phase, "settlement", {"payments": payments, "deposits": deposits}, tsm)
    assert (day.state, day.open_count, day.open_amount, day.oldest) == ("deviates", 1, 700, 9)
    assert found(day) == [("no_deposit", "payments", "P3", 9, True)]
    assert day.lags == {"settled": {"items": 2, "p50": 2, "p95": 2}}


def test_a_batch_out_of_balance_shows_the_deposit_and_what_its_payments_come_to(live_phase, tsm) -> None:
    payments = "payment_id,account,paid_at,amount,batch_id\nP1,1,2026-10-28,10.00,B1\nP2,2,2026-10-28,5.50,B1\n"
    deposits = "deposit_id,batch_id,deposit_date,amount\nD1,B1,2026-10-30,15.00\n"
    day = checked(live_phase, "settlement", {"payments": payments, "deposits": deposits}, tsm)
    (row,) = DayFinding.objects.everywhere().filter(check_day=day)
    assert (row.reason, row.side, row.key) == ("batch_out_of_balance", "deposits", "D1")
    assert (row.amount, row.other_amount, row.details) == (1500, 1550, "2 payments against 1 deposit")


def test_autopay_says_what_was_not_drawn_and_what_twice(live_phase, tsm) -> None:
    draws = "account,bill,draw_date,amount,status\n10-1,B1,2026-10-28,50.00,ok\n10-1,B1,2026-10-29,50.00,ok\n"
    day = checked(live_phase, "autopay", {"bills": BILLS, "draws": draws}, tsm)
    assert found(day) == [("missing", "bills", "B2", 3, True), ("doubled", "draws", "B1", None, False)]
    assert [(side["name"], side["rows"]) for side in day.sides] == [("bills", 2), ("draws", 2)]


def test_notices_need_their_plan_and_say_which_did_not_go_out(live_phase, tsm) -> None:
    sent = "account,bill,notice,sent_at\n10-1,B1,bill_ready,2026-10-12 08:00\n"
    plan = "notices:\n  - {name: bill_ready, of: bill_date, days: 0, tolerance_days: 1}\n"
    assert "no plan of notices" in spec_problem("notices", "")
    day = checked(live_phase, "notices", {"bills": BILLS, "notices": sent}, tsm, spec_text=plan)
    assert [one[:4] for one in found(day)] == [("missing", "bills", "B2", 14)]  # 12 October was Columbus Day


def test_balances_are_compared_field_by_field(live_phase, tsm) -> None:
    spec = "{key: [account], left: {format: csv}, right: {format: csv}, fields: {balance: {type: money, scale: 2}}}"
    texts = {"left": "account,balance\n1,5.00\n2,7.50\n3,1.00\n", "right": "account,balance\n1,5.00\n2,7.51\n"}
    day = checked(live_phase, "balance", texts, tsm, spec_text=spec)
    assert (day.state, day.deviations) == ("deviates", 2) and "arrived late" in day.problem
    assert sorted(one[:3] for one in found(day)) == [("missing_right", "left", "3"), ("rounding", "balance", "2")]
    assert [(side["name"], side["rows"]) for side in day.sides] == [("left", 3), ("right", 2)]
    counted = [{state: n for state, n in side["states"].items() if n} for side in day.sides]
    assert counted == [{"equal": 1, "different": 1, "one_sided": 1}, {"equal": 1, "different": 1}]


def test_several_days_of_files_are_taken_together(live_phase, tsm) -> None:
    check = operations.set_up_check(
        phase=live_phase, kind="posting", name="P", sources={}, look_back=2, by=tsm, now=NOW - timedelta(days=1)
    )
    for day, payment, posted in ((30, "P1", ""), (2, "P2", "P1,1,2026-11-02,5.00\nP2,2,2026-11-02,6.00\n")):
        on = date(2026, 10 if day == 30 else 11, day)
        amount = "5.00" if payment == "P1" else "6.00"
        for role, text in (
            ("payments", f"{PAYMENTS}{payment},{payment[1]},{on},{amount}"),
            ("posted", POSTED + posted),
        ):
            operations.receive_file(
                check=check, role=role, name=f"{role}{day}.csv", stream=io.BytesIO(text.encode()), day=on, by=tsm, now=NOW
            )  # fmt: skip
    operations.run_now(check=check, by=tsm, now=NOW)
    work(NOW)
    row = CheckDay.objects.everywhere().get()
    assert (row.state, row.sides[0]["rows"], len(row.files)) == ("agrees", 2, 4)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-06T23:00", date(2026, 11, 6)),
        ("2026-11-07T06:00", date(2026, 11, 9)),  # Saturday counts for Monday
        ("2026-11-11T06:00", date(2026, 11, 12)),  # Veterans Day
        ("2026-11-05T19:30", date(2026, 11, 6)),  # after the cut-off of 19:00
    ],
)
def test_a_file_counts_for_the_day_on_which_it_comes_at_the_billers(moment: str, day: date) -> None:
    cut_off = "19:00" if "19:30" in moment else ""
    rhythm = Rhythm([0, 1, 2, 3, 4], True, "07:00", "America/Chicago", cut_off)
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("America/Chicago"))
    assert rhythm.day_of(at) == day


def test_the_api_lists_runs_and_reads(check, tsm, signed_in, client) -> None:
    user = User.objects.get(pk=tsm.user_id)
    scopes = ["projects:read", "projects:write"]
    _token, plain = create_token(by=tsm, now=NOW, user=user, name="t", scopes=scopes)
    ask = {"headers": {"authorization": f"Bearer {plain}", "host": "localhost"}}
    listed = client.get("/api/v1/daily-checks?kind=posting", **ask).json()["items"]
    assert [one["name"] for one in listed] == ["Daily posting"] and listed[0]["time_zone"] == "America/Chicago"
    address = f"/api/v1/daily-checks/{check.pk}"
    begun = client.post(f"{address}/runs", json.dumps({}), content_type="application/json", **ask)
    assert begun.status_code == 201 and begun.json()["state"] == "waiting"
    work(NOW + timedelta(days=3650))
    day = client.get(f"{address}/days", **ask).json()["items"][0]
    whole = client.get(f"/api/v1/daily-check-days/{day['id']}", **ask).json()
    assert (
        whole["state"] == "missing" and "expected by 07:00, not arrived" in whole["problem"] and whole["findings"] == []
    )
    assert client.get("/api/v1/daily-check-days/99999999999999999999999", **ask).status_code == 404
    far = client.post(f"{address}/runs", json.dumps({"day": "2099-01-05"}), content_type="application/json", **ask)
    assert (
        far.status_code == 409
        and DailyCheck.objects.everywhere().count() == 1
        and not CheckFile.objects.everywhere().exists()
    )


def test_a_file_that_came_on_another_day_than_its_own_is_told_with_the_date(live_phase, tsm) -> None:
    check = operations.set_up_check(
        phase=live_phase, kind="autopay", name="A", sources={}, by=tsm, now=NOW - timedelta(days=5)
    )
    texts = {"bills": BILLS, "draws": "account,bill,draw_date,amount,status\n"}
    for role, text in texts.items():
        stream = io.BytesIO(text.encode())
        operations.receive_file(
            check=check, role=role, name=f"{role}.csv", stream=stream, day=date(2026, 10, 30), by=tsm, now=NOW
        )
    day = operations.run_now(check=check, day=date(2026, 10, 30), by=tsm, now=NOW)
    work(NOW)
    day.refresh_from_db()
    assert day.problem == "Expected by 07:00, arrived late: Bills 2 Nov 09:00, AutoPay draws 2 Nov 09:00."
