"""Looks an installation over: each check says what it saw, and what to do where something is wrong."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from pilotage.core.models import Anchor, AuditHead, DueReaction, Event, OutboxMessage
from pilotage.core.worker import HEARTBEAT_KEY

OK, WARN, BAD = "ok", "warn", "bad"
LEAST_FREE = 1 << 30


@dataclass(frozen=True)
class Finding:
    """One check. `remedy` is empty where all is well."""

    check: str
    state: str
    seen: str
    remedy: str = ""

    def answer(self) -> dict[str, str]:
        """Plain values for JSON."""
        return asdict(self)


def look_over(*, now: datetime) -> list[Finding]:
    """Every check, in order; a database that doesn't answer ends it there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        return [Finding("database", BAD, str(problem).splitlines()[0], "Check DATABASE_URL and that the server runs.")]
    return [check(now) for check in CHECKS]


def _database(now: datetime) -> Finding:
    if connection.vendor != "sqlite":
        return Finding("database", OK, f"{connection.vendor} answers.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode.lower() != "wal":
        return Finding(
            "database",
            WARN,
            f"SQLite keeps its journal as {mode}.",
            "Put PILOTAGE_HOME on a local disk; WAL needs one.",
        )
    return Finding("database", OK, "SQLite answers, with a write-ahead log.")


def _migrations(now: datetime) -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("tables", BAD, f"{len(waiting)} changes of tables are not applied.", "Run `pilotage up` once.")
    return Finding("tables", OK, "Tables are up to date.")


def _disk(now: datetime) -> Finding:
    free = shutil.disk_usage(settings.PILOTAGE_HOME).free
    if free < LEAST_FREE:
        return Finding(
            "disk", BAD, f"{free / 1e9:.1f} GB are free.", "Make room: less than 1 GB is too little for a backup."
        )
    return Finding("disk", OK, f"{free / 1e9:.0f} GB are free.")


def _worker(now: datetime) -> Finding:
    seen = cache.get(HEARTBEAT_KEY)
    if seen is None:
        return Finding("worker", WARN, "No worker has been seen in the last hour.", "Start it with `pilotage up`.")
    age = now - datetime.fromisoformat(seen)
    if age > timedelta(minutes=2):
        return Finding(
            "worker",
            BAD,
            f"The worker was last seen {int(age.total_seconds() // 60)} minutes ago.",
            "Restart `pilotage up`.",
        )
    return Finding("worker", OK, "The worker runs.")


def _outbox(now: datetime) -> Finding:
    failed = OutboxMessage.objects.filter(failed_at__isnull=False, sent_at=None).count()
    if failed:
        return Finding("outbox", BAD, f"{failed} messages were given up.", "See Settings, Jobs: why, and send again.")
    late = OutboxMessage.objects.filter(sent_at=None, available_at__lt=now - timedelta(minutes=15)).count()
    if late:
        return Finding(
            "outbox", WARN, f"{late} messages wait for more than 15 minutes.", "Check PILOTAGE_SMTP and the worker."
        )
    return Finding("outbox", OK, "Nothing waits.")


def _reactions(now: datetime) -> Finding:
    failed = DueReaction.objects.filter(failed_at__isnull=False).count()
    if failed:
        return Finding(
            "reactions", BAD, f"{failed} reactions were given up.", "See Settings, Jobs: why, and run again."
        )
    return Finding("reactions", OK, "None was given up.")


def _trail(now: datetime) -> Finding:
    head, last = AuditHead.objects.filter(pk=1).first(), Event.objects.order_by("-seq").first()
    if (head.seq if head else 0) != (last.seq if last else 0):
        return Finding(
            "audit trail",
            BAD,
            "Its end doesn't match its head.",
            "Run `pilotage audit verify`; keep the database as it is.",
        )
    anchor = Anchor.objects.order_by("-day").first()
    if last is not None and anchor is None and last.at < now - timedelta(days=2):
        return Finding("audit trail", WARN, "It has no anchor.", "The worker makes one a day; see that it runs.")
    return Finding("audit trail", OK, f"{head.seq if head else 0} events, end and head agree.")


def _secrets(now: datetime) -> Finding:
    key = settings.PILOTAGE_HOME / "secret.key"
    if key.exists() and key.stat().st_mode & 0o077:
        return Finding(
            "secret key", BAD, "Others on this machine can read secret.key.", "chmod 600 it, then change it."
        )
    return Finding("secret key", OK, "Only its owner can read it.")


def _doors(now: datetime) -> Finding:
    if settings.IS_SAMPLE:
        return Finding("sign-in", OK, "Sample installation: one-click sign-in from this machine.")
    if not settings.IS_HTTPS:
        return Finding(
            "sign-in",
            WARN,
            "Pages are served without HTTPS.",
            "Put a proxy with HTTPS in front and set PILOTAGE_HTTPS=1.",
        )
    return Finding("sign-in", OK, "HTTPS cookies are on.")


CHECKS: tuple[Callable[[datetime], Finding], ...] = (
    _database, _migrations, _disk, _worker, _outbox, _reactions, _trail, _secrets, _doors,
)  # fmt: skip


def answer(findings: list[Finding]) -> dict[str, Any]:
    """`{healthy, findings}` for JSON."""
    return {"healthy": all(one.state == OK for one in findings), "findings": [one.answer() for one in findings]}
