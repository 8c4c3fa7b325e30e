"""Pages of a meeting: schedule, change, invite, minute, cancel, the calendar file."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from pilotage.meetings import operations, queries
from pilotage.meetings.models import Attendance, Meeting
from story import NOW

STARTS = datetime(2026, 11, 9, 9, 0, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


@pytest.fixture
def meeting(phase, pm, tina) -> Meeting:
    return operations.schedule_meeting(
        phase=phase, kind="tsm_kickoff", starts_at=STARTS, attendees=[tina, ("Cy Vendor", "cy@example.com")],
        agenda="Opening cases", by=pm, now=NOW,
    )  # fmt: skip


@pytest.fixture
def browser(person, signed_in) -> Client:
    return signed_in(person("im", name="Dana"))


@pytest.fixture
def home(meeting) -> str:
    return f"/meetings/{meeting.pk}/"


def test_the_page_says_when_who_and_what_about(browser, home) -> None:
    page = browser.get(home).content.decode()
    for part in ("TSM kickoff with Hill Water", "Opening cases", "Tina", "cy@example.com", "Phase 1"):
        assert part in page


def test_a_meeting_is_scheduled_in_the_zone_that_is_chosen(browser, phase, tina) -> None:
    given = {
        "kind": "tsm_meeting", "day": "2026-12-01", "time": "10:30", "time_zone": "America/Chicago", "minutes_long": 45,
        "people": [tina.pk], "agenda": "",
    }  # fmt: skip
    answer = browser.post(f"/phases/{phase.pk}/meetings/new/", given)
    made = Meeting.objects.everywhere().get()
    assert answer["Location"] == f"/meetings/{made.pk}/"
    assert made.starts_at == datetime(2026, 12, 1, 10, 30, tzinfo=ZoneInfo("America/Chicago"))
    assert browser.post(f"/phases/{phase.pk}/meetings/new/", given | {"minutes_long": 2}).status_code == 422


def test_a_change_keeps_what_was_typed_when_somebody_was_faster(browser, home, meeting, pm) -> None:
    page = browser.get(f"{home}move/").context["form"].initial
    given = {name: page[name] for name in ("title", "minutes_long", "agenda", "version")}
    given |= {"day": "2026-11-10", "time": "11:00"}
    operations.move_meeting(meeting=meeting, starts_at=STARTS + timedelta(days=5), by=pm, now=NOW)
    answer = browser.post(f"{home}move/", given | {"title": "My own title"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "My own title" in page and pm.name in page
    shown = answer.context["form"]["version"].value()
    again = browser.post(f"{home}move/", given | {"title": "My own title", "version": shown})
    assert again.status_code == 302
    assert queries.meeting_for(pm, meeting.pk).title == "My own title"


def test_guests_are_invited_and_taken_back(browser, home) -> None:
    browser.post(f"{home}invite/", {"name": "Gil Guest", "email": "gil@example.com"})
    gil = Attendance.objects.everywhere().get(name="Gil Guest")
    page = browser.post(f"/attendances/{gil.pk}/remove/", follow=True).content.decode()
    assert "Gil Guest is no longer invited" in page and not Attendance.objects.everywhere().filter(pk=gil.pk).exists()


def test_minutes_are_asked_for_beside_the_field(browser, home, pm, phase) -> None:
    past = operations.schedule_meeting(
        phase=phase,
        kind="other",
        starts_at=NOW - timedelta(days=1),
        attendees=[("Cy", "c@example.com")],
        by=pm,
        now=NOW,
    )
    url = f"/meetings/{past.pk}/minutes/"
    one = Attendance.objects.everywhere().get(meeting=past)
    answer = browser.post(url, {"attended": [one.pk], "minutes": ""})
    assert answer.status_code == 422 and "Write what was said" in answer.content.decode()
    assert browser.post(url, {"attended": [one.pk], "minutes": "Agreed"}).status_code == 302
    assert "Agreed" in browser.get(f"/meetings/{past.pk}/").content.decode()


def test_cancelling_asks_why_and_the_page_says_it_is_off(browser, home) -> None:
    assert browser.post(f"{home}cancel/", {"reason": ""}).status_code == 422
    browser.post(f"{home}cancel/", {"reason": "Snow"})
    page = browser.get(home).content.decode()
    assert "ancelled" in page and f"{home}move/" not in page


def test_the_calendar_file_is_for_staff_and_for_those_of_the_biller_who_are_invited(
    browser, home, meeting, pm, biller, clerk, signed_in
) -> None:
    answer = browser.get(f"{home}calendar.ics")
    assert answer["Content-Type"].startswith("text/calendar") and b"BEGIN:VCALENDAR" in answer.content
    cora = clerk(biller)
    assert signed_in(cora).get(f"{home}calendar.ics").status_code == 404
    operations.add_attendee(meeting=meeting, who=cora, by=pm, now=NOW)
    assert signed_in(cora).get(f"{home}calendar.ics").status_code == 200
    assert signed_in(cora).get(home).status_code == 404


def test_the_page_asks_as_often_with_many_guests_as_with_few(
    browser, home, meeting, pm, django_assert_max_num_queries
) -> None:
    browser.get(home)
    with django_assert_max_num_queries(12) as few:
        browser.get(home)
    for n in range(5):
        operations.add_attendee(meeting=meeting, who=(f"Guest {n}", f"g{n}@example.com"), by=pm, now=NOW)
    with django_assert_max_num_queries(len(few)):
        browser.get(home)
