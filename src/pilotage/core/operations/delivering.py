"""Does what is owed after a commit: reactions, outgoing messages, jobs and schedules, each with its own small claim.

A reaction and its mark as done are one transaction: done once. A message is claimed, sent, then marked: after a crash it
is sent again under the same key, and senders bear that. A job runs under a lease; a lapsed one puts it back, and who held
it before can't say any more how it ended.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django_tasks_db.models import DBTaskResult

from pilotage.core import outbox, reactions
from pilotage.core.jobs import MOST_ATTEMPTS, perform
from pilotage.core.models import DueReaction, Event, JobLease, OutboxMessage, ScheduleSlot
from pilotage.core.operations.change import change
from pilotage.core.schedules import Schedule
from pilotage.core.viewer import system

LEASE = timedelta(seconds=60)
MOST_PAUSE = timedelta(hours=1)
#: With the pauses above about three days: a mail server that is down over a weekend loses nothing.
MOST_SENDS = 80
#: A job that was lost with its worker so often is itself suspected of ending workers.
MOST_LOSSES = 20
#: Keys of the jobs that this process runs now: the only ones its heartbeat may renew.
at_work: set[str] = set()


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures: 5 s, 10 s, 20 s … at most an hour."""
    return min(timedelta(seconds=5 * 2 ** min(max(0, attempts - 1), 16)), MOST_PAUSE)


def react_once(*, now: datetime) -> bool:
    """Runs the first reaction that is due and that nobody else runs, in one transaction with its mark. False when none is."""
    due = DueReaction.objects.filter(done_at=None, failed_at=None, available_at__lte=now).order_by("event_seq", "pk")
    if not due.exists():
        return False
    held: DueReaction | None = None
    try:
        with change(by=system(), now=now):
            held = _skipping_locked(due).first()
            if held is not None:
                event = Event.objects.get(uid=held.event_uid)
                reactions.run(held.reaction, event, by=system(), now=now)
                DueReaction.objects.filter(pk=held.pk).update(done_at=now)
    except Exception as problem:  # whatever a reaction raises, it is tried again
        if held is None:
            raise
        _put_off_reaction(held, problem, now)
    return held is not None


def _put_off_reaction(row: DueReaction, problem: Exception, now: datetime) -> None:
    attempts = row.attempts + 1
    DueReaction.objects.filter(pk=row.pk, done_at=None).update(
        attempts=attempts,
        available_at=now + pause(attempts),
        last_problem=f"{type(problem).__name__}: {problem}"[:2000],
        failed_at=now if attempts >= 2 * MOST_ATTEMPTS else None,
    )


