"""Does what is owed after a commit: reactions, outgoing messages, jobs and schedules, each with its own small claim.

A reaction and its mark as done are one transaction: done once. A message is claimed, sent, then marked: after a crash it
is sent again under the same key, and senders bear that. A job runs under a lease; a lapsed one puts it back.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from pilotage.core import outbox, reactions
from pilotage.core.jobs import MOST_ATTEMPTS, perform
from pilotage.core.models import DueReaction, Event, JobLease, OutboxMessage, ScheduleSlot
from pilotage.core.operations.change import change
from pilotage.core.schedules import Schedule
from pilotage.core.viewer import system

LEASE = timedelta(seconds=60)
MOST_PAUSE = timedelta(hours=1)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many failures: 5 s, 10 s, 20 s … at most an hour."""
    return min(timedelta(seconds=5 * 2 ** max(0, attempts - 1)), MOST_PAUSE)


def react_once(*, now: datetime) -> bool:
    """Runs the first reaction that is due, in one transaction with its mark. False when none is."""
    due = DueReaction.objects.filter(done_at=None, failed_at=None, available_at__lte=now).order_by("event_seq", "pk")
    first = due.first()
    if first is None:
        return False
    try:
        with change(by=system(), now=now):
            held = _skipping_locked(DueReaction.objects.filter(pk=first.pk, done_at=None)).first()
            if held is not None:
                event = Event.objects.get(uid=held.event_uid)
                reactions.run(held.reaction, event, by=system(), now=now)
                DueReaction.objects.filter(pk=held.pk).update(done_at=now)
    except Exception as problem:  # noqa: BLE001 whatever a reaction raises, it is tried again
        _put_off_reaction(first, problem, now)
    return True


def _put_off_reaction(row: DueReaction, problem: Exception, now: datetime) -> None:
    attempts = row.attempts + 1
    DueReaction.objects.filter(pk=row.pk).update(
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
            failed_at=now if attempts >= 2 * MOST_ATTEMPTS else None,
        )
    else:
        OutboxMessage.objects.filter(pk=first.pk).update(sent_at=now, leased_until=None, last_problem="")
    return True


def requeue_lost(*, now: datetime) -> int:
    """Puts jobs back whose worker stopped renewing its lease. Returns how many."""
    lost = JobLease.objects.filter(leased_until__lt=now).values_list("pk", flat=True)
    running = DBTaskResult.objects.filter(status="RUNNING", pk__in=list(lost))
    return running.update(status="READY")


def work_once(*, worker: str, clock: Callable[[], datetime]) -> bool:
    """Claims the first job that is ready, runs it under a lease, and notes how it ended. False when none is ready."""
    now = clock()
    if not DBTaskResult.objects.ready().exists():
        return False
    with transaction.atomic():
        found = _skipping_locked(DBTaskResult.objects.ready()).first()
        if found is None:
            return False
        lease, _made = JobLease.objects.get_or_create(
            pk=str(found.pk), defaults={"worker": worker, "leased_until": now + LEASE}
        )
        lease.worker, lease.leased_until, lease.attempts = worker, now + LEASE, lease.attempts + 1
        lease.save()
        found.claim(worker)

    def progress(done: int, total: int) -> None:
        JobLease.objects.filter(pk=lease.pk).update(
            progress_done=done, progress_total=total, leased_until=clock() + LEASE
        )

    try:
        answer = perform(found.args_kwargs["kwargs"], progress=progress, now=now)
    except Exception as problem:  # noqa: BLE001 whatever a job raises, it is noted
        _job_failed(found, lease, problem, clock())
    else:
        found.set_successful(answer)
    return True


def _job_failed(found: Any, lease: JobLease, problem: Exception, now: datetime) -> None:
    if lease.attempts >= MOST_ATTEMPTS:
        found.set_failed(problem)
        return
    text = f"{type(problem).__name__}: {problem}"
    DBTaskResult.objects.filter(pk=found.pk).update(
        status="READY", run_after=now + pause(lease.attempts), traceback=text
    )


def renew(*, worker: str, now: datetime) -> None:
    """The worker lives: its leases last longer. Called by its heartbeat."""
    held = JobLease.objects.filter(worker=worker, leased_until__gte=now - LEASE)
    held.update(leased_until=now + LEASE)


def run_due(schedule: Schedule, *, now: datetime) -> bool:
    """Runs a schedule if nobody has run its present slot; slot and work are one transaction. False when it was run."""
    slot = schedule.slot(now)
    if ScheduleSlot.objects.filter(schedule=schedule.name, slot_at=slot).exists():
        return False
    try:
        with change(by=system(), now=now):
            ScheduleSlot.objects.create(schedule=schedule.name, slot_at=slot, taken_at=now)
            schedule.run(by=system(), now=now)
    except IntegrityError:
        return False
    return True


def retry_job(*, job_id: str, now: datetime) -> bool:
    """A failed job runs once more, as an administrator asked."""
    JobLease.objects.filter(pk=job_id).update(attempts=0)
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
