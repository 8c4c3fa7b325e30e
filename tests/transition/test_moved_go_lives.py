"""A go-live that moves takes its meetings along and says so; what can't follow, or was left behind later, a person moves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from pilotage.billers.operations import assign_care, set_target_go_live
from pilotage.core import app_settings
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import OutboxMessage
from pilotage.core.operations.delivering import react_once
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.meetings.models import Attendance, Meeting
from pilotage.meetings.operations import move_meeting
from pilotage.notices.models import Notice
from pilotage.transition import operations
from pilotage.transition.meeting_moves import misfits
from story import NOW, TARGET

EASTERN = ZoneInfo("America/New_York")


@pytest.fixture
def dana(person, biller, admin):
    user = person("im", name="Dana")
    assign_care(biller=biller, user=user, role="im", by=admin, now=NOW)
    return user


@pytest.fixture
def planned(phase, pm, leader, person, dana) -> list[Meeting]:
    """A TSM kickoff and the presentation before a Monday go-live."""
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    operations.decide(decision=decision, choice="tsm", assignee=person("tsm"), by=leader, now=NOW)
    made = operations.propose_meetings(phase=phase, by=pm, now=NOW)
    settle()
    return made


def settle() -> None:
    while react_once(now=NOW):
        pass


def slip(phase, pm, days: int) -> None:
    phase.refresh_from_db()
    set_target_go_live(phase=phase, date=TARGET + timedelta(days=days), reason="UAT is late", by=pm, now=NOW)
    settle()


def starts() -> dict[str, datetime]:
    return {one.kind: one.starts_at for one in Meeting.objects.everywhere()}


def put_back(planned) -> None:
    """Somebody moved every meeting to where it was before."""
    for one in planned:
        row = Meeting.objects.everywhere().get(pk=one.pk)
        move_meeting(meeting=row, starts_at=one.starts_at, by=system(), now=NOW)


def test_meetings_follow_a_go_live_that_moves_and_the_team_is_told_from_when_to_when(phase, pm, planned, dana) -> None:
    slip(phase, pm, 28)
    local = starts()["tsm_kickoff"].astimezone(ZoneInfo("America/Chicago"))
    assert (local.date(), local.hour) == (date(2027, 3, 8), 10)
    assert starts()["presentation"] == datetime(2027, 3, 8, 9, 0, tzinfo=EASTERN)
    assert misfits(phase, now=NOW) == []
    told = Notice.objects.get(user=dana, kind="meetings_to_move")
    assert all(f"“{one.title}” to Mon 8 Mar 2027" in told.text for one in planned) and "Mon 15 Mar 2027" in told.text
    assert told.url == f"/go-lives/{phase.pk}/"
    mails = OutboxMessage.objects.filter(channel="mail", payload__to=[dana.email])
    files = [one.payload["file"]["text"] for one in mails if "file" in one.payload]
    assert sum("SEQUENCE:1" in text for text in files) == len(planned)


def test_meetings_whose_new_day_is_past_stay_and_the_team_is_told_to_choose(phase, pm, planned, dana) -> None:
    before, late = starts(), NOW + timedelta(days=100)
    phase.refresh_from_db()
    phase.target_go_live_date = TARGET - timedelta(days=21)
    assert operations.follow_go_live(phase=phase, key="k", by=system(), now=late) == 0
    assert starts() == before
    told = Notice.objects.get(user=dana, kind="meetings_to_move")
    assert "Choose a day for “" in told.text and told.url == f"/phases/{phase.pk}/meetings/move/"


def test_meetings_that_still_fit_are_left_alone(phase, pm, planned) -> None:
    assert misfits(phase, now=NOW) == []
    slip(phase, pm, 2)
    assert misfits(phase, now=NOW) == [] and not Notice.objects.filter(kind="meetings_to_move").exists()


def test_the_ticked_ones_move_to_their_proposed_days_and_calendars_follow(phase, pm, planned, dana) -> None:
    slip(phase, pm, 28)
    put_back(planned)
    kickoff = next(one for one in planned if one.kind == "tsm_kickoff")
    assert operations.move_meetings(phase=phase, chosen=[kickoff.pk], by=pm, now=NOW) == 1
    local = starts()["tsm_kickoff"].astimezone(ZoneInfo("America/Chicago"))
    assert (local.date(), local.hour) == (date(2027, 3, 8), 10)
    assert [one.meeting.kind for one in misfits(phase, now=NOW)] == ["presentation"]
    mails = OutboxMessage.objects.filter(channel="mail", payload__to=[dana.email]).order_by("pk")
    assert "SEQUENCE:3" in mails.last().payload["file"]["text"]


def test_the_presentation_goes_to_the_monday_before_the_new_day(phase, pm, planned) -> None:
    slip(phase, pm, 28)
    put_back(planned)
    operations.move_meetings(phase=phase, chosen=[one.pk for one in planned], by=pm, now=NOW)
    assert starts()["presentation"] == datetime(2027, 3, 8, 9, 0, tzinfo=EASTERN)
    assert misfits(phase, now=NOW) == []


def test_a_day_that_is_past_already_is_not_proposed(phase, pm, planned) -> None:
    late = NOW + timedelta(days=100)
    slip(phase, pm, -21)
    put_back(planned)
    assert {one.starts_at for one in misfits(phase, now=late)} == {None}
    with pytest.raises(Refused, match="Tick the meetings"):
        operations.move_meetings(phase=phase, chosen=[one.pk for one in planned], by=pm, now=late)


def test_who_may_not_change_meetings_may_not_move_them(phase, pm, planned, viewer) -> None:
    slip(phase, pm, 28)
    with pytest.raises(Forbidden):
        operations.move_meetings(phase=phase, chosen=[planned[0].pk], by=viewer("marketing"), now=NOW)


def test_the_page_says_from_when_to_when_and_moves_on_one_confirmation(phase, pm, planned, dana, signed_in) -> None:
    slip(phase, pm, 28)
    put_back(planned)
    browser = signed_in(dana)
    assert f"/phases/{phase.pk}/meetings/move/" in browser.get(f"/go-lives/{phase.pk}/").content.decode()
    page = browser.get(f"/phases/{phase.pk}/meetings/move/")
    assert "Mon 8 Feb 2027, 10:00 → Mon 8 Mar 2027, 10:00" in page.content.decode()
    ticked = page.context["form"].initial["chosen"]
    assert browser.post(f"/phases/{phase.pk}/meetings/move/", {"chosen": ticked}).status_code == 302
    again = browser.get(f"/phases/{phase.pk}/meetings/move/").content.decode()
    assert "Every meeting fits the go-live date." in again


def test_how_to_join_the_presentation_is_kept_encrypted_and_stands_in_its_invitation(
    phase, pm, leader, admin, person, dana
) -> None:
    secrets = {"presentation_join_link": "https://meet.example.com/abc", "presentation_passcode": "97 31 55"}
    change_settings(by=admin, now=NOW, values=secrets)
    assert app_settings.secret("presentation_passcode") == "97 31 55"
    row = app_settings.Setting.objects.get(key="presentation_passcode")
    assert row.value is None and b"97 31 55" not in bytes(row.secret)
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    operations.decide(decision=decision, choice="help_desk", assignee=None, reason="Small", by=leader, now=NOW)
    (presentation,) = operations.propose_meetings(phase=phase, by=pm, now=NOW)
    mails = OutboxMessage.objects.filter(channel="mail", payload__to=[dana.email])
    (mail,) = [one.payload for one in mails if "file" in one.payload]
    event = Calendar.from_ical(mail["file"]["text"]).events[0]
    assert presentation.kind == "presentation" and event["DESCRIPTION"].endswith("Passcode: 97 31 55")
    assert "https://meet.example.com/abc" in mail["text"]


def test_the_biller_comes_to_the_presentation_where_the_setting_says_so(
    phase, biller, pm, leader, admin, clerk, dana
) -> None:
    cora = clerk(biller)
    change_settings(by=admin, now=NOW, values={"presentation_invites_biller": True})
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = operations.work_out_decision(phase=phase, by=system(), now=NOW)
    operations.decide(decision=decision, choice="help_desk", assignee=None, reason="Small", by=leader, now=NOW)
    operations.propose_meetings(phase=phase, by=pm, now=NOW)
    assert {one.user for one in Attendance.objects.everywhere()} == {dana, cora}


def test_nothing_is_told_when_every_meeting_was_cancelled(phase, pm, planned, dana) -> None:
    Meeting.objects.everywhere().update(state="cancelled")
    slip(phase, pm, 28)
    assert not Notice.objects.filter(kind="meetings_to_move").exists()
