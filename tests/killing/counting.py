"""Counts what was done against what was acknowledged: what is lost, what was done twice, what nobody asked for."""

from __future__ import annotations

import email
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model

from killing.work import EFFECT, ROWS, SLOT, STEPS

if TYPE_CHECKING:
    from killing.asking import Desk

IMPORTED = ("biller", "biller event", "phase", "phase event", "decision")


def count(desk: Desk) -> dict[str, Any]:
    """`{acknowledged, lost, doubled, strange, is_chain_valid}`; the three lists name the effects."""
    from pilotage.core.verify import verify_chain

    expected, found = Counter(_expected(desk)), Counter(_found(desk))
    return {
        "acknowledged": len(expected),
        "lost": sorted((expected - found).elements()),
        "doubled": sorted(name for name, times in found.items() if times > 1),
        "strange": sorted(set(found) - set(expected)) + _left_over(),
        "is_chain_valid": verify_chain().is_valid,
    }


def _expected(desk: Desk) -> list[str]:
    from pilotage.core.models import OutboxMessage, ScheduleSlot

    asked = desk.acknowledged
    names = [f"{name}:{step}" for name in asked["jobs"] for step in range(STEPS)] + asked["reactions"]
    mails = [f"killing:{name}" for name in asked["reactions"] + asked["mails"]]
    sent = OutboxMessage.objects.filter(channel="mail", created_at__gte=desk.begun).values_list("key", flat=True)
    names += [f"mail {key}" for key in {*mails, *sent}]
    slots = ScheduleSlot.objects.filter(schedule=SLOT, taken_at__gte=desk.begun).values_list("slot_at", flat=True)
    names += [f"slot:{slot.isoformat()}" for slot in slots]
    for one in asked["imports"]:
        pk, key = one.split()
        names += [f"import {pk} done", f"import {pk} told"]
        names += [f"{row} {key}-{n}" for n in range(ROWS) for row in IMPORTED]
    return names


def _found(desk: Desk) -> Iterable[str]:
    from pilotage.core.models import Event

    effects = Event.objects.filter(kind=EFFECT, seq__gt=desk.after_seq)
    yield from (payload["note"] for payload in effects.values_list("payload", flat=True))
    yield from _mails(desk)
    if desk.acknowledged["imports"]:
        yield from _imported(desk)


def _mails(desk: Desk) -> Iterable[str]:
    from pilotage.connectors.mail.sending import message_of
    from pilotage.core.models import OutboxMessage

    rows = OutboxMessage.objects.filter(channel="mail", created_at__gte=desk.begun)
    keys = {message_of(row.key, row.payload)["Message-ID"]: row.key for row in rows}
    for file in Path(settings.MAIL_BOX).glob("*.eml"):
        with open(file, "rb") as kept:
            found = email.message_from_binary_file(kept)["Message-ID"]
        if found in keys:
            yield f"mail {keys[found]}"


def _imported(desk: Desk) -> Iterable[str]:
    from pilotage.billers.models import Biller, Phase
    from pilotage.core.models import Event
    from pilotage.notices.models import Notice
    from pilotage.portfolio.models import ImportRun
    from pilotage.transition.models import TransitionDecision

    for one in desk.acknowledged["imports"]:
        pk, key = one.split()
        run = ImportRun.objects.get(pk=pk)
        if (run.state, run.created, run.unchanged) == ("done", 2 * ROWS, 0):
            yield f"import {pk} done"
        yield from [f"import {pk} told"] * Notice.objects.filter(key=f"import:{pk}").count()
        billers = dict(
            Biller.objects.everywhere().filter(external_id__startswith=f"{key}-").values_list("pk", "external_id")
        )
        phases = dict(Phase.objects.everywhere().filter(biller__in=billers).values_list("pk", "biller_id"))
        yield from (f"biller {name}" for name in billers.values())
        yield from (f"phase {billers[owner]}" for owner in phases.values())
        yield from _events("billers.biller_created", billers, "biller event", Event)
        yield from _events("billers.phase_created", {pk: billers[o] for pk, o in phases.items()}, "phase event", Event)
        decided = TransitionDecision.objects.everywhere().filter(phase__in=phases)
        yield from (f"decision {billers[phases[phase]]}" for phase in decided.values_list("phase_id", flat=True))


def _events(kind: str, names: dict[Any, str], words: str, event: type[Model]) -> Iterable[str]:
    rows = event._default_manager.filter(kind=kind, record_id__in=names)
    yield from (f"{words} {names[record]}" for record in rows.values_list("record_id", flat=True))


def _left_over() -> list[str]:
    """Halves of mails, and uploads of imports that are over."""
    halves = Path(settings.MAIL_BOX).glob(".*")
    uploads = (settings.PILOTAGE_HOME / "imports").glob("*")
    return [f"left over: {path.name}" for path in (*halves, *uploads)]
