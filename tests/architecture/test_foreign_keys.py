"""Foreign keys only point down the floors, and every biller-owned table names its biller."""

import tomllib
from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from source_trees import ROOT

from pilotage.billers.models import Biller, Owned


def floors() -> dict[str, int]:
    """The floor of each app, counted from below, as the import contracts have it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    return {app.strip(): floor for floor, layer in enumerate(reversed(layers)) for app in layer.split("|")}


def app_of(model: Any) -> str:
    """The app's folder; empty for a library's model."""
    package, _, rest = model.__module__.partition(".")
    return rest.split(".")[0] if package == "pilotage" else ""


def own_models() -> list[Any]:
    """Every model of ours, with the tables of many-to-many fields."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        owner = model._meta.auto_created or model
        if app_of(owner):
            found.append(model)
    return found


def relations(model: Any) -> list[Any]:
    """Foreign keys, one-to-ones and many-to-manys that stand on the model itself."""
    return [field for field in model._meta.get_fields() if field.is_relation and getattr(field, "concrete", False)]


def not_down(models: Iterable[Any], floor_of: dict[str, int]) -> list[str]:
    """Keys to a higher floor, or to another app on the same one."""
    found = []
    for model in models:
        here = app_of(model._meta.auto_created or model)
        for field in relations(model):
            there = app_of(field.related_model)
            if there and there != here and floor_of[there] >= floor_of[here]:
                found.append(f"{model.__name__}.{field.name}")
    return found


def test_foreign_keys_point_down() -> None:
    assert not_down(own_models(), floors()) == []


@pytest.mark.parametrize("app", ["billers", "catalogue", "people", "work"])
def test_a_key_that_does_not_point_down_is_found(app: str) -> None:
    floor_of = floors()
    assert not_down(own_models(), floor_of | {app: max(floor_of.values())}) != []


def test_libraries_keys_into_ours_are_none_but_to_the_user() -> None:
    theirs = [model for model in apps.get_models(include_auto_created=True) if model not in own_models()]
    targets = {
        field.related_model.__name__ for model in theirs for field in relations(model) if app_of(field.related_model)
    }
    assert targets <= {"User"}


def biller_owned(models: list[Any]) -> set[Any]:
    """Tables of one biller's data: they point to the biller, or to a table that does, by any number of steps."""
    owned: set[Any] = {Biller}
    while True:
        more = {model for model in models if any(field.related_model in owned for field in relations(model))} - owned
        if not more:
            return owned - {Biller}
        owned |= more


def nullable(table: str) -> dict[str, bool]:
    """Each column of a table in the database, and whether it takes NULL."""
    with connection.cursor() as cursor:
        return {column.name: column.null_ok for column in connection.introspection.get_table_description(cursor, table)}


def without_biller(tables: Iterable[str]) -> list[str]:
    """Tables whose column `biller_id` is missing or takes NULL."""
    return sorted(table for table in tables if nullable(table).get("biller_id", True))


@pytest.mark.django_db
def test_every_biller_owned_table_names_its_biller() -> None:
    owned = biller_owned(own_models())
    assert len(owned) > 15
    assert without_biller(model._meta.db_table for model in owned) == []


def test_every_biller_owned_model_asks_for_a_scope() -> None:
    assert [model.__name__ for model in biller_owned(own_models()) if not issubclass(model, Owned)] == []


@pytest.mark.django_db
def test_a_table_without_its_biller_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE loose (id integer, biller_id integer NULL)")
        cursor.execute("CREATE TABLE looser (id integer)")
        cursor.execute("CREATE TABLE held (id integer, biller_id integer NOT NULL)")
    assert without_biller(["loose", "looser", "held"]) == ["loose", "looser"]
