"""Raises the second wall after each change of tables: a policy on every table of billers' own rows."""

from typing import Any

from django.apps import apps
from django.db import connections

from pilotage.core.rls import VARIABLE, walled_tables

POLICY = "biller_wall"


def raise_wall(using: str = "default", **_: Any) -> list[str]:
    """Puts the policy on every biller's table that lacks it, also for the tables' owner. Returns which. PostgreSQL only."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return []
    raised = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity"
            " AND pg_table_is_visible(c.oid) AND EXISTS"
            " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s)",
            [POLICY],
        )
        standing = {row[0] for row in cursor.fetchall()}
        present = set(connection.introspection.table_names(cursor))
        for table, column in sorted(walled_tables(apps.get_models()).items()):
            if table in present - standing:
                _wall(cursor, table, column)
                raised.append(table)
    return raised


def _wall(cursor: Any, table: str, column: str) -> None:
    asked = f"(SELECT current_setting('{VARIABLE}', true))"
    sees = f"{asked} = '*' OR \"{column}\" = ANY (string_to_array(NULLIF({asked}, '*'), ',')::uuid[])"
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    cursor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
    cursor.execute(f'CREATE POLICY {POLICY} ON "{table}" USING ({sees}) WITH CHECK ({sees})')
