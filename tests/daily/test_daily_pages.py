"""Pages of daily checks: set up, board, check, day, export, the case's link back."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daily.days import BAD, GOOD, SEVEN, bring, the_day, work
from pilotage.daily import drawing, operations
from pilotage.daily.models import CheckDay, DailyCheck
from pilotage.daily.queries import rhythm_of
from pilotage.people.models import User
from story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in, tsm):
    return signed_in(User.objects.get(pk=tsm.user_id))


@pytest.fixture
def bad_day(check, tsm):
    bring(check, BAD, by=tsm, now=SEVEN)
    operations.run_now(check=check, by=tsm, now=NOW)
    work(NOW)
    return the_day(check)


def test_a_tsm_sets_a_check_up_with_a_folder_and_edits_it(browser, live_phase) -> None:
    page = browser.get(f"/phases/{live_phase.pk}/daily/new/").content.decode()
    assert "Check Settlement" in page and "?kind=notices" in page
    given = {
        "kind": "posting", "name": "Daily posting", "due_time": "06:30", "weekdays": ["0", "4"], "alarm_days": "3", "look_back": "1",
        "payments_from": "hand", "posted_from": "folder", "posted_folder": "hill/daily/POST*.csv",
    }  # fmt: skip
    answer = browser.post(f"/phases/{live_phase.pk}/daily/new/", given)
    made = DailyCheck.objects.everywhere().get()
    assert answer.url == f"/daily/checks/{made.pk}/"
    assert (made.due_time, made.weekdays, made.alarm_days, made.skips_holidays) == ("06:30", [0, 4], 3, False)
    assert str(made.sources.get(role="posted")) == "inbox/hill/daily/POST*.csv"
    page = browser.get(f"/daily/checks/{made.pk}/edit/").content.decode()
    assert 'value="hill/daily/POST*.csv"' in page
    wrong = browser.post(
        f"/daily/checks/{made.pk}/edit/", given | {"spec_text": "windowe: 3", "version": made.record.version}
    )
    assert wrong.status_code == 422 and "spec isn&#x27;t taken" in wrong.content.decode()


def test_the_board_has_a_cell_for_the_day_an_age_a_trend_and_the_alarm(browser, bad_day) -> None:
    page = browser.get(f"/billers/{bad_day.biller_id}/daily/").content.decode()
    assert "Daily posting" in page and page.count('class="is-day"') == 60  # a heading and a cell for each of 30 days
    check, today = bad_day.check_of, date(2026, 11, 4)
    drawn = drawing.cells({bad_day.day: bad_day}, rhythm_of(check), today, check.begins_on)
    assert [(cell["mark"], cell["words"]) for cell in drawn[-4:]] == [
        ("", "no check on this day"), ("!", "2 deviations"), ("–", "not run"), ("–", "not run"),
    ]  # fmt: skip
    plot = drawing.trend({bad_day.day: bad_day}, today)
    assert plot is not None and [(bar["tone"], bar["height"]) for bar in plot["bars"]] == [("bad", 24)]
    listed = browser.get("/daily/?state=alarm").content.decode()
    assert "Daily posting" in listed and "2 deviations" in listed and "7 days" in listed
    assert "Daily posting" not in browser.get("/daily/?state=agrees").content.decode().split('id="list"')[1]


def test_a_day_says_what_is_open_and_gives_it_as_a_file(browser, bad_day) -> None:
    page = browser.get(f"/daily/days/{bad_day.pk}/").content.decode()
    assert "2 deviations. 1 unposted, the oldest for 7 banking days." in page and "$33.00" in page
    assert (
        "P3" not in browser.get(f"/daily/days/{bad_day.pk}/?reason=posted_twice").content.decode().split("<table")[-1]
    )
    text = b"".join(browser.get(f"/daily/days/{bad_day.pk}/?as=csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("unposted,True,payments,4,P3,10-3,2026-10-22,7,33.00,0.00")
    assert text.splitlines()[1].endswith(",due 26 Oct 2026")
    assert '>due <time datetime="2026-10-26"' in page and ">Mon 26 Oct</time>" in page
    case = browser.get(f"/cases/{bad_day.case_id}/").content.decode()
    assert f'<a href="/daily/days/{bad_day.pk}/">Daily posting, 2 Nov 2026</a>”<br>' in case
    assert "2026-10" not in case.split("Raised by a daily check")[1].split("</ul>")[0]
    assert "Raised by a daily check" in case and f"/daily/days/{bad_day.pk}/" in case


def test_a_person_runs_pauses_and_resumes_by_buttons(browser, check) -> None:
    browser.post(f"/daily/checks/{check.pk}/pause/", {"to": "pause"})
    assert "This check is paused" in browser.get(f"/daily/checks/{check.pk}/").content.decode()
    browser.post(f"/daily/checks/{check.pk}/pause/", {"to": "resume"})
    begun = browser.post(f"/daily/checks/{check.pk}/run/", follow=True)
    assert "The day is being checked." in begun.content.decode() and 'hx-trigger="every 2s"' in begun.content.decode()
    assert begun.redirect_chain[0][0].startswith("/daily/days/")
    again = browser.post(f"/daily/checks/{check.pk}/run/", follow=True)
    assert "being checked already" in again.content.decode()
    assert "Waiting" in browser.get(f"/daily/checks/{check.pk}/").content.decode()


def test_who_sends_a_corrected_file_for_a_day_that_has_run_is_led_to_run_it_again(browser, bad_day) -> None:
    url = f"/daily/checks/{bad_day.check_of_id}/files/posted/"

    def sent(text: str):
        file = SimpleUploadedFile("posted.csv", text.encode())
        return browser.post(url, {"file": file, "day": str(bad_day.day)}, follow=True)

    corrected = sent(GOOD[1])
    assert corrected.redirect_chain[-1][0] == f"/daily/days/{bad_day.pk}/"
    assert "This day was checked without it: choose Run again." in corrected.content.decode()
    assert "the day was checked with it" in sent(BAD[1]).content.decode()


def test_the_settlement_timeline_is_drawn_from_two_days_on() -> None:
    days = [
        CheckDay(day=date(2026, 11, n), lags={"posted": {"items": 9, "p50": 1, "p95": 2}, "settled": {"items": 8, "p50": 2, "p95": n}})
        for n in (2, 3, 4)
    ]  # fmt: skip
    drawn = drawing.timeline(days, date(2026, 11, 5))
    assert drawing.timeline(days[:1], date(2026, 11, 5)) is None and drawn is not None
    assert [line["way"] for line in drawn["lines"]] == ["posted", "settled"]
    first, last = (
        point.split(",") for point in (drawn["lines"][1]["high"].split()[0], drawn["lines"][1]["high"].split()[-1])
    )
    assert int(first[0]) < int(last[0]) and int(first[1]) > int(last[1])
    assert "paid → deposit: median 2, 95 % within 4" in drawn["words"]
