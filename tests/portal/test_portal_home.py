"""The first page of a biller's people: the next task first, dates, who looks after them, and nothing of anybody else."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pilotage.meetings.operations import schedule_meeting
from pilotage.work.operations import assign_task, block_task, complete_task, create_task
from story import NOW


def owe(biller, pm, title, due, owner=None):
    return create_task(
        subject=biller.record, biller=biller, title=title, side="biller", owner=owner, due_date=due, by=pm, now=NOW
    )


def test_the_next_task_comes_first_with_its_date_and_its_address(theirs, biller, pm, task) -> None:
    sooner = owe(biller, pm, "Name a contact at the bank", date(2026, 11, 9))
    page = theirs.get("/portal/")
    assert page.context["next_task"] == sooner
    assert page.content.decode().index("Name a contact at the bank") < page.content.decode().index("Send samples")
    assert f'href="/portal/tasks/{sooner.pk}/"' in page.content.decode()


def test_what_is_blocked_or_a_colleagues_is_not_next(theirs, biller, pm, task, clerk) -> None:
    blocked = owe(biller, pm, "Approve the file", date(2026, 11, 3))
    block_task(task=blocked, reason="The file is not there yet", by=pm, now=NOW)
    colleague = clerk(biller, name="Carl Colleague")
    owe(biller, pm, "Ask the board", date(2026, 11, 4), owner=colleague)
    assert theirs.get("/portal/").context["next_task"] == task
    complete_task(task=task, by=pm, now=NOW)
    assert theirs.get("/portal/").context["next_task"].title == "Ask the board"


def test_tasks_are_listed_by_date_and_filtered_to_ones_own(theirs, cora, biller, pm, task, clerk) -> None:
    colleague = clerk(biller, name="Carl Colleague")
    owe(biller, pm, "Ask the board", date(2026, 11, 4), owner=colleague)
    assert [row.title for row in theirs.get("/portal/").context["rows"]] == ["Ask the board", "Send samples"]
    assert [row.title for row in theirs.get("/portal/?whose=mine").context["rows"]] == ["Send samples"]
    assert [row.title for row in theirs.get("/portal/?q=board").context["rows"]] == ["Ask the board"]
    assert "None of your open tasks fits" in theirs.get("/portal/?q=nothing").content.decode()


def test_dates_milestones_people_and_meetings_stand_there(theirs, cora, project, team, pm, phase) -> None:
    starts = datetime(2030, 1, 7, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    meeting = schedule_meeting(phase=phase, kind="steering", starts_at=starts, attendees=[cora], by=pm, now=NOW)
    hidden = schedule_meeting(
        phase=phase, kind="other", title="Only among us", starts_at=starts, attendees=[team["im"]], by=pm, now=NOW
    )
    page = theirs.get("/portal/").content.decode()
    for part in (project.name, team["pm"].name, team["im"].name, meeting.title, f"/meetings/{meeting.pk}/calendar.ics"):
        assert part in page
    assert hidden.title not in page


def test_nothing_of_another_biller_or_of_the_provider_alone_shows(stranger, theirs, biller, pm, task, project) -> None:
    ours = create_task(subject=biller.record, biller=biller, title="Price it", side="provider", by=pm, now=NOW)
    page = stranger.get("/portal/").content.decode()
    assert task.title not in page and project.name not in page and biller.name not in page
    assert ours.title not in theirs.get("/portal/").content.decode()


def test_an_empty_portal_says_that_nothing_waits(stranger) -> None:
    page = stranger.get("/portal/").content.decode()
    assert "Nothing waits for you" in page and "No project has started yet" in page


def test_what_was_done_is_listed(theirs, task, pm) -> None:
    assert "Nothing is done yet" in theirs.get("/portal/done/").content.decode()
    complete_task(task=task, by=pm, now=NOW)
    assert task.title in theirs.get("/portal/done/").content.decode()


@pytest.mark.parametrize("many", [3])
def test_the_page_asks_as_often_with_many_tasks_as_with_one(
    theirs, biller, pm, task, cora, many, django_assert_max_num_queries
) -> None:
    theirs.get("/portal/")
    with django_assert_max_num_queries(30) as few:
        theirs.get("/portal/")
    for n in range(many):
        row = owe(biller, pm, f"Task {n}", date(2026, 12, 1) + timedelta(days=n))
        assign_task(task=row, owner=cora, by=pm, now=NOW)
    with django_assert_max_num_queries(len(few)):
        theirs.get("/portal/")


def test_staff_have_pages_of_their_own(team, signed_in) -> None:
    assert signed_in(team["pm"]).get("/portal/").status_code == 404
