"""The tables of an empty database, made from the models as they are now.

Migrations carry a database that holds rows from one version to the next, and each works out the whole product's models again. An
empty database needs none of that: `tests/core/test_new_tables.py` holds both ways to the same tables.
"""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether it holds no table at all."""
    return not connection.introspection.table_names()


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make every table, and note every migration as applied: all in one transaction. The database must be empty."""
    applied = MigrationLoader(None).disk_migrations
    with connection.schema_editor() as editor:
        MigrationRecorder(connection).ensure_schema()
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        recorded = MigrationRecorder(connection).migration_qs
        recorded.bulk_create([recorded.model(app=app, name=name) for app, name in sorted(applied)])
