"""A query that Django puts into SQL once: for pages asked so often that building the SQL costs more than running it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

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
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = [list(row) for row in cursor.fetchall()]
        for place, (convert, expression) in converters.items():
            for row in found:
                for one in convert:
                    row[place] = one(row[place], expression, connection)
        return found

    def _prepare(self) -> tuple[str, list[Any], list[int], dict[int, Any]]:
        marks = [uuid.uuid4() for _ in range(self.size)]
        compiler = self.build(marks).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        places = [list(values).index(_stored(mark)) for mark in marks]
        converters = compiler.get_converters([selected[0] for selected in compiler.select])
        found = self.kept[connection.vendor] = sql, list(values), places, converters
        return found


def _stored(key: uuid.UUID) -> Any:
    return key if connection.features.has_native_uuid_field else key.hex
