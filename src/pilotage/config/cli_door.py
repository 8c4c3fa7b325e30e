"""How commands that need the database begin and end: Django is started, and what goes wrong becomes one line and exit 2."""

import json
import os
import sys
from typing import Any, NoReturn

import typer

FOUND, REFUSED = 1, 2


class Door:
    """`with Door(): …` around the work of a command."""

    def __enter__(self) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotage.config.settings")
        import django

        try:
            django.setup()
        except (ValueError, OSError) as problem:
            refuse(f"{why(problem)}.")

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        from django.db import DatabaseError

        from pilotage.core.errors import Refused

        if isinstance(problem, Refused):
            refuse(problem.message)
        if isinstance(problem, DatabaseError):
            refuse(_database_words(str(problem)))
        if isinstance(problem, OSError) and not isinstance(problem, BrokenPipeError):
            refuse(f"{problem.filename or 'The system'}: {why(problem)}.")


def _database_words(told: str) -> str:
    first = told.splitlines()[0].rstrip(".") if told else "no answer"
    is_empty = "no such table" in first or "does not exist" in first
    remedy = "Run `pilotage up` once." if is_empty else "Check DATABASE_URL, and that the database server runs."
    return f"The database can't be used: {first}. {remedy}"


def prepare_tables(*, is_new_only: bool = False) -> None:
    """Tables, and what every installation begins with. With `is_new_only` one that has tables is left as it is."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    if is_new_only and "django_migrations" in connection.introspection.table_names():
        return
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    from pilotage.portfolio.shipping import load_shipped

    load_shipped(now=timezone.now())


def refuse(words: str) -> NoReturn:
    """One line on standard error, exit 2."""
    print(" ".join(words.split()), file=sys.stderr)
    raise typer.Exit(REFUSED)


def why(problem: Exception) -> str:
    """What went wrong, in words without a number of the system's; without a full stop."""
    text = getattr(problem, "strerror", None) or str(problem)
    return " ".join(text.split()).rstrip(".")


def print_json(answer: Any) -> None:
    """The answer as one JSON document."""
    print(json.dumps(answer, indent=2, default=str))
