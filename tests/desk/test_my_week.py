"""My week: what waits for whom, and nothing of what waits for others."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from pilotage.billers import operations as billers
from pilotage.core.viewer import system
from pilotage.work.operations import block_task, create_task
from story import NOW, make_biller, product, signed_in  # noqa: F401  the story's people and things

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def row(make_biller):  # noqa: F811
    return make_biller("Alder Water")


def texts(page, *words: str) -> list[str]:
    """Those of the words that stand on the week, in the order in which they stand."""
    shown = page.get("/").content.decode()
    return sorted((word for word in words if word in shown), key=shown.index)


def test_overdue_tasks_come_first_then_blocked_then_by_day(signed_in, person, row) -> None:  # noqa: F811
    ina = person("im", name="Ina")
    for title, days in (("Later", 9), ("Soon", 2), ("Stuck", 20), ("Late", -3)):
        task = create_task(
            subject=row.record,
            biller=row,
            title=title,
            owner=ina,
            due_date=TODAY + timedelta(days=days),
            by=system(),
            now=NOW,
        )
        if title == "Stuck":
            block_task(task=task, reason="No file", by=system(), now=NOW)
    other = person("im", name="Ivo")
    create_task(subject=row.record, biller=row, title="Not hers", owner=other, by=system(), now=NOW)
    page = signed_in(ina)
    assert texts(page, "Later", "Soon", "Stuck", "Late", "Not hers") == ["Late", "Stuck", "Soon", "Later"]
    assert texts(page, "4 open tasks are yours, 1 overdue.")


def test_a_leader_sees_decisions_a_builder_their_go_lives(signed_in, person, row) -> None:  # noqa: F811
    ina = person("im", name="Ina")
    billers.assign_care(biller=row, user=ina, role="im", by=system(), now=NOW)
    phase = billers.add_phase(biller=row, by=system(), now=NOW, name="Water bills")
    billers.set_target_go_live(phase=phase, date=TODAY + timedelta(days=20), by=system(), now=NOW)
    assert texts(signed_in(ina), "Go-lives ahead", "Go-lives without a project", "Water bills")
    assert not texts(signed_in(ina), "Decisions that wait for me")
    assert texts(signed_in(person("cs_leader", name="Lea")), "Decisions that wait for me")
    assert not texts(signed_in(person("im", name="Ivo")), "Water bills")


def test_a_quiet_week_says_what_will_show_up(signed_in, person) -> None:  # noqa: F811
    assert texts(signed_in(person("tsm", name="Tom")), "A quiet week")


def test_a_task_is_completed_from_the_week(signed_in, person, row) -> None:  # noqa: F811
    ina = person("im", name="Ina")
    task = create_task(subject=row.record, biller=row, title="Ask", owner=ina, by=system(), now=NOW)
    done = signed_in(ina).post(f"/tasks/{task.pk}/move/", {"to": "complete", "back": "/"})
    task.refresh_from_db()
    assert done["Location"] == "/" and task.state == "done"


def test_today_is_the_readers_own(signed_in, person, row) -> None:  # noqa: F811
    """23:30 in Honolulu is tomorrow in New York: a task due today there is not late here."""
    moment = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
    west, east = person("im", name="Kai", time_zone="Pacific/Honolulu"), person("im", name="Ned")
    for user in (west, east):
        create_task(
            subject=row.record, biller=row, title="Today", owner=user, due_date=date(2026, 11, 2), by=system(), now=NOW
        )
    with time_machine.travel(moment, tick=False):
        assert not texts(signed_in(west), "1 overdue") and texts(signed_in(east), "1 overdue")


def test_a_billers_person_is_led_to_the_portal(signed_in, clerk) -> None:  # noqa: F811
    assert signed_in(clerk()).get("/")["Location"] == "/portal/"
