"""Stores many rows given as values that the database takes as they are: a prepared statement on SQLite, arrays or COPY on PostgreSQL."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from pilotage.core.rls import walled_tables

Row = tuple[Any, ...]
WORTH_A_COPY = 50


def stored_fields(model: type[models.Model]) -> list[Any]:
    """The columns that a new row gives: all but a key that the database makes itself."""
    own = model._meta.auto_field
    return [field for field in model._meta.local_concrete_fields if field is not own]


def values_of(fields: Sequence[Any], row: models.Model, connection: Any) -> Row:
    """A row's values in these columns, as the database takes them."""
    return tuple([field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields])


def insert_values(model: type[models.Model], fields: Sequence[Any], rows: Sequence[Row]) -> None:
    """Inserts rows of values for `fields`. Inside the caller's transaction."""
    if not rows:
        return
    connection = connections[DEFAULT_DB_ALIAS]  # the object itself: its proxy costs as much as the work
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(fields))})", rows)
        elif len(rows) < WORTH_A_COPY or walled_tables([model]):  # COPY may not enter a table behind the wall
            arrays = _arrays(fields, connection)
            cursor.execute(f"INSERT INTO {into} SELECT * FROM UNNEST({arrays})", _columns(rows))
        else:
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)


def update_values(model: type[models.Model], fields: Sequence[Any], rows: Sequence[Row], *, seen: str = "") -> int:
    """Sets `fields` of rows; returns how many rows there were. A row of values ends with its key.

    With `seen`, the name of a column, what that column held follows the key, and a row that holds something else stays.
    """
    key: Any = model._meta.pk
    asked = [key, model._meta.get_field(seen)] if seen else [key]
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        return sum(_update_at_once(model, fields, asked, some, connection) for some in _apart(rows, len(fields)))
    quote = connection.ops.quote_name
    settings = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    conditions = " AND ".join(f"{quote(field.column)} = %s" for field in asked)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {conditions}", rows)
        return int(cursor.rowcount)


def _update_at_once(
    model: type[models.Model], fields: Sequence[Any], asked: Sequence[Any], rows: Sequence[Row], connection: Any
) -> int:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    settings = ", ".join(f"{quote(field.column)} = given.c{place}" for place, field in enumerate(fields))
    conditions = " AND ".join(
        f"{table}.{quote(field.column)} = given.c{place}" for place, field in enumerate(asked, len(fields))
    )
    names = ", ".join(f"c{place}" for place in range(len(fields) + len(asked)))
    arrays = _arrays([*fields, *asked], connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {settings} FROM UNNEST({arrays}) AS given ({names}) WHERE {conditions}", _columns(rows)
        )
        return int(cursor.rowcount)


def _arrays(fields: Sequence[Any], connection: Any) -> str:
    """A typed array for each column. Lengths are left out: a cast would cut what is too long, the column refuses it."""
    return ", ".join(f"%s::{_plain_type(field, connection)}[]" for field in fields)


def _plain_type(field: Any, connection: Any) -> str:
    kind: str = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    before, _, rest = kind.partition("(")
    return before + rest.partition(")")[2]


def _columns(rows: Sequence[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _apart(rows: Sequence[Row], place: int) -> Iterator[list[Row]]:
    """Rows in portions in which no key comes twice, in their order: one statement changes a row once only."""
    portion: dict[Any, Row] = {}
    for row in rows:
        if row[place] in portion:
            yield list(portion.values())
            portion = {}
        portion[row[place]] = row
    if portion:
        yield list(portion.values())
