"""`pilotage demo`: made-up billers with their projects, for load tests."""

from typing import Annotated

import typer

from pilotage.config.cli_door import Door, prepare_tables, print_json


def demo(
    billers: Annotated[int, typer.Option(min=1, max=100_000, help="How many billers.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Add made-up billers, each with an integration, a phase and a project."""
    with Door():
        from django.utils import timezone

        from pilotage.portfolio.demo import make_demo

        prepare_tables()
        answer = make_demo(billers=billers, now=timezone.now())
    if as_json:
        print_json(answer)
    else:
        print(f"{answer['billers']} billers, {answer['projects']} projects, {answer['tasks']} tasks added.")
