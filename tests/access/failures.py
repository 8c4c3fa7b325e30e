"""What the worker gave up, for the pages that show it."""

import uuid
from datetime import datetime
from typing import Any

from django_tasks_db.models import DBTaskResult

from pilotage.core.models import DueReaction, OutboxMessage


def given_up(now: datetime) -> dict[str, Any]:
    """A job, a message and a reaction that the worker could not do."""
    task = {"args": [], "kwargs": {"name": "portfolio.check", "arguments": {}, "who": {"name": "Pat"}}}
    job = DBTaskResult.objects.create(
        status="FAILED", args_kwargs=task, task_path="pilotage.core.jobs.run_job", backend_name="default", run_after=now,
        exception_class_path="", traceback="ValueError: no",
    )  # fmt: skip
    key, times = (
        f"given-up-{job.pk}",
        {"available_at": now, "attempts": 10, "failed_at": now, "last_problem": "OSError: no"},
    )
    message = OutboxMessage.objects.create(
        channel="mail", key=key, payload={"subject": "Hello"}, created_at=now, **times
    )
    reaction = DueReaction.objects.create(event_uid=uuid.uuid4(), event_seq=1, reaction="nobody.does", **times)
    return {"job": job, "message": message, "reaction": reaction}
