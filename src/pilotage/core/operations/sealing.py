"""Writes pending events at the end of a change, each chained to the one before."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pilotage.core import chain, reactions
from pilotage.core.ids import new_id
from pilotage.core.models import AuditHead, DueReaction, Event
from pilotage.core.operations.inserting import insert_many
from pilotage.core.viewer import Viewer


@dataclass
class PendingEvent:
    """An event before it has its place in the chain."""

    kind: str
    record_id: uuid.UUID | None
    scope_id: uuid.UUID | None
    title: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    by: Viewer
    at: datetime


def payload_of(pending: PendingEvent) -> dict[str, Any]:
    """The part of an event that holds personal values: actor's name, title, before, after, note, door and address."""
    return {
        "actor": pending.by.name,
        "roles": sorted(pending.by.roles),
        "source": pending.by.source,
        "address": pending.by.address,
        "title": pending.title,
        "before": pending.before,
        "after": pending.after,
        "note": pending.note,
    }


def seal(pending: list[PendingEvent]) -> None:
    """Insert the events under the chain's lock and move its head. Must run inside the change's transaction."""
    if not pending:
        return
    head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
    rows, owed = [], []
    seq, previous = head.seq, head.chain_hash
    for item in pending:
        seq += 1
        row = chained_event(item, seq, previous)
        previous = row.chain_hash
        rows.append(row)
        owed += [
            DueReaction(event_uid=row.uid, event_seq=seq, reaction=name, available_at=item.at)
            for name in reactions.names_for(item.kind)
        ]
    insert_many(Event, rows)
    DueReaction.objects.bulk_create(owed, batch_size=500)
    AuditHead.objects.filter(pk=1).update(seq=seq, chain_hash=previous)
    pending.clear()


def chained_event(item: PendingEvent, seq: int, previous: str) -> Event:
    """The event at its place in the chain, not yet stored."""
    payload, salt, uid = chain.as_stored(payload_of(item)), chain.new_salt(), new_id()
    digest = chain.digest_of(payload, salt)
    return Event(
        seq=seq,
        uid=uid,
        at=item.at,
        kind=item.kind,
        record_id=item.record_id,
        scope_id=item.scope_id,
        actor_id=item.by.user_id,
        payload=payload,
        salt=salt,
        digest=digest,
        chain_hash=chain.link(
            previous=previous,
            seq=seq,
            uid=uid,
            at=item.at,
            kind=item.kind,
            record_id=item.record_id,
            scope_id=item.scope_id,
            actor_id=item.by.user_id,
            digest=digest,
        ),
    )