def send_once(*, now: datetime) -> bool:
    """Claims the first message that is due, sends it, and marks it. False when none is."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    due = OutboxMessage.objects.filter(free, sent_at=None, failed_at=None, available_at__lte=now)
    first = due.order_by("available_at", "pk").first()
    if first is None:
        return False
    claimed = OutboxMessage.objects.filter(free, pk=first.pk, sent_at=None).update(leased_until=now + LEASE)
    if not claimed:
        return True
    send = outbox.sender_of(first.channel)
    try:
        if send is None:
            raise LookupError(f"Nothing sends {first.channel} here.")
        send(first.key, first.payload)
    except Exception as problem:  # noqa: BLE001 whatever a sender raises, it is tried again
        attempts = first.attempts + 1
        OutboxMessage.objects.filter(pk=first.pk).update(
            attempts=attempts,
            leased_until=None,
            available_at=now + pause(attempts),
            last_problem=f"{type(problem).__name__}: {problem}"[:2000],
            failed_at=now if attempts >= MOST_SENDS or isinstance(problem, outbox.Undeliverable) else None,
        )
    else:
        OutboxMessage.objects.filter(pk=first.pk).update(sent_at=now, leased_until=None, last_problem="")
    return True


def requeue_lost(*, now: datetime) -> int:
    """Puts jobs back whose worker stopped renewing its lease. Returns how many.

    One that was lost too often fails instead, and waits for a person.
    """
    running = DBTaskResult.objects.filter(status="RUNNING").values_list("pk", flat=True)
    lapsed = JobLease.objects.filter(pk__in=[str(pk) for pk in running], leased_until__lt=now)
    return sum(_put_back(lease, now) for lease in lapsed)


def _put_back(lease: JobLease, now: datetime) -> bool:
    """Takes the lease from its worker, unless it was renewed meanwhile."""
    with transaction.atomic():
        held = JobLease.objects.filter(pk=lease.pk, attempts=lease.attempts, leased_until__lt=now)
        if not held.update(worker="", losses=F("losses") + 1):
            return False
        running = DBTaskResult.objects.filter(pk=lease.pk, status="RUNNING")
        if lease.losses + 1 < MOST_LOSSES:
            return bool(running.update(status="READY"))
        words = f"Its worker ended while it ran, {MOST_LOSSES} times."
        running.update(status="FAILED", finished_at=now, traceback=words)
        return False


def work_once(*, worker: str, clock: Callable[[], datetime]) -> bool:
    """Claims the first job that is ready, runs it under a lease, and notes how it ended. False when none is ready."""
    now = clock()
    if not DBTaskResult.objects.ready().exists():
        return False
    claimed = _claim(worker, now)
    if claimed is None:
        return False
    found, lease = claimed

    def progress(done: int, total: int) -> None:
        _own(lease).update(progress_done=done, progress_total=total, leased_until=clock() + LEASE)

    problem: Exception | None = None
    answer = None
    at_work.add(lease.pk)
    try:
        answer = perform(found.args_kwargs["kwargs"], progress=progress, now=now)
    except Exception as raised:  # noqa: BLE001 whatever a job raises, it is noted
        problem = raised
    finally:
        at_work.discard(lease.pk)
    with transaction.atomic():
        if not _own(lease).update(worker=""):
            return True  # the lease lapsed and the job was put back: whoever has it now says how it ends
        if problem is None:
            found.set_successful(answer)
        else:
            _job_failed(found, lease, problem, clock())
    return True


def _claim(worker: str, now: datetime) -> tuple[Any, JobLease] | None:
    with transaction.atomic():
        found = _skipping_locked(DBTaskResult.objects.ready()).first()
        if found is None:
            return None
        lease, _made = JobLease.objects.get_or_create(
            pk=str(found.pk), defaults={"worker": worker, "leased_until": now + LEASE}
        )
        lease.worker, lease.leased_until, lease.attempts = worker, now + LEASE, lease.attempts + 1
        lease.save()
        found.claim(worker)
        return found, lease


def _own(lease: JobLease) -> Any:
    """The lease as long as it is still this worker's."""
    return JobLease.objects.filter(pk=lease.pk, worker=lease.worker, attempts=lease.attempts)


def _job_failed(found: Any, lease: JobLease, problem: Exception, now: datetime) -> None:
    failures = lease.attempts - lease.losses
    if failures >= MOST_ATTEMPTS:
        found.set_failed(problem)
        return
    text = f"{type(problem).__name__}: {problem}"
    DBTaskResult.objects.filter(pk=found.pk).update(status="READY", run_after=now + pause(failures), traceback=text)


def renew(*, worker: str, now: datetime) -> int:
    """The worker lives: the leases of the jobs that it runs last longer. Called by its heartbeat; returns how many."""
    return JobLease.objects.filter(pk__in=list(at_work), worker=worker).update(leased_until=now + LEASE)


def run_due(schedule: Schedule, *, now: datetime) -> bool:
    """Runs a schedule if nobody has run its present slot; slot and work are one transaction. False when it was run."""
    slot = schedule.slot(now)
    if ScheduleSlot.objects.filter(schedule=schedule.name, slot_at=slot).exists():
        return False
    with change(by=system(), now=now):
        _slot, is_mine = ScheduleSlot.objects.get_or_create(
            schedule=schedule.name, slot_at=slot, defaults={"taken_at": now}
        )
        if is_mine:
            schedule.run(by=system(), now=now)
        return is_mine


def retry_job(*, job_id: str, now: datetime) -> bool:
    """A failed job runs once more, as an administrator asked."""
    JobLease.objects.filter(pk=job_id).update(attempts=0, losses=0)
    return bool(DBTaskResult.objects.filter(pk=job_id, status="FAILED").update(status="READY", run_after=now))


def retry_message(*, message: OutboxMessage, now: datetime) -> bool:
    """A message that was given up is sent again."""
    held = OutboxMessage.objects.filter(pk=message.pk, sent_at=None)
    return bool(held.update(failed_at=None, attempts=0, available_at=now, leased_until=None))


def retry_reaction(*, reaction: DueReaction, now: datetime) -> bool:
    """A reaction that was given up runs again."""
    held = DueReaction.objects.filter(pk=reaction.pk, done_at=None)
    return bool(held.update(failed_at=None, attempts=0, available_at=now))


def _skipping_locked(rows: Any) -> Any:
    return rows.select_for_update(skip_locked=True) if connection.features.has_select_for_update_skip_locked else rows
