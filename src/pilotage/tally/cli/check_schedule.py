"""`tally check-schedule`: AutoPay draws, notices, daily files and reports against their plan."""

from pathlib import Path
from typing import Annotated

import typer

from pilotage.tally.cli.door import FOUND, print_json
from pilotage.tally.cli.looking import refuse_cards

_Path = Path | None


def check_schedule(
    bills: Annotated[_Path, typer.Option("--bills", help="Bills with due date and amount.")] = None,
    draws: Annotated[_Path, typer.Option("--draws", help="AutoPay draws.")] = None,
    notices: Annotated[_Path, typer.Option("--notices", help="Notices that went out.")] = None,
    arrivals: Annotated[_Path, typer.Option("--arrivals", help="Files that came, with their time and rows.")] = None,
    reports: Annotated[
        _Path, typer.Option("--reports", help="When reports were shown and how new their data were.")
    ] = None,
    spec: Annotated[_Path, typer.Option("--spec", help="YAML or JSON; see docs/howto/schedules.md.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check what happened against its plan. Exit 0: as planned; 1: findings; 2: it cannot run."""
    from pilotage.tally.schedules.runs import check_schedule as run
    from pilotage.tally.schedules.spec import load_spec

    given = {"bills": bills, "draws": draws, "notices": notices, "arrivals": arrivals, "reports": reports}
    told = load_spec(spec)
    refuse_cards(given.values(), as_json=as_json)
    answer = run({name: path for name, path in given.items() if path is not None}, told)
    if as_json:
        print_json(answer)
    else:
        for name, check in answer["checks"].items():
            states = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in check["states"].items())
            print(f"{name}: {states or 'nothing planned'}")
            for one in check["findings"]:
                print("  " + ", ".join(f"{key} {value}" for key, value in one.items() if value != ""))
    if not answer["agrees"]:
        raise typer.Exit(FOUND)
