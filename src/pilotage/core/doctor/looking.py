"""Every check in its order."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection

from pilotage.core.doctor import machine, owed, safety, storage
from pilotage.core.doctor.finding import OK, Finding, bad

CHECKS: tuple[tuple[str, Callable[[datetime], Finding]], ...] = (
    ("database", storage.database),
    ("tables", storage.tables),
    ("second wall", storage.second_wall),
    ("home", machine.home),
    ("disk", machine.disk),
    ("clock", machine.clock),
    ("time zones", machine.zones),
    ("static files", machine.static_files),
    ("worker", owed.worker),
    ("jobs", owed.jobs),
    ("messages", owed.messages),
    ("reactions", owed.reactions),
    ("audit trail", safety.trail),
    ("anchors", safety.anchors),
    ("secret key", safety.secret_key),
    ("sign-in", safety.sign_in),
)


def look_over(*, now: datetime) -> list[Finding]:
    """Every check, in order; a database that doesn't answer ends it there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        words = (str(problem).splitlines() or ["It does not answer."])[0]
        return [bad("database", words, "Check DATABASE_URL, and that the database server runs.")]
    return [_looked(name, check, now) for name, check in CHECKS]


def _looked(name: str, check: Callable[[datetime], Finding], now: datetime) -> Finding:
    """What the check found; tables that are not there yet are a finding too."""
    try:
        return check(now)
    except DatabaseError as problem:
        words = (str(problem).splitlines() or ["It can't be read."])[0]
        return bad(
            name, f"The database can't tell: {words}.", "Run `pilotage up` once; it brings the tables up to date."
        )


def answer(findings: list[Finding]) -> dict[str, Any]:
    """`{healthy, findings}` for JSON."""
    return {"healthy": all(one.state == OK for one in findings), "findings": [one.answer() for one in findings]}
