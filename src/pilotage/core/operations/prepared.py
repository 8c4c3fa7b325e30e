"""Builds many rows, their records and their events before any lock is taken; what is left for the transaction is to store them.

    prepared = Prepared(by=by, now=now)
    row = prepared.create(Biller, external_id="b1", name="Hill Water")    # as Change.create
    prepared.save(held, seen=version, name="Hill Water and Light")        # as Change.save, of a row that was read
    with change(by=by, now=now) as c:
        prepared.write(c)

On SQLite a writer keeps all others waiting, so whatever can be done before is. What was built waits in a file that no other
program sees, so that memory stays small at any number of rows.
"""

import uuid
from datetime import datetime
from typing import Any, TypeVar

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

from pilotage.core.errors import Stale
from pilotage.core.models import Record, RecordModel
from pilotage.core.operations.change import Change, difference, event_kind, new_record, scope_of
from pilotage.core.operations.sealing import PendingEvent, chain_on, digested, seal
from pilotage.core.operations.spooling import Spool
from pilotage.core.operations.storing import Row, insert_values, stored_fields, update_values, values_of
from pilotage.core.plain import plain_values
from pilotage.core.viewer import Viewer

M = TypeVar("M", bound=models.Model)
#: A model's label, and the columns that an update sets (none: the row is new).
Key = tuple[str, tuple[str, ...]]
CLAIM: Key = ("", ())
_CLAIMED = [Record._meta.get_field(name) for name in ("version", "updated_at", "title")]


class Prepared:
    """What a change is going to write. Building it writes nothing; `write` is called once."""

    def __init__(self, *, by: Viewer, now: datetime) -> None:
        self.by, self.now = by, now
        self._connection = connections[DEFAULT_DB_ALIAS]  # the object itself: its proxy costs as much as the work
        self._fields: dict[Key, list[Any]] = {}
        self._rows, self._events = Spool(), Spool()

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
        """A row that will be there, with its record, if it is one, and its event; as `Change.create`.

        Its record is not kept with it: it would take more memory than the row.
        """
        row = model(**fields)
        if isinstance(row, RecordModel):
            record, scope = new_record(row, scope, self.now)
            self._put_new(record)
        self._put_new(row)
        self.log(event or event_kind(row, "created"), row, after=plain_values(row), note=note, scope=scope)
        row._state.fields_cache.pop("record", None)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return row

    def save(self, row: RecordModel, /, *, seen: int, kind: str | None = None, note: str = "", **fields: Any) -> int:
        """Fields that a row will have, and the event of it; as `Change.save`. Returns the version that its record then has.

        `seen` is its version when the row was read: `write` raises `Stale` when it has another by then.
        """
        before, after = difference(row, fields)
        if not after:
            return seen
        columns = [field for field in row._meta.local_concrete_fields if field.attname in after]
        key = (row._meta.label, tuple(field.attname for field in columns))
        self._fields.setdefault(key, columns)
        own_key = self._as_stored(Record._meta.pk, row.pk)
        moment = self._as_stored(Record._meta.get_field("updated_at"), self.now)
        self._rows.put(CLAIM, (seen + 1, moment, row.record_title()[:300], own_key, seen))
        self._rows.put(key, (*values_of(columns, row, self._connection), own_key))
        self.log(kind or event_kind(row, "changed"), row, before=before, after=after, note=note)
        return seen + 1

    def log(
        self,
        kind: str,
        row: models.Model,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        note: str = "",
        scope: uuid.UUID | None = None,
    ) -> None:
        """An event without a row of its own, or of one just prepared. Digested here; chained when it is written."""
        record_id = row.audit_record_id() if hasattr(row, "audit_record_id") else None
        item = PendingEvent(
            kind=kind,
            record_id=record_id,
            scope_id=scope or scope_of(row),
            title=str(row)[:300],
            before=before or {},
            after=after or {},
            note=note,
            by=self.by,
            at=self.now,
        )
        self._events.put("events", digested(item))

    def write(self, c: Change) -> None:
        """Stores all of it, inside the change. Raises `Stale` when a row that is changed has moved on since it was read.

        Also: each event with its place in the chain, behind those that the change has logged, and the reactions owed to it.
        """
        try:
            for key, rows in self._rows.portions():
                self._store(key, rows)
            seal(c.pending)
            if self._events.count:
                chain_on(rows for _key, rows in self._events.portions())
        finally:
            self._rows.close()
            self._events.close()

    def _as_stored(self, field: Any, value: Any) -> Any:
        return field.get_db_prep_save(value, self._connection)

    def _put_new(self, row: models.Model) -> None:
        key: Key = (row._meta.label, ())
        fields = self._fields.get(key)
        if fields is None:
            fields = self._fields[key] = stored_fields(type(row))
        self._rows.put(key, values_of(fields, row, self._connection))

    def _store(self, key: Key, rows: list[Row]) -> None:
        if key == CLAIM:
            if update_values(Record, _CLAIMED, rows, seen="version") != len(rows):
                raise Stale("What this changes")
            return
        model = apps.get_model(key[0])
        if key[1]:
            update_values(model, self._fields[key], rows)
        else:
            insert_values(model, self._fields[key], rows)
