"""Whose task is due or overdue hears of it once for each, with the address of the task."""

from datetime import date, timedelta

import pytest

from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.work.models import Task
from pilotage.work.operations import block_task, complete_task, create_task, tell_of_due_tasks
from story import NOW

TODAY = date(2026, 11, 2)


@pytest.fixture
def owe(biller, pm):
    def make(due: date, owner=None, side="provider") -> Task:
        return create_task(
            subject=biller.record, biller=biller, title="Send samples", owner=owner, side=side, due_date=due, by=pm, now=NOW
        )  # fmt: skip

    return make


def told() -> list[tuple[str, str]]:
    return [(one.user.name, one.text) for one in Notice.objects.filter(kind="task_due").order_by("pk")]


@pytest.mark.parametrize(
    ("days", "word"), [(-4, ""), (-3, "was due"), (-1, "was due"), (0, "is due"), (1, "is due"), (2, "")]
)
def test_from_the_day_before_until_three_days_after(owe, person, days, word) -> None:
    dana = person("im", name="Dana")
    owe(TODAY + timedelta(days=days), dana)
    tell_of_due_tasks(by=system(), now=NOW)
    assert [name for name, _ in told()] == (["Dana"] if word else [])
    assert all(word in text for _, text in told())


def test_once_before_and_once_after_its_day(owe, person) -> None:
    owe(TODAY, person("im", name="Dana"))
    for hours in (0, 1, 30, 31, 54):
        tell_of_due_tasks(by=system(), now=NOW + timedelta(hours=hours))
    assert ["was due" in text for _, text in told()] == [False, True]


def test_a_new_date_is_told_anew(owe, person, pm) -> None:
    from pilotage.work.operations import change_task

    task = owe(TODAY, person("im", name="Dana"))
    tell_of_due_tasks(by=system(), now=NOW)
    change_task(task=task, due_date=TODAY + timedelta(days=7), by=pm, now=NOW)
    assert tell_of_due_tasks(by=system(), now=NOW) == 0
    assert tell_of_due_tasks(by=system(), now=NOW + timedelta(days=7)) == 1


def test_what_nobody_of_the_biller_has_taken_is_told_to_all_of_them_with_its_address(owe, biller, clerk) -> None:
    cora, carl = clerk(biller), clerk(biller, name="Carl Clerk")
    task = owe(TODAY, side="biller")
    tell_of_due_tasks(by=system(), now=NOW)
    found = Notice.objects.filter(kind="task_due")
    assert {one.user for one in found} == {cora, carl} and {one.url for one in found} == {f"/portal/tasks/{task.pk}/"}


def test_what_is_done_or_blocked_or_owed_by_nobody_is_not_told(owe, person, pm) -> None:
    dana = person("im", name="Dana")
    complete_task(task=owe(TODAY, dana), by=pm, now=NOW)
    block_task(task=owe(TODAY, dana), reason="Waits for the bank", by=pm, now=NOW)
    owe(TODAY)
    assert tell_of_due_tasks(by=system(), now=NOW) == 0 and told() == []
