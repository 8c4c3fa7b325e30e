"""Builds a database from a backup in an empty place, proves it by its checksums, and only then puts it where it is used."""

import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.apps import apps as installed
from django.apps.registry import Apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import JSONField, Value

from pilotage.core.backup.archive import Manifest, TablePart, Unusable, lines
from pilotage.core.backup.placing import TELLING
from pilotage.core.backup.rows import columns, plain_rows, stored_models, sum_of
from pilotage.core.operations.new_tables import make_tables
from pilotage.core.verify import Verdict, verify_chain

BATCH = 500
SCHEMA = "restoring_"


def build_database(archive: zipfile.ZipFile, manifest: Manifest) -> Verdict:
    """Fills the connected, empty database: tables as they were when the backup was made, rows, then the newest tables.

    Returns what the check of the audit chain says. Errors: `Unusable` when the backup is of a newer version, or a table's rows
    don't have the checksum that the backup names.
    """
    applied = {(app, name) for app, name in manifest.migrations}
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    if unknown := sorted(applied - set(nodes)):
        newer = ".".join(unknown[0])
        raise Unusable(f"The backup was made by a newer Pilotage (it has {newer}). Install that version.")
    targets = sorted(one for one in applied if not any(child.key in applied for child in nodes[one].children))
    if applied == set(nodes):
        make_tables(connection)
    else:
        executor.migrate(targets)
    then = MigrationExecutor(connection).loader.project_state(targets).apps
    known = {model._meta.db_table: model for model in stored_models(then)}
    with transaction.atomic():
        for table in manifest.tables:
            if table.name not in known:
                raise Unusable(f"The backup holds the table {table.name}, which this Pilotage doesn't know.")
            fill_table(archive, table, known[table.name])
        _reset_sequences(then)
    compare(manifest, known)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    return verify_chain()


def fill_table(archive: zipfile.ZipFile, table: TablePart, model: type[models.Model]) -> None:
    """Inserts the rows of one table as they are, without the clocks that the model would set. Errors: `Unusable`."""
    found = {column.attname: column for column in columns(model)}
    if set(found) != set(table.columns):
        raise Unusable(f"The table {table.name} of the backup has other columns than its version should have.")
    for column in found.values():
        column.auto_now = column.auto_now_add = False
    model._base_manager.all()._raw_delete(connection.alias)
    rows = (
        model(**{name: _given(found[name], value) for name, value in zip(table.columns, row, strict=True)})
        for row in lines(archive, table)
    )
    while batch := list(islice(rows, BATCH)):
        model._base_manager.bulk_create(batch)


def _given(column: Any, value: Any) -> Any:
    if value is None and isinstance(column, JSONField) and not column.null:
        return Value(None, JSONField())
    return column.to_python(value)


def compare(manifest: Manifest, known: dict[str, type[models.Model]]) -> None:
    """Every table's rows, read back, have the checksum in the manifest. Errors: `Unusable` naming the first that hasn't."""
    for table in manifest.tables:
        found = sum_of(plain_rows(known[table.name], table.columns))
        if (found.rows, found.digest) != (table.rows, table.sha256):
            raise Unusable(f"The backup is damaged in the table {table.name}: its rows don't have their checksum.")


def _reset_sequences(apps: Apps) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), stored_models(apps)):
            cursor.execute(statement)


def what_is_there() -> tuple[str, int, list[str]]:
    """PostgreSQL: the schema in use, how many people and events it holds, and tables in it that aren't Pilotage's."""
    own = {model._meta.db_table for model in stored_models(installed)} | {"django_migrations", "core_cache"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        current = str(cursor.fetchone()[0])
        tables = set(connection.introspection.table_names(cursor))
        rows = 0
        for name in sorted(tables & set(TELLING)):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            rows += cursor.fetchone()[0]
    return current, rows, sorted(tables - own)


@contextmanager
def own_schema() -> Iterator[str]:
    """PostgreSQL: a new schema that the connection works in; it is dropped again when something goes wrong."""
    name = f"{SCHEMA}{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{SCHEMA}%"])
        for (left,) in cursor.fetchall():
            cursor.execute(f'DROP SCHEMA "{left}" CASCADE')
        cursor.execute(f'CREATE SCHEMA "{name}"')
    options = connection.settings_dict["OPTIONS"]
    before = options.get("options", "")
    _work_in(options, f"{before} -c search_path={name}".strip())
    try:
        yield name
    except BaseException:
        _work_in(options, before)
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')
        raise
    _work_in(options, before)


def _work_in(options: dict[str, Any], words: str) -> None:
    connection.close()
    options.pop("options", None)
    if words:
        options["options"] = words


def put_schema_in_place(new: str, *, current: str, aside: str, keeps_old: bool) -> None:
    """In one transaction the old tables go aside and the restored ones take their place; empty old ones are dropped."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'ALTER SCHEMA "{current}" RENAME TO "{aside}"')
        cursor.execute(f'ALTER SCHEMA "{new}" RENAME TO "{current}"')
        if not keeps_old:
            cursor.execute(f'DROP SCHEMA "{aside}" CASCADE')
