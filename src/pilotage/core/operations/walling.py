"""Raises the second wall after each change of tables: a policy on every table of billers' own rows."""

from typing import Any

from django.apps import apps
from django.db import connections

from pilotage.core.rls import POLICY, VARIABLE, walled_tables, without_wall


def raise_wall(using: str = "default", **_: Any) -> list[str]:
    """Puts the policy on every biller's table that lacks it, also for the tables' owner. Returns which. PostgreSQL only."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return []
    columns, lacking = walled_tables(apps.get_models()), without_wall(using)
    with connection.cursor() as cursor:
        for table in lacking:
            _wall(cursor, table, columns[table])
    return lacking


def _wall(cursor: Any, table: str, column: str) -> None:
    asked = f"(SELECT current_setting('{VARIABLE}', true))"
    sees = f"{asked} = '*' OR \"{column}\" = ANY (string_to_array(NULLIF({asked}, '*'), ',')::uuid[])"
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    cursor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
    cursor.execute(f'CREATE POLICY {POLICY} ON "{table}" USING ({sees}) WITH CHECK ({sees})')
