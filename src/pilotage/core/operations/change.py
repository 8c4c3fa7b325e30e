"""A change: one transaction that writes rows, their audit events, owed reactions and outbox messages together."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar, cast

from django.db import models, transaction

from pilotage.core.errors import Stale
from pilotage.core.ids import new_id
from pilotage.core.models import OutboxMessage, Record, RecordModel
from pilotage.core.operations.inserting import insert_many
from pilotage.core.operations.sealing import PendingEvent, seal
from pilotage.core.plain import plain_value, plain_values
from pilotage.core.viewer import Viewer

PORTION = 2000
M = TypeVar("M", bound=models.Model)
_active = threading.local()


@dataclass
class Change:
    """What one operation does. Made by `change()`; never by hand."""

    by: Viewer
    now: datetime
    pending: list[PendingEvent] = field(default_factory=list)

    def create(
        self,
        model: type[M],
        /,
        *,
        scope: uuid.UUID | None = None,
        event: str | None = None,
        note: str = "",
        **fields: Any,
    ) -> M:
        """Insert a row (with its record, if it is one) and its event, `event` or `app.model_created`.

        `scope` is the biller's record id.
        """
        row = model(**fields)
        if isinstance(row, RecordModel):
            record, scope = new_record(row, scope, self.now)
            record.save(force_insert=True)
        row.save(force_insert=True)
        self.log(event or event_kind(row, "created"), row, after=plain_values(row), note=note, scope=scope)
        return row

    def create_many(
        self,
        model: type[M],
        rows: Iterable[Mapping[str, Any]],
        *,
        scope: uuid.UUID | None = None,
        event: str | None = None,
        note: str = "",
    ) -> list[M]:
        """Insert many rows of one table in a few statements, each with its record and its event.

        A row is a mapping of fields; its own `scope` goes before the common one.
        """
        made: list[M] = []
        given = iter(rows)
        while some := list(islice(given, PORTION)):
            made += self._create_some(model, some, scope, event, note)
            if len(self.pending) >= PORTION:
                seal(self.pending)  # keeps memory bounded; the rest of the transaction goes on from here
        return made

    def _create_some(
        self, model: type[M], rows: list[Mapping[str, Any]], scope: uuid.UUID | None, event: str | None, note: str
    ) -> list[M]:
        made: list[M] = []
        records: list[Record] = []
        scopes: list[uuid.UUID | None] = []
        for given in rows:
            fields = dict(given)
            own_scope = fields.pop("scope", scope)
            row = model(**fields)
            if isinstance(row, RecordModel):
                record, own_scope = new_record(row, own_scope, self.now)
                records.append(record)
            made.append(row)
            scopes.append(own_scope)
        insert_many(Record, records)
        insert_many(model, made)
        for row, own_scope in zip(made, scopes, strict=True):
            self.log(event or event_kind(row, "created"), row, after=plain_values(row), note=note, scope=own_scope)
        return made

    def save(
        self, row: M, /, *, expect: int | None = None, kind: str | None = None, note: str = "", **fields: Any
    ) -> bool:
        """Set `fields`, save and audit what really changed. False when nothing did.

        `expect` is the record version the person saw; raises `Stale` when the record has moved on.
        """
        before, after = difference(row, fields)
        if expect is not None:
            self._claim(row, expect, touch=bool(after))
        if not after:
            return False
        row.save(update_fields=list(after))
        if expect is None:
            self._touch(row)
        if isinstance(row, RecordModel):
            Record.objects.filter(pk=row.pk).exclude(title=row.record_title()[:300]).update(
                title=row.record_title()[:300]
            )
        self.log(kind or event_kind(row, "changed"), row, before=before, after=after, note=note)
        return True

    def remove(self, row: models.Model, *, kind: str | None = None, note: str = "") -> None:
        """Delete a part row and keep what it held in its event. Records are never deleted."""
        self.log(kind or event_kind(row, "removed"), row, before=plain_values(row), note=note)
        row.delete()

    def log(
        self,
        kind: str,
        row: models.Model | None,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        note: str = "",
        scope: uuid.UUID | None = None,
    ) -> None:
        """An event without a row write of its own (or for one just made)."""
        record_id = row.audit_record_id() if row is not None and hasattr(row, "audit_record_id") else None
        if scope is None and row is not None:
            scope = scope_of(row)
        title = str(row)[:300] if row is not None else ""
        self.pending.append(
            PendingEvent(kind, record_id, scope, title, before or {}, after or {}, note, self.by, self.now)
        )

    def send(self, channel: str, key: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
        """Owe a message to the outside; the same key is sent once only."""
        OutboxMessage.objects.get_or_create(
            key=key,
            defaults={"channel": channel, "payload": payload, "created_at": self.now, "available_at": at or self.now},
        )

    def touch(self, row: models.Model) -> None:
        """Counts a change of the record that `row` is or belongs to, where a new part is a change of the whole."""
        self._touch(row)

    def _touch(self, row: models.Model) -> None:
        if hasattr(row, "audit_record_id"):
            Record.objects.filter(pk=row.audit_record_id()).update(version=models.F("version") + 1, updated_at=self.now)

    def _claim(self, row: models.Model, expect: int, *, touch: bool) -> None:
        found = Record.objects.filter(pk=row.audit_record_id(), version=expect)  # type: ignore[attr-defined]
        done = (
            found.update(version=models.F("version") + 1, updated_at=self.now)
            if touch
            else len(found.select_for_update())  # a count would not lock the row
        )
        if not done:
            raise Stale(str(row))


@contextmanager
def change(*, by: Viewer, now: datetime) -> Iterator[Change]:
    """Open a change, or join the one that is open. On leaving the outermost, events are sealed and all is committed.

    Raises what the body raises, and then nothing is kept.
    """
    outer: Change | None = getattr(_active, "change", None)
    if outer is not None and transaction.get_connection().in_atomic_block:
        yield Change(by=by, now=now, pending=outer.pending)
        return
    with transaction.atomic():
        current = Change(by=by, now=now)
        _active.change = current
        try:
            yield current
            seal(current.pending)
        finally:
            _active.change = None


def new_record(row: RecordModel, scope: uuid.UUID | None, now: datetime) -> tuple[Record, uuid.UUID | None]:
    """A record for a new row, not yet stored, and its scope: a biller is its own."""
    key = new_id()
    own_scope = key if row.record_kind == "biller" else scope
    record = Record(
        id=key,
        kind=row.record_kind,
        title=row.record_title()[:300],
        scope_id=own_scope,
        created_at=now,
        updated_at=now,
    )
    row.record = record
    return record, own_scope


def scope_of(row: models.Model) -> uuid.UUID | None:
    """The record of the biller that a row belongs to; None for what belongs to the provider."""
    owner: uuid.UUID | None = getattr(row, "biller_id", None)
    if owner is None and isinstance(row, RecordModel):
        owner = row.pk if row.record_kind == "biller" else row.record.scope_id
    return owner


def event_kind(row: models.Model, verb: str) -> str:
    """`app.thing_verb`, the name under which reactions and history know the event."""
    return f"{row._meta.app_label}.{row._meta.model_name}_{verb}"


def difference(row: models.Model, fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sets the fields of a row; what really changed, before and after, as plain values by column."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in fields.items():
        column = cast("models.Field[Any, Any]", row._meta.get_field(name))
        old = getattr(row, column.attname)
        setattr(row, name, value)
        new = getattr(row, column.attname)
        if old != new:
            before[column.attname], after[column.attname] = plain_value(old), plain_value(new)
    return before, after
