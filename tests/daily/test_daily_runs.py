"""A day is checked once by the clock, whoever dies; the first deviation is one case; what is open for too long is told."""

from datetime import date, timedelta

import pytest

from daily.days import BAD, GOOD, SEVEN, bring, the_day, work
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.operations import delivering
from pilotage.core.schedules import known
from pilotage.core.viewer import system
from pilotage.daily import operations
from pilotage.daily.models import CheckDay, CheckFile, DailyCheck, DayFinding
from pilotage.daily.operations.running import carry_out
from pilotage.notices.models import Notice
from pilotage.support import operations as support
from pilotage.support.models import Case
from story import NOW

pytestmark = pytest.mark.django_db
SCHEDULE = next(one for one in known() if one.name == "daily.checks")


def test_a_check_needs_a_live_phase_a_name_days_and_a_spec_that_tally_takes(phase, live_phase, tsm, viewer) -> None:
    def refused(words: str, **fields) -> None:
        given = {
            "phase": live_phase,
            "kind": "posting",
            "name": "Posting",
            "sources": {},
            "by": tsm,
            "now": NOW,
        } | fields
        with pytest.raises(Refused, match=words):
            operations.set_up_check(**given)

    refused("isn't live", phase=phase)
    refused("Give it a name", name=" ")
    refused("at least one day", weekdays=[])
    refused("such as 07:00", due_time="25:99")
    refused("from 0 to 60", alarm_days=99)
    refused("spec isn't taken", spec_text="windowe: 3")
    refused("no plan of notices", kind="notices")
    refused("Choose a verification", kind="balance")
    refused("inside the inbox", sources={"posted": {"folder": "../etc", "pattern": "*.csv"}})
    with pytest.raises(Forbidden):
        operations.set_up_check(phase=live_phase, kind="posting", name="P", sources={}, by=viewer("marketing"), now=NOW)
    assert not DailyCheck.objects.everywhere().exists()


def test_a_day_with_its_files_agrees_and_says_how_long_posting_took(check, tsm) -> None:
    bring(check, GOOD, by=tsm, now=SEVEN - timedelta(hours=1))
    assert delivering.run_due(SCHEDULE, now=SEVEN - timedelta(minutes=30))
    work(SEVEN)
    day = the_day(check)
    assert (day.state, day.deviations, day.problem, day.is_late) == ("agrees", 0, "", False)
    assert [(one["name"], one["rows"], one["amount"]) for one in day.sides] == [
        ("payments", 2, 15025), ("posted", 2, 15025),
    ]  # fmt: skip
    assert day.lags["posted"] == {"items": 2, "p50": 1, "p95": 1}
    assert not Case.objects.everywhere().exists() and not Notice.objects.filter(kind="unposted_alarm").exists()


def test_the_first_deviation_is_one_case_until_it_is_closed_and_old_items_raise_the_alarm_once(
    check, tsm, person, live_phase
) -> None:
    owner = person("tsm", name="Olga")
    operations.change_check(check=check, owner=owner, by=tsm, now=NOW)
    bring(check, BAD, by=tsm, now=SEVEN - timedelta(hours=1))
    delivering.run_due(SCHEDULE, now=SEVEN)
    work(SEVEN)
    day = the_day(check)
    assert (day.state, day.deviations, day.reasons) == ("deviates", 2, {"unposted": 1, "posted_twice": 1})
    assert (day.open_count, day.open_amount, day.oldest) == (1, 3300, 7)
    first = DayFinding.objects.everywhere().order_by("position")[0]
    assert (first.key, first.account, first.amount, first.age, first.is_open) == ("P3", "10-3", 3300, 7, True)
    case = Case.objects.everywhere().get()
    assert day.case_id == day.check_of.case_id == case.pk and case.owner_id == owner.pk
    assert "2 deviations" in case.title and f"/daily/days/{day.pk}/" in case.description
    notice = Notice.objects.get(user=owner, kind="unposted_alarm")
    assert "1 unposted, the oldest for 7 banking days (alarm after 2)" in notice.text

    operations.run_now(check=check, by=tsm, now=NOW)
    work(NOW)
    assert Case.objects.everywhere().count() == 1 and Notice.objects.filter(kind="unposted_alarm").count() == 1
    support.close_case(case=case, outcome="Posted by hand", by=tsm, now=NOW)
    operations.run_now(check=check, by=tsm, now=NOW)
    work(NOW)
    assert Case.objects.everywhere().count() == 2
    bring(check, GOOD, by=tsm, now=NOW + timedelta(minutes=1))
    operations.run_now(check=check, by=tsm, now=NOW + timedelta(minutes=2))
    work(NOW + timedelta(minutes=2))
    assert DailyCheck.objects.everywhere().get().alarm_since is None and the_day(check).state == "agrees"
    assert not DayFinding.objects.everywhere().exists()


