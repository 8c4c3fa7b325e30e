"""What is owed after a commit is done: once, again after a failure, and never by two at a time."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from pilotage.core import jobs, outbox, reactions
from pilotage.core.models import DueReaction, JobLease, OutboxMessage, ScheduleSlot
from pilotage.core.operations import change, delivering
from pilotage.core.schedules import Schedule
from pilotage.core.viewer import system
from pilotage.people.models import Team
from story import NOW

DAY = timedelta(days=1)


@pytest.fixture
def happened(db, monkeypatch):
    """A kind of event with one reaction that writes down what it saw; it fails while `happened.fails`."""

    class Happened(list):
        fails = False

    seen = Happened()

    def write_down(event, *, by, now):
        seen.append(event.kind)
        with change(by=by, now=now) as c:
            c.create(Team, name=f"Team {len(seen)}")
        if seen.fails:
            raise RuntimeError("No paper")

    monkeypatch.setattr(reactions, "_by_kind", {"core.tested": ["test.write_down"]})
    monkeypatch.setattr(reactions, "_by_name", {"test.write_down": write_down})
    with change(by=system(), now=NOW) as c:
        c.log("core.tested", None)
    return seen


def test_a_reaction_runs_once_in_one_transaction_with_its_mark(happened) -> None:
    assert delivering.react_once(now=NOW) and not delivering.react_once(now=NOW)
    assert happened == ["core.tested"] and Team.objects.count() == 1
    assert DueReaction.objects.get().done_at == NOW


def test_a_reaction_that_fails_keeps_nothing_and_is_tried_again_later(happened) -> None:
    happened.fails = True
    assert delivering.react_once(now=NOW)
    row = DueReaction.objects.get()
    assert Team.objects.count() == 0 and row.last_problem == "RuntimeError: No paper" and row.available_at > NOW
    assert not delivering.react_once(now=NOW)
    happened.fails = False
    assert delivering.react_once(now=NOW + DAY) and Team.objects.count() == 1


def test_a_message_is_sent_once_and_again_after_a_refusal(db, monkeypatch) -> None:
    sent, broken = [], [True]

    def send(key, payload):
        if broken:
            broken.pop()
            raise OSError("Connection refused")
        sent.append((key, payload["n"]))

    monkeypatch.setattr(outbox, "_senders", {"test": send})
    with change(by=system(), now=NOW) as c:
        c.send("test", "one", {"n": 1})
        c.send("test", "one", {"n": 2})
    assert delivering.send_once(now=NOW) and not delivering.send_once(now=NOW)
    assert OutboxMessage.objects.get().last_problem == "OSError: Connection refused"
    assert delivering.send_once(now=NOW + DAY) and not delivering.send_once(now=NOW + DAY)
    assert sent == [("one", 1)]


def test_a_message_that_a_dead_worker_claimed_is_sent_when_its_lease_is_over(db, monkeypatch) -> None:
    sent = []
    monkeypatch.setattr(outbox, "_senders", {"test": lambda key, payload: sent.append(key)})
    with change(by=system(), now=NOW) as c:
        c.send("test", "one", {})
    OutboxMessage.objects.update(leased_until=NOW + timedelta(seconds=60))
    assert not delivering.send_once(now=NOW)
    assert delivering.send_once(now=NOW + timedelta(seconds=61)) and sent == ["one"]


@pytest.fixture
def counted(db, monkeypatch):
    """A job that counts its runs, tells its progress, and fails while `counted.fails`."""

    class Counted(list):
        fails = False

    runs = Counted()

    def count(*, arguments, progress, by, now):
        progress(1, 2)
        runs.append((arguments["n"], by.name))
        if runs.fails:
            raise ValueError("Not yet")

    monkeypatch.setattr(jobs, "_jobs", {"test.count": count})
    return runs


def clock():
    from django.utils import timezone

    return timezone.now()


def test_a_job_runs_in_the_name_of_who_asked_with_progress(counted, pm) -> None:
    job_id = jobs.enqueue("test.count", {"n": 7}, by=pm, now=NOW)
    assert jobs.status(job_id).state == "waiting"
    assert delivering.work_once(worker="w", clock=clock) and not delivering.work_once(worker="w", clock=clock)
    found = jobs.status(job_id)
    assert counted == [(7, pm.name)] and (found.state, found.done, found.total) == ("done", 1, 2)


def test_a_job_of_a_dead_worker_runs_again(counted, pm) -> None:
    jobs.enqueue("test.count", {"n": 7}, by=pm, now=NOW)
    row = DBTaskResult.objects.get()
    row.claim("dead")
    JobLease.objects.create(pk=str(row.pk), worker="dead", leased_until=NOW, attempts=1)
    assert not delivering.work_once(worker="w", clock=clock)
    assert delivering.requeue_lost(now=NOW + DAY) == 1
    assert delivering.work_once(worker="w", clock=clock) and len(counted) == 1


def test_a_job_that_fails_is_tried_five_times_and_then_waits_for_a_person(counted, pm) -> None:
    counted.fails = True
    job_id = jobs.enqueue("test.count", {"n": 7}, by=pm, now=NOW)
    for _ in range(jobs.MOST_ATTEMPTS):
        DBTaskResult.objects.update(run_after=NOW)
        assert delivering.work_once(worker="w", clock=clock)
    found = jobs.status(job_id)
    assert (found.state, found.problem, len(counted)) == ("failed", "ValueError: Not yet", 5)
    counted.fails = False
    assert delivering.retry_job(job_id=job_id, now=NOW)
    assert delivering.work_once(worker="w", clock=clock) and jobs.status(job_id).state == "done"


def test_a_job_is_asked_for_only_if_its_change_is_kept(counted, pm) -> None:
    with pytest.raises(RuntimeError), change(by=pm, now=NOW):
        jobs.enqueue("test.count", {"n": 7}, by=pm, now=NOW)
        raise RuntimeError
    assert not DBTaskResult.objects.exists()


def test_a_schedule_runs_once_in_each_slot_and_again_when_it_failed(db) -> None:
    runs, fails = [], [True]

    def run(*, by, now):
        if fails:
            fails.pop()
            raise RuntimeError
        runs.append(now)

    daily = Schedule("test.daily", run, DAY, timedelta(hours=2))
    with pytest.raises(RuntimeError):
        delivering.run_due(daily, now=NOW)
    assert [delivering.run_due(daily, now=NOW + timedelta(hours=n)) for n in (0, 1, 10, 12)] == [
        True,
        False,
        False,
        True,
    ]
    assert len(runs) == ScheduleSlot.objects.count() == 2
