"""`migrate`, which makes the tables of an empty database at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from pilotage.core.operations.new_tables import is_empty, make_tables


class Command(migrate.Command):
    """Django's, with a short way for a database without a table. Whoever asks for a certain migration gets Django's way."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables, or carry them on; what runs after either is the same."""
        asked_for = [name for name in ("app_label", "fake", "plan", "check_unapplied") if options.get(name)]
        connection = connections[options["database"]]
        if not asked_for and is_empty(connection):
            make_tables(connection)
        super().handle(*args, **options)
