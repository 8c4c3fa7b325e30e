"""What the worker owes and could not do: jobs, messages and reactions that were given up or are tried again."""

from typing import Any

from django_tasks_db.models import DBTaskResult

from pilotage.core.models import DueReaction, OutboxMessage

SHOWN = 100


def jobs() -> list[dict[str, Any]]:
    """Jobs that wait, run or failed, the newest first."""
    rows = DBTaskResult.objects.exclude(status="SUCCESSFUL").order_by("-enqueued_at")[:SHOWN]
    states = {"READY": "waiting", "RUNNING": "running", "FAILED": "failed"}
    return [
        {
            "id": row.pk,
            "name": row.args_kwargs.get("kwargs", {}).get("name", row.task_path),
            "who": row.args_kwargs.get("kwargs", {}).get("who", {}).get("name", ""),
            "state": states.get(row.status, "waiting"),
            "at": row.enqueued_at,
            "problem": row.traceback.strip().splitlines()[-1] if row.traceback else "",
            "may_retry": row.status == "FAILED",
        }
        for row in rows
    ]


def messages() -> list[OutboxMessage]:
    """Messages that were tried in vain, the newest first."""
    return list(OutboxMessage.objects.filter(sent_at=None, attempts__gt=0).order_by("-created_at")[:SHOWN])


def reactions() -> list[DueReaction]:
    """Reactions that were tried in vain."""
    return list(DueReaction.objects.filter(done_at=None, attempts__gt=0).order_by("event_seq")[:SHOWN])
