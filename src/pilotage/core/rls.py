"""The second wall, on PostgreSQL: row-level security beneath the scoped queries, so that a forgotten filter leaks nothing.

Every connection says for which billers it works: `*` for the product itself and provider staff, else the keys of the person's own
billers. A connection that says nothing sees no row of any biller. SQLite has the first wall alone.
"""

import threading
from typing import Any

from django.apps import apps
from django.db import connection, connections
from django.http import HttpRequest

from pilotage.core.scoping import ScopedQuerySet
from pilotage.core.viewer import Viewer

VARIABLE = "pilotage.billers"
POLICY = "biller_wall"
EVERYBODY = "*"
_asked = threading.local()


def scope() -> str:
    """For whom this thread works now: `*`, or keys of billers with commas between."""
    return str(getattr(_asked, "scope", EVERYBODY))


def work_for(viewer: Viewer) -> None:
    """From now on this thread's connection sees what the viewer may see."""
    _work_for(EVERYBODY if viewer.is_provider else ",".join(sorted(str(key) for key in viewer.biller_ids)))


def work_for_everybody(**_: Any) -> None:
    """The product itself: at the start of each request, before it is known who asks."""
    _work_for(EVERYBODY)


def _work_for(wanted: str) -> None:
    if wanted != scope():
        _asked.scope = wanted
        if connection.vendor == "postgresql" and connection.connection is not None:
            tell(connection)


def tell(connection: Any, **_: Any) -> None:
    """Tell a connection for whom it works; also called for each new one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [VARIABLE, scope()])


def walled_tables(models: Any) -> dict[str, str]:
    """Tables of billers' own rows with the column that names the biller, of these models."""
    found = {}
    for model in models:
        rows = model._default_manager.get_queryset()
        if isinstance(rows, ScopedQuerySet) and model._meta.managed and not model._meta.proxy:
            name = model._meta.pk.column if rows.scope_field == "pk" else model._meta.get_field("biller").column
            found[model._meta.db_table] = name
    return found


def without_wall(using: str) -> list[str]:
    """PostgreSQL: tables of billers' own rows that lack the policy, or don't hold their owner to it."""
    other = connections[using]
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity"
            " AND pg_table_is_visible(c.oid) AND EXISTS"
            " (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s)",
            [POLICY],
        )
        standing = {row[0] for row in cursor.fetchall()}
        present = set(other.introspection.table_names(cursor))
    return sorted((set(walled_tables(apps.get_models())) & present) - standing)


def wall_middleware(get_response: Any) -> Any:
    """After the viewer is known: a biller's person works behind the wall. The API does the same with its token."""

    def middleware(request: HttpRequest) -> Any:
        if request.user.is_authenticated:
            work_for(request.viewer)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
