"""Twins that are unsafe on purpose, each in one way: the check of the test must catch every one of them."""

import os
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from killing import work
from pilotage.connectors.mail.sending import message_of
from pilotage.core import outbox, reactions
from pilotage.core.models import DueReaction, Event, OutboxMessage, ScheduleSlot
from pilotage.core.operations import delivering
from pilotage.core.schedules import Schedule
from pilotage.core.viewer import system

#: Seconds between the two halves of what should be one, as a slow mail server takes them: few kills then suffice.
PAUSE = 0.02


def jobs_without_a_key() -> None:
    """A job does its steps again when it runs again."""
    work.once = lambda key, now: not key.endswith(":failed")


def reactions_marked_afterwards() -> None:
    """The effect is committed, then the mark, in two transactions."""

    def react_once(*, now: datetime) -> bool:
        held = DueReaction.objects.filter(done_at=None, available_at__lte=now).order_by("pk").first()
        if held is None:
            return False
        try:
            reactions.run(held.reaction, Event.objects.get(uid=held.event_uid), by=system(), now=now)
        except Exception as problem:  # noqa: BLE001 as the product does
            delivering._put_off_reaction(held, problem, now)
        else:
            time.sleep(PAUSE)
            DueReaction.objects.filter(pk=held.pk).update(done_at=now)
        return True

    delivering.react_once = react_once
    work.FAILURES = 0


def slots_noted_afterwards() -> None:
    """The work of a slot is committed, then the slot, in two transactions."""

    def run_due(schedule: Schedule, *, now: datetime) -> bool:
        slot = schedule.slot(now)
        if ScheduleSlot.objects.filter(schedule=schedule.name, slot_at=slot).exists():
            return False
        schedule.run(by=system(), now=now)
        time.sleep(PAUSE)
        ScheduleSlot.objects.get_or_create(schedule=schedule.name, slot_at=slot, defaults={"taken_at": now})
        return True

    delivering.run_due = run_due


def mails_without_a_key() -> None:
    """Each sending makes a new file."""

    def send(key: str, payload: Mapping[str, Any]) -> None:
        _write(key, payload, uuid.uuid4().hex)
        time.sleep(PAUSE)

    outbox.sender("mail")(send)


def mails_marked_beforehand() -> None:
    """A mail counts as sent before it is."""

    def send(key: str, payload: Mapping[str, Any]) -> None:
        OutboxMessage.objects.filter(key=key).update(sent_at=timezone.now())
        time.sleep(PAUSE)
        _write(key, payload, uuid.uuid5(uuid.NAMESPACE_URL, key).hex)

    outbox.sender("mail")(send)


def _write(key: str, payload: Mapping[str, Any], name: str) -> None:
    box = Path(settings.MAIL_BOX)
    box.mkdir(parents=True, exist_ok=True)
    with open(box / f"{name}.half", "wb") as kept:
        kept.write(message_of(key, payload).as_bytes())
        os.fsync(kept.fileno())
    os.replace(box / f"{name}.half", box / f"{name}.eml")


#: By the words that name them.
TWINS: dict[str, Callable[[], None]] = {
    "jobs without a key": jobs_without_a_key,
    "reactions marked afterwards": reactions_marked_afterwards,
    "slots noted afterwards": slots_noted_afterwards,
    "mails without a key": mails_without_a_key,
    "mails marked beforehand": mails_marked_beforehand,
}
