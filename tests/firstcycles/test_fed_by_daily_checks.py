"""The board of first bill cycles follows the daily checks; what somebody entered stays, and every figure says where it is from."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from daily.days import POSTED, live, work
from pilotage.billers.models import Phase
from pilotage.core.models import Event
from pilotage.core.operations import delivering
from pilotage.core.viewer import system
from pilotage.daily import operations as daily
from pilotage.daily.models import DailyCheck
from pilotage.firstcycles import operations, queries
from pilotage.firstcycles.counting import Ran, count
from pilotage.firstcycles.models import FiguresKept
from pilotage.people.operations import create_token
from story import NOW

pytestmark = pytest.mark.django_db
BILLS = (
    "account,bill,bill_date,due_date,amount,autopay,paperless\n"
    "10-1,B1,2026-10-14,2026-10-28,50.00,Y,Y\n10-2,B2,2026-10-14,2026-10-28,61.20,Y,Y\n"
)
PLAN = "notices:\n  - {name: bill_ready, of: bill_date, days: 0, tolerance_days: 1}\n"
FILES = {
    "posting": {
        "payments": "payment_id,account,paid_at,amount,kind,original_id\n"
        "P1,10-1,2026-10-20,100.00,payment,\nP2,10-2,2026-10-21,50.25,payment,\nP3,10-3,2026-10-22,33.00,payment,\n"
        "P3,10-3,2026-10-22,33.00,payment,\nP4,10-4,2026-10-23,20.00,payment,\nR1,10-4,2026-10-24,20.00,return,P4\n",
        "posted": POSTED + "P1,10-1,2026-10-21,100.00\nP2,10-2,2026-10-22,50.25\n",
    },
    "settlement": {
        "payments": "payment_id,account,paid_at,amount,batch_id\nP1,10-1,2026-10-20,100.00,B1\nP2,10-2,2026-10-21,50.25,B1\n"
        "P3,10-3,2026-10-22,33.00,B9\n",
        "deposits": "deposit_id,batch_id,deposit_date,amount\nD1,B1,2026-10-23,150.25\n",
    },
    "autopay": {
        "bills": BILLS,
        "draws": "account,bill,draw_date,amount,status\n10-1,B1,2026-10-28,50.00,ok\n10-2,B2,2026-10-29,61.20,ok\n",
    },
    "notices": {"bills": BILLS, "notices": "account,bill,notice,sent_at\n10-1,B1,bill_ready,2026-10-14 08:00\n"},
}


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.FILES_ROOT, settings.PILOTAGE_HOME = tmp_path / "files", tmp_path


@pytest.fixture
def phase_live(biller, admin) -> Phase:
    return live(biller, admin)


@pytest.fixture
def tsm(viewer):
    return viewer("tsm", name="Tess")


def check(phase: Phase, kind: str, by) -> None:
    """A daily check of this kind has run on 2 November."""
    made = daily.set_up_check(
        phase=phase, kind=kind, name=f"Daily {kind}", sources={}, by=by, now=NOW - timedelta(days=1),
        spec_text=PLAN if kind == "notices" else "",
    )  # fmt: skip
    run(made, FILES[kind], by)


def run(made: DailyCheck, texts: dict[str, str], by) -> None:
    for role, text in texts.items():
        daily.receive_file(check=made, role=role, name=f"{role}.csv", stream=io.BytesIO(text.encode()), by=by, now=NOW)
    daily.run_now(check=made, by=by, now=NOW)
    work(NOW)
    while delivering.react_once(now=NOW):
        pass


def figures(phase: Phase) -> dict[str, object]:
    return {name: one.value for name, one in queries.board_of(phase, NOW)[0].figures.items()}


def test_each_kind_of_daily_check_feeds_its_figures(phase_live, tsm) -> None:
    for kind in FILES:
        check(phase_live, kind, tsm)
    assert figures(phase_live) == {
        "taken": 4, "posted": 3, "settled": 2, "taken_amount": Decimal("183.25"), "posted_amount": Decimal("150.25"),
        "settled_amount": Decimal("150.25"), "oldest_unposted_on": date(2026, 10, 22), "duplicates": 1, "returns": 1,
        "autopay_due_on": date(2026, 10, 28), "autopay_ran_on": date(2026, 10, 29), "notices_planned": 2, "notices_sent": 1,
    }  # fmt: skip
    first = queries.board_of(phase_live, NOW)[0]
    assert [str(one.criterion) for one in first.missing] == ["calls"]
    unmet = {str(one.criterion) for one in first.unmet}
    assert {"posted", "oldest_unposted", "duplicates", "autopay", "notices"} <= unmet
    told = first.figures["settled"]
    assert (told.source, told.by, told.as_of) == ("daily", "Daily settlement", date(2026, 11, 2))


def test_what_was_entered_stays_and_the_daily_checks_figure_stands_beside_it(
    phase_live, tsm, signed_in, person
) -> None:
    check(phase_live, "posting", tsm)
    entered = {"taken": 5, "calls_taken": 9}
    operations.keep_figures(phase=phase_live, number=1, as_of=date(2026, 11, 1), by=tsm, now=NOW, **entered)
    run(DailyCheck.objects.everywhere().get(), FILES["posting"], tsm)
    taken = queries.board_of(phase_live, NOW)[0].figures["taken"]
    assert (taken.value, taken.source, taken.by, taken.as_of) == (5, "form", "Tess", date(2026, 11, 1))
    assert (taken.counted, taken.counted_by) == (4, "Daily posting")
    page = signed_in(person("tsm", name="Tom"))
    words = page.get(f"/phases/{phase_live.pk}/first-cycles/").content.decode()
    for told in (
        "Daily posting counts 4",
        "by form, Tess",
        "Fed by daily checks",
        "come: Payments settled",
        "Calls forecast, Calls taken.",
    ):
        assert told in words
    assert "No data source" not in words
    form = page.get(f"/phases/{phase_live.pk}/first-cycles/figures/?cycle=1").content.decode()
    assert "Daily posting counts 3 up to 2 Nov 2026. Leave this empty to take it." in form
    operations.keep_figures(phase=phase_live, number=1, as_of=date(2026, 11, 2), taken=None, by=tsm, now=NOW)
    assert figures(phase_live)["taken"] == 4


def test_what_can_not_both_be_is_said(phase_live, tsm, signed_in, person) -> None:
    check(phase_live, "posting", tsm)
    operations.keep_figures(phase=phase_live, number=1, as_of=date(2026, 11, 1), taken=2, by=tsm, now=NOW)
    words = signed_in(person("im")).get(f"/phases/{phase_live.pk}/first-cycles/").content.decode()
    assert "both be: Payments posted (3)" in words and "more than payments taken (2)" in words


def test_each_coming_keeps_its_row_and_a_count_that_says_the_same_makes_none(
    phase_live, tsm, signed_in, person
) -> None:
    check(phase_live, "posting", tsm)
    for day, taken in ((1, 5), (2, 6)):
        operations.keep_figures(phase=phase_live, number=1, as_of=date(2026, 11, day), taken=taken, by=tsm, now=NOW)
    assert operations.take_counted(phase=phase_live, by=system(), now=NOW) == 0
    rows = FiguresKept.objects.everywhere().order_by("pk")
    assert [(row.source, row.figures["taken"]) for row in rows] == [("daily", 4), ("form", 5), ("form", 6)]
    assert Event.objects.filter(kind="firstcycles.figures_counted").count() == 1
    page = signed_in(person("csm", name="Cy"))
    there = f"/phases/{phase_live.pk}/first-cycles/history/"
    words = page.get(there).content.decode()
    assert words.count("data-row") == 3 and "by daily checks" in words and "$183.25" in words
    assert page.get(f"{there}?cycle=2").content.decode().count("data-row") == 0
    assert len(b"".join(page.get(f"{there}?as=csv").streaming_content).decode().splitlines()) == 4


def test_the_api_tells_each_figures_source_and_how_figures_came(phase_live, tsm, person) -> None:
    check(phase_live, "posting", tsm)
    user = person("tsm", name="Api")
    _row, token = create_token(by=system(), now=timezone.now(), user=user, name="t", scopes=["read"])
    api = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    there = f"/api/v1/phases/{phase_live.pk}/first-cycles"
    taken = api.get(there).json()["cycles"][0]["figures"][0]
    assert (taken["figure"], taken["value"], taken["source"], taken["by"]) == ("taken", 4, "daily", "Daily posting")
    assert api.get(f"{there}/history").json()["items"][0]["figures"]["taken_amount"] == "183.25"


def test_a_day_that_several_files_hold_is_counted_once_by_the_fullest_and_newest_of_them() -> None:
    def ran(day: int, **cells: dict[str, int]) -> Ran:
        return Ran("posting", "P", date(2026, 10, day), {f"2026-10-{on[1:]}": cell for on, cell in cells.items()})

    runs = [
        ran(7, d05={"taken": 1, "posted": 1}, d06={"taken": 7, "posted": 6}),
        ran(6, d05={"taken": 9, "posted": 9}, d06={"taken": 7, "posted": 2}),
        ran(5, d05={"taken": 9, "posted": 1}),
    ]
    known = count(runs, date(2026, 10, 1), date(2026, 10, 31))
    oldest = known["oldest_unposted_on"].value
    assert (known["taken"].value, known["posted"].value, oldest) == (16, 15, date(2026, 10, 6))
    assert "returns" not in known and known["taken"].as_of == date(2026, 10, 7)
    assert count(runs, date(2026, 11, 1), date(2026, 11, 30)) == {}


def test_settlement_speaks_of_the_days_that_posting_knows_and_of_all_alone() -> None:
    first, last, ran_on = date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 9)
    days = {"2026-10-01": {"taken": 5, "settled": 5}, "2026-10-02": {"taken": 3, "settled": 2}}
    settled = Ran("settlement", "S", ran_on, days)
    both = count([settled, Ran("posting", "P", ran_on, {"2026-10-02": {"taken": 3, "posted": 3}})], first, last)
    assert (both["taken"].value, both["settled"].value) == (3, 2)
    alone = count([settled], first, last)
    assert (alone["taken"].value, alone["settled"].value) == (8, 7) and "posted" not in alone


def test_a_draw_day_that_nobody_drew_on_has_no_run() -> None:
    days = {
        "2026-10-05": {"planned": 4, "done": 4, "last": "2026-10-07"},
        "2026-10-20": {"planned": 2, "done": 0, "last": ""},
    }
    known = count([Ran("autopay", "A", date(2026, 10, 22), days)], date(2026, 10, 1), date(2026, 10, 31))
    assert known["autopay_due_on"].value == date(2026, 10, 20) and "autopay_ran_on" not in known


def test_a_draw_day_with_nothing_to_draw_is_met_and_says_so(phase_live, tsm) -> None:
    made = daily.set_up_check(phase=phase_live, kind="autopay", name="Draws", sources={}, by=tsm, now=NOW - timedelta(days=1))  # fmt: skip
    none = {"bills": BILLS.replace(",Y,Y", ",N,Y"), "draws": "account,bill,draw_date,amount,status\n"}
    run(made, none, tsm)
    first = queries.board_of(phase_live, NOW)[0]
    told = next(one for one in first.judged if one.criterion == "autopay")
    assert (str(told.verdict), told.words) == ("met", "nothing to draw on 28 Oct 2026")
    run(made, FILES["autopay"], tsm)
    told = next(one for one in queries.board_of(phase_live, NOW)[0].judged if one.criterion == "autopay")
    assert (str(told.verdict), told.words) == ("unmet", "1 day late")


def test_without_bill_cycles_months_since_go_live_are_the_cycles(phase_live) -> None:
    phase_live.went_live_date = date(2027, 1, 31)
    assert [(first, last) for _n, first, last in queries.periods_of(phase_live)] == [
        (date(2027, 1, 31), date(2027, 2, 27)), (date(2027, 2, 28), date(2027, 3, 27)), (date(2027, 3, 28), date(2027, 4, 27)),
    ]  # fmt: skip
