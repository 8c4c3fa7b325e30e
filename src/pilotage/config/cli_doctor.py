"""`pilotage doctor`: looks the installation over."""

from typing import Annotated

import typer

from pilotage.config.cli_door import FOUND, Door, print_json


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Look the installation over. Exit 1 when something needs attention."""
    with Door():
        from django.utils import timezone

        from pilotage.core.doctor import answer, look_over

        found = answer(look_over(now=timezone.now()))
    if as_json:
        print_json(found)
    else:
        for one in found["findings"]:
            print(f"{one['state']:<5} {one['check']:<13} {one['seen']} {one['remedy']}".rstrip())
    if not found["healthy"]:
        raise typer.Exit(FOUND)
