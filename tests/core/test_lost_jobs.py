"""A job whose worker is gone, or only late: it is put back, nobody but its holder says how it ends, and it isn't lost for ever."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django_tasks_db.models import DBTaskResult

from pilotage.core import jobs
from pilotage.core.models import JobLease, ScheduleSlot
from pilotage.core.operations import delivering
from pilotage.core.schedules import Schedule
from pilotage.people.models import Team
from story import NOW

DAY = timedelta(days=1)


def clock():
    from django.utils import timezone

    return timezone.now()


@pytest.fixture
def asked(db, monkeypatch, pm):
    """`asked(work)`: a job that does this, asked for; returns its id."""

    def ask(work):
        monkeypatch.setattr(jobs, "_jobs", {"test.work": lambda **_: work()})
        return jobs.enqueue("test.work", {}, by=pm, now=NOW)

    return ask


def test_a_worker_that_was_late_does_not_say_how_the_job_ended(asked) -> None:
    def somebody_else_takes_it() -> None:
        assert delivering.requeue_lost(now=clock() + DAY) == 1
        other = DBTaskResult.objects.get()
        JobLease.objects.update(worker="other", attempts=2, leased_until=clock() + DAY)
        other.claim("other")

    job_id = asked(somebody_else_takes_it)
    assert delivering.work_once(worker="late", clock=clock)
    assert jobs.status(job_id).state == "running" and JobLease.objects.get().worker == "other"


def test_a_late_worker_whose_job_failed_does_not_put_it_back_under_the_new_one(asked) -> None:
    def fail_late() -> None:
        JobLease.objects.update(worker="other", attempts=2)
        raise ValueError("Too late")

    job_id = asked(fail_late)
    assert delivering.work_once(worker="late", clock=clock)
    assert jobs.status(job_id).state == "running"


def test_a_heartbeat_renews_what_is_at_work_and_nothing_that_is_over(asked) -> None:
    seen = []
    asked(lambda: seen.append(delivering.renew(worker="w", now=clock())))
    assert delivering.work_once(worker="w", clock=clock)
    assert seen == [1] and delivering.renew(worker="w", now=clock()) == 0


def test_a_new_worker_does_not_renew_what_a_dead_one_of_the_same_name_held(asked) -> None:
    asked(lambda: None)
    row = DBTaskResult.objects.get()
    row.claim("w")
    JobLease.objects.create(pk=str(row.pk), worker="w", leased_until=NOW, attempts=1)
    assert delivering.renew(worker="w", now=NOW) == 0
    assert delivering.requeue_lost(now=NOW + DAY) == 1


def test_deaths_of_workers_do_not_use_up_the_attempts_of_a_job(asked) -> None:
    def fail() -> None:
        raise ValueError("Not yet")

    job_id = asked(fail)
    for n in range(jobs.MOST_ATTEMPTS):
        row = DBTaskResult.objects.get()
        row.claim("dead")
        JobLease.objects.update_or_create(
            pk=str(row.pk), defaults={"worker": "dead", "leased_until": NOW, "attempts": n + 1}
        )
        assert delivering.requeue_lost(now=NOW + DAY) == 1
    assert delivering.work_once(worker="w", clock=clock)
    assert jobs.status(job_id).state == "waiting"


def test_a_job_that_ends_its_workers_waits_for_a_person_at_last(asked) -> None:
    job_id = asked(lambda: None)
    row = DBTaskResult.objects.get()
    row.claim("dead")
    JobLease.objects.create(
        pk=str(row.pk), worker="dead", leased_until=NOW, attempts=20, losses=delivering.MOST_LOSSES - 1
    )
    assert delivering.requeue_lost(now=NOW + DAY) == 0
    found = jobs.status(job_id)
    assert (found.state, found.problem) == ("failed", "Its worker ended while it ran, 20 times.")
    assert delivering.retry_job(job_id=job_id, now=NOW) and JobLease.objects.get().losses == 0


def test_a_schedule_that_breaks_a_rule_of_the_database_says_so_and_keeps_no_slot(db) -> None:
    def run(*, by, now):
        Team.objects.create(name="Twice")
        raise IntegrityError("broken by its own work")

    with pytest.raises(IntegrityError):
        delivering.run_due(Schedule("test.daily", run, DAY), now=NOW)
    assert not ScheduleSlot.objects.exists() and not Team.objects.exists()
