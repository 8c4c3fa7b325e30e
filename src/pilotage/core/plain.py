"""Field values as plain JSON values, for the audit trail."""

import uuid
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models

HIDDEN = frozenset({"password", "token_hash", "secret"})


def plain_value(value: Any) -> Any:
    """One value as JSON can hold it; bytes are never kept."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return "(hidden)"
    if isinstance(value, frozenset | set):
        return sorted(str(item) for item in value)
    return value


def plain_values(row: models.Model) -> dict[str, Any]:
    """Every column of a row but its key and secrets, by column name."""
    return {
        column.attname: "(hidden)" if column.attname in HIDDEN else plain_value(getattr(row, column.attname))
        for column in row._meta.concrete_fields
        if not column.primary_key
    }
