"""Agendas: topics in order, taken from open things, and actions that follow a series until they are done."""

from datetime import date, time, timedelta

import pytest
from django.test import Client

from pilotage.core.errors import Refused
from pilotage.meetings import operations, queries
from pilotage.meetings.calendar import calendar_file
from pilotage.meetings.models import AgendaItem, Attendance, Meeting
from pilotage.meetings.proposing import proposals
from pilotage.meetings.rules import agenda_lines
from pilotage.raid.operations import raise_entry
from pilotage.work.models import Task
from pilotage.work.operations import complete_task
from story import NOW


@pytest.fixture
def series(phase, pm):
    return operations.begin_series(
        phase=phase, kind="steering", guests=[("Vic", "vic@example.com")], title="Steering", weekdays=[1], at=time(10),
        time_zone="America/New_York", cadence="weekly", first_date=date(2026, 11, 2), agenda="Risks, 15\nDates", by=pm, now=NOW,
    )  # fmt: skip


@pytest.fixture
def first(series) -> Meeting:
    return queries.meetings_of_series(series.pk).order_by("starts_at").select_related("record", "biller").first()


@pytest.fixture
def second(series, first) -> Meeting:
    return queries.meetings_of_series(series.pk).order_by("starts_at").select_related("record", "biller")[1]


@pytest.fixture
def browser(person, signed_in) -> Client:
    return signed_in(person("pm", name="Dana"))


def titles(meeting):
    return [one.title for one in queries.items_of(meeting.pk)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Risks, 15\n\n Dates ", [("Risks", 15), ("Dates", None)]),
        ("Budget, scope, 20 min", [("Budget, scope", 20)]),
        ("Plans, 2027", [("Plans, 2027", None)]),
        ("Zero, 0", [("Zero, 0", None)]),
        (", 15", [(", 15", None)]),
    ],
)
def test_lines_of_an_agenda_become_topics(text, expected) -> None:
    assert agenda_lines(text) == expected


def test_each_meeting_of_a_series_begins_with_its_topics_and_follows_them(series, first, pm) -> None:
    assert titles(first) == ["Risks", "Dates"]
    own = operations.add_item(meeting=first, title="Guests", minutes_long=5, presenter="Vic", by=pm, now=NOW)
    operations.change_series(series=series, agenda="Budget, 10", by=pm, now=NOW)
    assert sorted(titles(first)) == ["Budget", "Guests"] and own in queries.items_of(first.pk)


def test_topics_change_places_are_changed_and_taken_off(first, pm) -> None:
    risks, dates = queries.items_of(first.pk)
    operations.move_item(item=dates, up=True, by=pm, now=NOW)
    operations.move_item(item=dates, up=True, by=pm, now=NOW)
    assert titles(first) == ["Dates", "Risks"]
    operations.change_item(item=risks, title="Top risks", minutes_long=30, part="pm", by=pm, now=NOW)
    operations.remove_item(item=dates, by=pm, now=NOW)
    assert titles(first) == ["Top risks"]


@pytest.mark.parametrize(
    ("wrong", "field"), [({"title": " "}, "title"), ({"minutes_long": 0}, "minutes_long"), ({"part": "x"}, "part")]
)
def test_what_is_no_topic_is_refused(first, pm, wrong, field) -> None:
    with pytest.raises(Refused) as refused:
        operations.add_item(meeting=first, by=pm, now=NOW, **({"title": "A"} | wrong))
    assert refused.value.field == field and len(titles(first)) == 2


