"""Queries that Django puts into SQL once: for pages asked so often that building the SQL costs more than running it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


class RowsByKey:
    """Rows of some keys, at most `size` at a time, in no order. `build` makes the `values_list` query for keys.

    The SQL is kept for each database; fewer keys are filled up with the last one. What the viewer may see is decided when the
    keys are found.
    """

    def __init__(self, build: Callable[[list[uuid.UUID]], QuerySet[Any]], size: int) -> None:
        self.build, self.size = build, size
        self.kept: dict[str, tuple[str, list[Any], list[int], dict[int, Any]]] = {}

    def rows(self, keys: Sequence[uuid.UUID]) -> list[list[Any]]:
        """One list of values for each row."""
        if not keys:
            return []
        if len(keys) > self.size:
            raise ValueError(f"{len(keys)} keys, and the query is made for {self.size}.")
        sql, values, places, converters = self.kept.get(connection.vendor) or self._prepare()
        values = values.copy()
        for place, key in zip(places, [*keys, *[keys[-1]] * (self.size - len(keys))], strict=True):
            values[place] = _stored(key)
        return _run(sql, values, converters)

    def _prepare(self) -> tuple[str, list[Any], list[int], dict[int, Any]]:
        marks = [uuid.uuid4() for _ in range(self.size)]
        sql, values, converters = _compiled(self.build(marks))
        places = [values.index(_stored(mark)) for mark in marks]
        found = self.kept[connection.vendor] = sql, values, places, converters
        return found


class SameList:
    """What a list finds, for a paginator: its number, and slices of it as plain values by name.

    The SQL is kept by `key`, which must hold all that `build` depends on: who may see what, each filter with its value, the order.
    """

    KEPT_AT_MOST = 1000
    kept: ClassVar[dict[Hashable, tuple[str, list[Any], dict[int, Any]]]] = {}
    ordered = True

    def __init__(self, key: Hashable, build: Callable[[], QuerySet[Any]], names: tuple[str, ...]) -> None:
        self.key, self.build, self.names = key, build, names

    def count(self) -> int:
        """How many rows are found."""
        sql, values, _converters = self._sql(None, lambda: self.build().order_by().values_list("pk"))
        return int(_run(f"SELECT COUNT(*) FROM ({sql}) found", values, {})[0][0]) if sql else 0

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        """Rows from `part.start` to before `part.stop`."""
        asked = self._sql((part.start, part.stop), lambda: self.build().values_list(*self.names)[part])
        return [dict(zip(self.names, row, strict=True)) for row in _run(*asked)]

    def _sql(self, part: Hashable, build: Callable[[], QuerySet[Any]]) -> tuple[str, list[Any], dict[int, Any]]:
        key = (connection.vendor, self.key, self.names, part)
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= self.KEPT_AT_MOST:
                self.kept.clear()
            found = self.kept[key] = _compiled(build())
        return found


def _compiled(found: QuerySet[Any]) -> tuple[str, list[Any], dict[int, Any]]:
    check = getattr(found, "_check", None)
    if check:
        check()  # a query without a scope is refused here as it would be when run
    compiler = found.query.get_compiler(connection=connection)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:  # what is asked can't be true of any row
        return "", [], {}
    return sql, list(values), compiler.get_converters([selected[0] for selected in compiler.select])


def _run(sql: str, values: list[Any], converters: dict[int, Any]) -> list[list[Any]]:
    if not sql:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and not connection.queries_logged:
            _planned_once(cursor)
        cursor.execute(sql, values)
        found = [list(row) for row in cursor.fetchall()]
    for place, (convert, expression) in converters.items():
        for row in found:
            for one in convert:
                row[place] = one(row[place], expression, connection)
    return found


def _planned_once(cursor: Any) -> None:
    """Values apart from the SQL, so that PostgreSQL keeps its plan for the connection: Django writes them into it by default.

    Not while queries are logged: a planned one has no text to show.
    """
    from psycopg import Cursor

    cursor.cursor.close()
    cursor.cursor = Cursor(connection.connection)


def _stored(key: uuid.UUID) -> Any:
    return key if connection.features.has_native_uuid_field else key.hex
