"""The page of go-live presentations: the next Mondays, whom they are for, who must come; and hours that suit everybody."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.billers.operations import add_phase, assign_care, set_target_go_live
from pilotage.core.viewer import system
from pilotage.meetings.operations import cancel_meeting, move_meeting
from pilotage.people.operations import create_token
from pilotage.transition import operations, queries
from pilotage.transition.models import TransitionDecision
from story import NOW, TARGET

pytestmark = pytest.mark.django_db
EAST = ZoneInfo("America/New_York")


@pytest.fixture
def decision(phase, pm) -> TransitionDecision:
    set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    return operations.work_out_decision(phase=phase, by=system(), now=NOW)


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def ahead(make_biller, name: str, target: date, pm):
    return add_phase(biller=make_biller(name), target_go_live_date=target, by=pm, now=NOW)


def test_a_monday_go_live_uses_the_week_before_and_a_holiday_moves_it_a_week(make_biller, pm) -> None:
    for name, target in (("Ash", date(2027, 2, 8)), ("Elm", date(2027, 2, 16)), ("Oak", date(2027, 2, 9))):
        ahead(make_biller, name, target, pm)
    found = queries.presentations(queries.presented(pm, today=NOW.date()))
    told = [(one.phase.biller.name, one.due_at.date(), one.holiday) for one in found]
    assert told == [
        ("Ash", date(2027, 2, 1), ""), ("Oak", date(2027, 2, 8), ""), ("Elm", date(2027, 2, 8), "Washington's Birthday"),
    ]  # fmt: skip
    assert queries.next_presentations(pm, today=NOW.date()) == [
        (datetime(2027, 2, 1, 9, tzinfo=EAST), 1), (datetime(2027, 2, 8, 9, tzinfo=EAST), 2),
    ]  # fmt: skip


def test_who_must_come_and_who_of_them_is_not_invited(decision, phase, leader, tina, pm, person) -> None:
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    (one,) = queries.presentations(queries.presented(pm, today=NOW.date()))
    assert str(one.standing) == "none" and (tina.name, "Transition success manager") in one.team
    meeting = operations.propose_meetings(phase=phase, by=pm, now=NOW)[-1]
    (one,) = queries.presentations(queries.presented(pm, today=NOW.date()))
    assert (str(one.standing), one.left_out, one.meeting) == ("planned", [], meeting)
    late = person("csm", name="Late Lou")
    assign_care(biller=phase.biller, user=late, role="csm", by=leader, now=NOW)
    move_meeting(meeting=meeting, starts_at=meeting.starts_at + timedelta(days=1), by=pm, now=NOW)
    (one,) = queries.presentations(queries.presented(pm, today=NOW.date()))
    assert (str(one.standing), one.left_out) == ("elsewhere", ["Late Lou"])
    cancel_meeting(meeting=one.meeting, reason="No room", by=pm, now=NOW)
    (one,) = queries.presentations(queries.presented(pm, today=NOW.date(), standing="none"))
    assert one.meeting is None and not queries.presented(pm, today=NOW.date(), standing="planned").exists()


def test_the_page_its_export_and_the_api_tell_the_same(make_biller, pm, person, signed_in) -> None:
    day = timezone.now().astimezone(EAST).date() + timedelta(days=40)
    ahead(make_biller, "Fir Gas", day, pm)
    page = signed_in(person("tsm", name="Tess"))
    words = page.get("/transition/presentations/").content.decode()
    assert "Fir Gas" in words and "Not scheduled" in words and "nobody looks after the biller yet" in words
    lines = b"".join(page.get("/transition/presentations/?as=csv").streaming_content).decode().splitlines()
    user = person("csm", name="Api")
    _row, token = create_token(by=system(), now=timezone.now(), user=user, name="t", scopes=["read"])
    api = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    (told,) = api.get("/api/v1/presentations").json()["items"]
    due = datetime.fromisoformat(told["due_at"]).astimezone(EAST)
    assert (due.weekday(), due.hour) == (0, 9) and timedelta(0) < day - due.date() <= timedelta(days=14)
    assert len(lines) == 2 and lines[1].startswith(due.isoformat())


def test_a_list_of_any_size_costs_the_same(make_biller, pm, django_assert_num_queries) -> None:
    for n in range(4):
        ahead(make_biller, f"B{n}", date(2027, 2, 9), pm)
    with django_assert_num_queries(4):  # phases, meetings, who is invited, who looks after them
        assert len(queries.presentations(queries.presented(pm, today=NOW.date()))) == 4


def test_meetings_begin_when_everybody_invited_is_at_work(decision, phase, leader, tina, pm) -> None:
    biller = phase.biller
    operations.decide(decision=decision, choice="tsm", assignee=tina, by=leader, now=NOW)
    type(tina).objects.filter(pk=tina.pk).update(time_zone="America/Los_Angeles")
    type(biller).objects.everywhere().filter(pk=biller.pk).update(time_zone="America/New_York")
    phase.biller.refresh_from_db()
    kickoff = operations.propose_meetings(phase=phase, by=pm, now=NOW)[0]
    assert kickoff.starts_at.astimezone(EAST).hour == 13 and queries.outside_hours([kickoff]) == []
    type(tina).objects.filter(pk=tina.pk).update(time_zone="Asia/Tokyo")
    assert queries.outside_hours([kickoff]) == [tina.name]
