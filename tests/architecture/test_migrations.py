"""Every change of a model has its migration."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("pilotage.")}


def missing(before: ProjectState) -> dict[str, list[str]]:
    """What `makemigrations` would write, by app, when the migrations give this state."""
    loader = MigrationLoader(None)
    found = MigrationAutodetector(before, ProjectState.from_apps(apps)).changes(graph=loader.graph)
    return {
        app: [operation.describe() for migration in migrations for operation in migration.operations]
        for app, migrations in found.items()
        if app in OURS
    }


@pytest.fixture
def written() -> ProjectState:
    return MigrationLoader(None).project_state()


def test_no_migration_is_missing(written: ProjectState) -> None:
    assert missing(written) == {}


def test_a_missing_migration_is_found(written: ProjectState) -> None:
    written.models["billers", "phase"].fields.popitem()
    assert list(missing(written)) == ["billers"]


def test_every_app_with_tables_has_migrations() -> None:
    with_tables = {model._meta.app_label for model in apps.get_models() if model._meta.app_label in OURS}
    assert with_tables - {app for app, _ in MigrationLoader(None).graph.nodes} == set()
