"""Rows as lines of JSON, and the checksum of a table: the same on SQLite and PostgreSQL, whatever the order of rows."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.db import models
from django.utils.duration import duration_string

CHUNK = 1000
_WIDTH = 2**256


def stored_models(apps: Apps) -> list[type[models.Model]]:
    """Every table that has a model, also those between two tables, by table name."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [found[name] for name in sorted(found)]


def columns(model: type[models.Model]) -> list[Any]:
    """The fields that are columns, in their order."""
    return [column for column in model._meta.concrete_fields if not getattr(column, "generated", False)]


def plain_rows(model: type[models.Model], names: list[str]) -> Iterator[list[Any]]:
    """Every row as values of these columns that JSON can hold, by key; read in pieces."""
    found = model._base_manager.order_by("pk").values_list(*names)
    for row in found.iterator(chunk_size=CHUNK):
        yield [plain(value) for value in row]


def plain(value: Any) -> Any:
    """One value: instants in UTC with microseconds, decimals and keys as text, bytes in base 64."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, timedelta):
        return duration_string(value)
    return value


def line_of(row: list[Any]) -> str:
    """One row as one line; the order of keys inside stored JSON is kept."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


class TableSum:
    """The sum of the SHA-256 of all rows: equal exactly when two tables hold the same rows."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, row: list[Any]) -> None:
        """Count one row in. PostgreSQL forgets the order of keys in stored JSON, so they are sorted here."""
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        self._sum += int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
        self.rows += 1

    @property
    def digest(self) -> str:
        """64 hex digits."""
        return f"{self._sum % _WIDTH:064x}"


def sum_of(rows: Iterable[list[Any]]) -> TableSum:
    """The checksum of these rows."""
    total = TableSum()
    for row in rows:
        total.add(row)
    return total