def test_a_missing_file_is_said_and_the_day_runs_when_it_comes(check, tsm) -> None:
    assert delivering.run_due(SCHEDULE, now=SEVEN - timedelta(minutes=30)) and work(SEVEN) == 0
    delivering.run_due(SCHEDULE, now=SEVEN)
    work(SEVEN)
    day = the_day(check)
    assert day.state == "missing"
    assert day.problem == "Platform payments, Posted payments: expected by 07:00, not arrived."
    assert "has not arrived" in Case.objects.everywhere().get().title
    delivering.run_due(SCHEDULE, now=SEVEN + timedelta(minutes=5))
    assert work(SEVEN) == 0
    bring(check, GOOD, by=tsm, now=SEVEN + timedelta(hours=2, minutes=12))
    delivering.run_due(SCHEDULE, now=SEVEN + timedelta(hours=3))
    work(SEVEN + timedelta(hours=3))
    day = the_day(check)
    assert (day.state, day.is_late, day.run_count) == ("agrees", True, 2)
    assert day.problem == "Expected by 07:00, arrived late: Platform payments 09:12, Posted payments 09:12."


def test_a_slot_runs_once_however_many_workers_look_and_whenever_one_dies(check, tsm) -> None:
    bring(check, BAD, by=tsm, now=SEVEN - timedelta(hours=1))
    assert [delivering.run_due(SCHEDULE, now=SEVEN) for _ in range(3)] == [True, False, False]
    delivering.run_due(SCHEDULE, now=SEVEN + timedelta(minutes=5))
    assert CheckDay.objects.everywhere().count() == 1
    claimed = delivering._claim("dead", SEVEN)  # a worker takes the job and is killed at work
    day = the_day(check)
    CheckDay.objects.everywhere().filter(pk=day.pk).update(state="running")
    assert claimed is not None and work(SEVEN) == 0
    later = SEVEN + timedelta(hours=1)
    assert delivering.requeue_lost(now=later) == 1 and work(later) == 1
    carry_out(
        day=day, run_count=1, tell_progress=lambda done, total: None, by=system(), now=later
    )  # the dead one's twin
    day = the_day(check)
    assert (day.state, day.deviations, day.run_count) == ("deviates", 2, 1)
    assert DayFinding.objects.everywhere().count() == 2 and Case.objects.everywhere().count() == 1
    assert Event.objects.filter(kind="daily.day_ended").count() == 1


def test_days_off_are_left_out_and_a_stopped_worker_makes_good_what_it_missed(check, tsm) -> None:
    later = SEVEN + timedelta(days=10)  # Thursday 12 November; Wednesday was Veterans Day
    delivering.run_due(SCHEDULE, now=later)
    days = list(CheckDay.objects.everywhere().order_by("day").values_list("day", flat=True))
    assert [day.day for day in days] == [2, 3, 4, 5, 6, 9, 10, 12]
    operations.pause_check(check=check, by=tsm, now=later)
    delivering.run_due(SCHEDULE, now=later + timedelta(days=5))
    assert CheckDay.objects.everywhere().count() == 8
    operations.resume_check(check=check, by=tsm, now=later + timedelta(days=5))
    assert DailyCheck.objects.everywhere().get().begins_on == date(2026, 11, 17)


def test_a_file_is_taken_out_of_its_folder_and_one_with_cards_is_refused(check, tsm, settings) -> None:
    sources = {"posted": {"folder": "hill/daily", "pattern": "POST*.csv"}}
    operations.change_check(check=check, sources=sources, by=tsm, now=NOW)
    place = settings.PILOTAGE_HOME / "inbox/hill/daily"
    (place / "POST1.csv").write_text(GOOD[1])
    (place / "POST2.csv").write_text("reference,account,card\nP1,1,4111111111111111\n")
    assert operations.has_arrived()
    assert operations.look_into_folders(by=system(), now=NOW, still=-1e12) == 1
    assert (place / "taken/POST1.csv").exists() and (place / "refused/POST2.csv").exists()
    assert "card number" in check.sources.get(role="posted").problem
    assert CheckFile.objects.everywhere().get().day == date(2026, 11, 2)


def test_by_hand_a_day_to_come_or_off_is_refused_and_bad_files_say_why(check, tsm) -> None:
    for day in (date(2026, 11, 1), date(2026, 11, 3)):
        with pytest.raises(Refused, match="up to today"):
            operations.run_now(check=check, day=day, by=tsm, now=NOW)
    bring(check, ("payment_id,when\nP1,x\n", GOOD[1]), by=tsm, now=NOW)
    operations.run_now(check=check, by=tsm, now=NOW)
    with pytest.raises(Refused, match="being checked already"):
        operations.run_now(check=check, by=tsm, now=NOW)
    work(NOW)
    day = the_day(check)
    assert day.state == "refused" and "no column for amount" in day.problem and "/tmp" not in day.problem
