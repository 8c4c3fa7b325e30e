"""`pilotage level`: the shortest schedule of a project file under limited resources. Starts without Django."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pilotage.planner.errors import PlanError
from pilotage.planner.levelling.level import level as levelled
from pilotage.planner.levelling.psplib import read_instance


def level(
    file: Annotated[Path, typer.Argument(help="A project in the .sm (single mode) or .rcp form.")],
    seconds: Annotated[float, typer.Option(min=0.05, max=86_400, help="How long to search.")] = 10.0,
    seed: Annotated[int, typer.Option(help="Where the search begins.")] = 1,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Priority rules alone, as without the solver.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """The shortest schedule found under the resource limits, and a length that none can beat."""
    try:
        found = levelled(read_instance(file), seconds=seconds, seed=seed, with_solver=not rules_only)
    except PlanError as refused:
        print(" ".join(str(refused).split()), file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
        return
    print(f"Makespan {found.makespan}, none is below {found.lower_bound} ({found.method}).")
    print("Proved the shortest." if found.proved_optimal else "Not proved the shortest: give it more --seconds.")
    for name, start in found.starts.items():
        print(f"{name:>6} starts on day {start}")
