"""Row-level security on PostgreSQL: with the first wall torn down, a biller's person still reads and writes no row of another."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from access.asking import ask
from access.table import ROWS
from access.world import OTHER_NAME, World
from chosen_database import CHOICE
from pilotage.billers.models import Biller, Contact, Owned
from pilotage.core import rls
from pilotage.core.operations.walling import raise_wall
from pilotage.core.scoping import ScopedQuerySet
from pilotage.core.viewer import Viewer, system

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(CHOICE != "postgres", reason="SQLite has the first wall alone"),
]
TABLES = rls.walled_tables(apps.get_models())


@pytest.fixture(autouse=True)
def _for_everybody() -> Iterator[None]:
    yield
    rls.work_for_everybody()


def count(table: str) -> int:
    """Rows of a table as the connection sees them, past every query of the product."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def owners(table: str, column: str) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')
        return {row[0] for row in cursor.fetchall()}


def test_every_table_of_billers_rows_stands_behind_the_wall() -> None:
    owned = {model._meta.db_table for model in apps.get_models() if issubclass(model, Owned | Biller)}
    assert set(TABLES) == owned and len(owned) > 20
    assert raise_wall() == [], "raised already when the tables were made"
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "billers_contact" DISABLE ROW LEVEL SECURITY')
    assert raise_wall() == ["billers_contact"]


def test_a_connection_that_does_not_say_for_whom_sees_nothing(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pilotage.billers', '', true)")
    assert {table: n for table in TABLES if (n := count(table))} == {}


def test_the_product_and_staff_see_all(world: World) -> None:
    for viewer in (system(), world.viewer("pm")):
        rls.work_for(viewer)
        assert count("billers_biller") == 2 and count("work_task") > 100


@pytest.mark.parametrize(("table", "column"), sorted(TABLES.items()))
def test_a_billers_person_sees_rows_of_their_own_biller_alone(world: World, table: str, column: str) -> None:
    everybody = owners(table, column)
    rls.work_for(world.viewer("member"))
    assert owners(table, column) == everybody & {world.things["biller"]["own"]}
    rls.work_for(world.viewer("outsider"))
    assert owners(table, column) == set()


def test_a_billers_person_changes_no_row_of_another(world: World) -> None:
    other = world.things["contact"]["other"]
    rls.work_for(world.viewer("member"))
    assert Contact._plain.filter(pk=other).update(name="Mine now") == 0
    assert Contact._plain.filter(pk=other).delete()[0] == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Contact._plain.filter(pk=world.things["contact"]["own"]).update(biller=world.things["biller"]["other"])
    rls.work_for(system())
    assert Contact._plain.get(pk=other).name != "Mine now"


@pytest.fixture
def no_first_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every scoped query forgets its filter: the mutation that this wall is for."""

    def all_rows(self: ScopedQuerySet, viewer: Viewer) -> ScopedQuerySet:
        return self.everywhere()

    monkeypatch.setattr(ScopedQuerySet, "visible_to", all_rows)


#: Things of a biller; what is shared with all of them, such as runbooks, stands before the wall.
BEHIND = [
    row
    for row in ROWS
    if row.kind != "-" and row.expected["member"][0] in ("200", "302*") and row.expected["member"][1] == "404"
]


@pytest.mark.parametrize("row", BEHIND, ids=lambda row: row.id)
def test_without_the_first_wall_another_billers_thing_is_still_not_there(
    world: World, no_first_wall: None, row
) -> None:
    outcome = ask(world, row.method, row.route, row.kind, "other", "member")
    assert str(outcome) == "404" and OTHER_NAME.encode() not in outcome.content


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.kind == "-" and row.expected["member"] == ("200",)], ids=lambda row: row.id
)
def test_without_the_first_wall_lists_hold_no_word_of_another_biller(world: World, no_first_wall: None, row) -> None:
    assert OTHER_NAME.encode() not in ask(world, row.method, row.route, row.kind, "own", "member").content


def test_without_both_walls_the_same_requests_leak(world: World, no_first_wall: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    leaks = [row.id for row in BEHIND if ask(world, row.method, row.route, row.kind, "other", "member").status != 404]
    assert len(leaks) > 5
