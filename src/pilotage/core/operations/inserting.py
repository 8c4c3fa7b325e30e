"""Inserts many rows of one table. On SQLite by one prepared statement: the writer's lock is held half as long as by the ORM."""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections, models

from pilotage.core.operations.storing import insert_values, values_of

BATCH = 500


def insert_many(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Inserts rows whose keys are set, or whose table has none of its own to give back. Inside the caller's transaction."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or model._meta.auto_field is not None:
        model._base_manager.bulk_create(rows, batch_size=BATCH)
        return
    fields = model._meta.local_concrete_fields
    insert_values(model, fields, [values_of(fields, row, connection) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
