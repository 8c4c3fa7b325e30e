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
            refuse(str(problem))

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        from django.db import DatabaseError

        from pilotage.core.errors import Refused

        if isinstance(problem, Refused):
            refuse(problem.message)
        if isinstance(problem, DatabaseError):
            refuse(f"The database can't be used: {str(problem).splitlines()[0]}. Run `pilotage up` once.")


def refuse(words: str) -> NoReturn:
    """One line on standard error, exit 2."""
    print(" ".join(words.split()), file=sys.stderr)
    raise typer.Exit(REFUSED)


def print_json(answer: Any) -> None:
    """The answer as one JSON document."""
    print(json.dumps(answer, indent=2, default=str))