def test_open_things_are_proposed_once_and_put_on_the_agenda(first, second, phase, pm) -> None:
    risk = raise_entry(phase=phase, kind="risk", title="Late file", likelihood=5, impact=5, by=pm, now=NOW)
    raise_entry(phase=phase, kind="risk", title="Small", likelihood=1, impact=1, by=pm, now=NOW)
    action = operations.add_action(meeting=first, title="Send keys", due_date=date(2026, 11, 4), by=pm, now=NOW)
    found = {one.title for _label, rows in proposals(second, pm, NOW) for one in rows}
    assert found == {"Late file", "Send keys"}
    keys = {str(risk.pk), str(action.pk), "nonsense"}
    assert operations.take_proposals(meeting=second, keys=keys, by=pm, now=NOW) == 2
    assert operations.take_proposals(meeting=second, keys=keys, by=pm, now=NOW) == 0
    assert titles(second)[-2:] == ["Send keys", "Late file"] and not proposals(second, pm, NOW)


def test_actions_are_tasks_and_stand_in_the_next_meetings_until_they_are_done(first, second, pm, person, biller, clerk):
    cora = clerk(biller)
    task = operations.add_action(meeting=first, title="Sign", owner=cora, due_date=date(2026, 11, 9), by=pm, now=NOW)
    stored = Task.objects.everywhere().get(pk=task.pk)
    assert (stored.subject_id, stored.side, stored.owner) == (first.pk, "biller", cora)
    assert list(queries.open_actions_before(second)) == [stored] and not queries.open_actions_before(first)
    complete_task(task=stored, by=pm, now=NOW)
    assert not queries.open_actions_before(second)


def test_words_to_each_topic_are_minutes_and_are_what_was_said_last_time(first, second, pm, browser) -> None:
    risks = queries.items_of(first.pk)[0]
    came = dict.fromkeys(Attendance.objects.everywhere().filter(meeting=first).values_list("pk", flat=True), True)
    after = first.starts_at + timedelta(hours=1)
    with pytest.raises(Refused):
        operations.hold_meeting(meeting=first, minutes="", said={risks.pk: " "}, attended=came, by=pm, now=after)
    operations.hold_meeting(meeting=first, minutes="", said={risks.pk: "We wait"}, attended=came, by=pm, now=after)
    assert queries.last_time(second) == first and queries.last_time(first) is None
    page = browser.get(f"/meetings/{second.pk}/").content.decode()
    assert "What was said last time" in page and "We wait" in page
    assert "We wait" in browser.get(f"/meetings/{second.pk}/print/").content.decode()
    with pytest.raises(Refused):
        operations.remove_item(item=queries.items_of(first.pk)[0], by=pm, now=after)


def test_the_calendar_file_holds_the_topics(first) -> None:
    words = calendar_file(first, now=NOW).decode().replace("\r\n ", "")
    assert "1. Risks (15 min)" in words and "2. Dates" in words


def test_pages_write_topics_and_actions(first, browser, pm) -> None:
    here = f"/meetings/{first.pk}/"
    assert browser.post(f"{here}agenda/new/", {"title": ""}).status_code == 422
    browser.post(f"{here}agenda/new/", {"title": "Keys", "minutes_long": 5, "part": "pm"})
    item = AgendaItem.objects.everywhere().get(title="Keys")
    browser.post(f"/agenda-items/{item.pk}/move/", {"to": "up"})
    browser.post(f"{here}actions/new/", {"title": "Order keys", "another": "1"})
    page = browser.get(here).content.decode()
    for part in ("Keys", "PM: the implementation", "Order keys", "20 of 60 minutes"):
        assert part in page
    browser.post(f"/agenda-items/{item.pk}/remove/")
    assert titles(first) == ["Risks", "Dates"]


def test_a_meeting_page_asks_as_often_with_many_topics_as_with_few(
    first, browser, pm, django_assert_max_num_queries
) -> None:
    here = f"/meetings/{first.pk}/"
    operations.add_action(meeting=first, title="A", by=pm, now=NOW)
    browser.get(here)
    with django_assert_max_num_queries(15) as few:
        browser.get(here)
    for n in range(4):
        operations.add_item(meeting=first, title=f"T{n}", by=pm, now=NOW)
        operations.add_action(meeting=first, title=f"A{n}", by=pm, now=NOW)
    with django_assert_max_num_queries(len(few)):
        browser.get(here)
