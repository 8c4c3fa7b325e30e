"""Work whose every effect is counted: a job in steps, a reaction with a mail, a schedule with many slots.

An effect is a line of the audit trail, which nothing keeps from standing there twice; only the way it is done does.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pilotage.core import schedules, worker
from pilotage.core.jobs import Progress, job
from pilotage.core.models import Event, IdempotencyKey
from pilotage.core.operations import change, delivering
from pilotage.core.reactions import on
from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer

JOB, ASKED, EFFECT, SLOT = "killing.count", "killing.asked", "killing.effect", "killing.slot"
STEPS = 3
#: Of each of the two files of an import.
ROWS = 15
#: How many reactions fail after their effect, and are tried again.
FAILURES = 0.1


def hurry() -> None:
    """The waits of a day of work, in seconds: leases, heartbeats and pauses are short."""
    delivering.LEASE = timedelta(seconds=1.5)
    delivering.pause = lambda attempts: timedelta(seconds=0.2 * attempts)
    worker.HEARTBEAT_SECONDS = 0.1
    worker.REST_SECONDS = 0.02


def once(key: str, now: datetime) -> bool:
    """Whether the key is new; it is taken in the caller's transaction."""
    _row, is_new = IdempotencyKey.objects.get_or_create(
        user_id=0, key=key, defaults={"fingerprint": "", "created_at": now}
    )
    return is_new


@job(JOB)
def count(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Three steps, each in a transaction with its key; some jobs fail at their first run, after the first step."""
    name = arguments["name"]
    for step in range(STEPS):
        with change(by=by, now=now) as c:
            if once(f"{name}:{step}", now):
                c.log(EFFECT, None, note=f"{name}:{step}")
        progress(step + 1, STEPS)
        if arguments["fails_once"] and step == 0:
            with change(by=by, now=now):
                is_first = once(f"{name}:failed", now)
            if is_first:
                raise RuntimeError("Not yet")


@on(ASKED)
def react(event: Event, *, by: Viewer, now: datetime) -> None:
    """One effect and one mail, in one transaction with the mark; now and then it fails after both."""
    name = event.payload["note"]
    with change(by=by, now=now) as c:
        c.log(EFFECT, None, note=name)
        c.send("mail", f"killing:{name}", mail_for(name))
    if random.random() < FAILURES:
        raise RuntimeError("Not yet")


@every(SLOT, timedelta(seconds=0.01))
def in_slot(*, by: Viewer, now: datetime) -> None:
    """One effect per slot."""
    slot = next(one for one in schedules.known() if one.name == SLOT).slot(now)
    with change(by=by, now=now) as c:
        c.log(EFFECT, None, note=f"slot:{slot.isoformat()}")


def mail_for(name: str) -> dict[str, Any]:
    """A mail about it."""
    return {"to": ["ann@example.com"], "subject": name, "text": f"This is about {name}."}
