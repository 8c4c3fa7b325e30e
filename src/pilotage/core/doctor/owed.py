"""What is owed after commits: does the worker live, and does anything wait too long or was given up?"""

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django_tasks_db.models import DBTaskResult

from pilotage.core.doctor.finding import Finding, bad, ok, warn
from pilotage.core.models import DueReaction, JobLease, OutboxMessage
from pilotage.core.worker import HEARTBEAT_KEY

LATE = timedelta(minutes=15)
SILENT = timedelta(minutes=2)
LOST = timedelta(minutes=5)


def worker(now: datetime) -> Finding:
    """It says every quarter of a minute that it lives."""
    seen = cache.get(HEARTBEAT_KEY)
    if seen is None:
        return warn("worker", "No worker has been seen in the last hour.", "Start it with `pilotage up`.")
    age = now - datetime.fromisoformat(seen)
    if age > SILENT:
        minutes = int(age.total_seconds() // 60)
        return bad("worker", f"The worker was last seen {minutes} minutes ago.", "Restart `pilotage up`.")
    return ok("worker", "The worker runs.")


def jobs(now: datetime) -> Finding:
    """None failed, none was lost by its worker, none waits too long."""
    failed = DBTaskResult.objects.filter(status="FAILED")
    if count := failed.count():
        traceback = failed.order_by("-finished_at").values_list("traceback", flat=True).first() or ""
        last = (traceback.strip().splitlines() or [""])[-1][:200]
        seen = f"{count} {'job' if count == 1 else 'jobs'} failed. The last: {last}".rstrip()
        return bad("jobs", seen, "Mend the cause, then ask for them again on their pages.")
    running = DBTaskResult.objects.filter(status="RUNNING").values_list("pk", flat=True)
    lost = JobLease.objects.filter(pk__in=[str(pk) for pk in running], leased_until__lt=now - LOST).count()
    if lost:
        seen = f"{lost} running {'job has' if lost == 1 else 'jobs have'} lost the worker."
        return bad("jobs", seen, "Restart `pilotage up`: a worker takes up what was lost.")
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - LATE).count()
    if waiting:
        seen = f"{waiting} {'job waits' if waiting == 1 else 'jobs wait'} for more than 15 minutes."
        return warn("jobs", seen, "Check that the worker runs.")
    return ok("jobs", "None failed, none waits long.")


def messages(now: datetime) -> Finding:
    """Mail and what else goes to other systems."""
    return _owed(
        "messages",
        OutboxMessage.objects.filter(failed_at__isnull=False, sent_at=None),
        OutboxMessage.objects.filter(failed_at=None, sent_at=None, available_at__lt=now - LATE),
        ("message was", "messages were", "message waits", "messages wait"),
        "Check PILOTAGE_SMTP and the worker.",
    )


def reactions(now: datetime) -> Finding:
    """What follows from events: tasks made, dates worked out anew."""
    return _owed(
        "reactions",
        DueReaction.objects.filter(failed_at__isnull=False, done_at=None),
        DueReaction.objects.filter(failed_at=None, done_at=None, available_at__lt=now - LATE),
        ("reaction was", "reactions were", "reaction waits", "reactions wait"),
        "Check that the worker runs.",
    )


def _owed(check: str, given_up: Any, late: Any, words: tuple[str, str, str, str], remedy: str) -> Finding:
    count = given_up.count()
    if count:
        last = given_up.order_by("-failed_at").values_list("last_problem", flat=True).first() or ""
        seen = f"{count} {words[count != 1]} given up. The last: {last[:200]}".rstrip()
        return bad(check, seen, "Mend the cause, then send or run them again.")
    count = late.count()
    if count:
        return warn(check, f"{count} {words[2 + (count != 1)]} for more than 15 minutes.", remedy)
    return ok(check, "None was given up, none waits long.")
