"""Writes events at the end of a change, each chained to the one before."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from pilotage.core import chain, reactions
from pilotage.core.ids import new_id
from pilotage.core.models import AuditHead, DueReaction, Event
from pilotage.core.operations.storing import Row, insert_values, stored_fields
from pilotage.core.viewer import Viewer

_KEY: Any = Event._meta.get_field("uid")
_AT: Any = Event._meta.get_field("at")


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
    if pending:
        chain_on([[digested(item) for item in pending]])
        pending.clear()


def digested(item: PendingEvent) -> Row:
    """All of an event but its place: its columns as they are stored, and what its link covers. Needs no lock."""
    connection = connections[DEFAULT_DB_ALIAS]  # the object itself: its proxy costs as much as the work
    payload, salt, uid = chain.as_stored(payload_of(item)), chain.new_salt(), new_id()
    digest, actor = chain.digest_of(payload, salt), item.by.user_id
    text = json.dumps(payload)  # as a JSON field writes it: a restored row has the same bytes
    rest = chain.link_rest(
        uid=uid,
        at=item.at,
        kind=item.kind,
        record_id=item.record_id,
        scope_id=item.scope_id,
        actor_id=actor,
        digest=digest,
    )
    keys = [_KEY.get_db_prep_save(key, connection) for key in (uid, item.record_id, item.scope_id)]
    return (keys[0], _AT.get_db_prep_save(item.at, connection), item.kind, *keys[1:], actor, text, salt, digest, rest)


def chain_on(portions: Iterable[list[Row]]) -> None:
    """Stores digested events behind the newest one, with the reactions owed to them, and moves the chain's head.

    The head is locked until the transaction ends; so this comes last in it.
    """
    head = AuditHead.objects.select_for_update().get_or_create(pk=1)[0]
    seq, previous = head.seq, head.chain_hash
    for rows in portions:
        seq, previous = _store(rows, seq, previous)
    AuditHead.objects.filter(pk=1).update(seq=seq, chain_hash=previous)


def _store(rows: list[Row], seq: int, previous: str) -> tuple[int, str]:
    events: list[Row] = []
    owed: list[Row] = []
    for *columns, rest in rows:
        seq += 1
        previous = chain.link_at(previous, seq, rest)
        events.append((seq, *columns, previous))
        uid, at, kind = columns[:3]
        owed += [(uid, seq, name, at, 0, None, None, "") for name in reactions.names_for(kind)]
    insert_values(Event, stored_fields(Event), events)
    insert_values(DueReaction, stored_fields(DueReaction), owed)
    return seq, previous
