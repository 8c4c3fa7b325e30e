"""Makes the tables of an empty database, at once or by migrations, and prints everything that the database says of them (JSON).

`python -m core.describing_tables once|steps`, with DATABASE_URL and PILOTAGE_HOME in the environment.
"""

import json
import os
import re
import sys
from typing import Any

POSTGRES = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length, "
    "numeric_precision, is_identity, collation_name FROM information_schema.columns WHERE table_schema = 'public'",
    "rules": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "walls": "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies",
    "triggers": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def make(way: str) -> dict[str, list[Any]]:
    """The tables, and what is known of them, each list sorted."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if way == "steps":
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        found = _of_postgres(cursor) if connection.vendor == "postgresql" else _of_sqlite(cursor)
        found["migrations"] = _rows(cursor, "SELECT app, name FROM django_migrations")
    return {what: sorted(map(list, rows), key=str) for what, rows in found.items()}


def _of_postgres(cursor: Any) -> dict[str, Any]:
    return {what: _rows(cursor, question) for what, question in POSTGRES.items()}


def _of_sqlite(cursor: Any) -> dict[str, Any]:
    made = _rows(cursor, "SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    others = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    found: dict[str, Any] = {"indexes": _rows(cursor, others), "columns": [], "rules": []}
    for name, sql in made:
        found["columns"] += [(name, *column[1:]) for column in _rows(cursor, f'PRAGMA table_xinfo("{name}")')]
        found["rules"] += [(name, *key[2:]) for key in _rows(cursor, f'PRAGMA foreign_key_list("{name}")')]
        found["rules"] += [(name, part) for part in _parts(sql)]
    return found


def _parts(sql: str) -> list[str]:
    """What stands between the outermost brackets of a table's statement, cut at its commas."""
    inside = sql[sql.index("(") + 1 : sql.rindex(")")]
    parts, depth, begun = [], 0, 0
    for at, sign in enumerate(inside):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(inside[begun:at])
            begun = at + 1
    return [re.sub(r"\s+", " ", part).strip() for part in [*parts, inside[begun:]]]


def _rows(cursor: Any, question: str) -> list[Any]:
    cursor.execute(question)
    return list(cursor.fetchall())


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "pilotage.config.settings"
    print(json.dumps(make(sys.argv[1]), default=str))
