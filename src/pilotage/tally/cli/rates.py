"""`tally rates`: charges recomputed from their tariff."""

from pathlib import Path
from typing import Annotated

import typer

from pilotage.tally.cli.door import FOUND, print_json
from pilotage.tally.cli.looking import refuse_cards


def rates(
    charges: Annotated[
        Path, typer.Option("--charges", help="Billed charges with tariff, service dates, usage and amount.")
    ],
    spec: Annotated[Path, typer.Option("--spec", help="The tariffs as YAML or JSON; see docs/howto/rates.md.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Recompute each charge and compare. Exit 0: all agree; 1: some differ, each with its line of the tariff; 2: it cannot run."""
    from pilotage.tally.intake.money import shown
    from pilotage.tally.rates.runs import check_rates
    from pilotage.tally.rates.tariffs import load_spec

    told = load_spec(spec)
    refuse_cards([charges], as_json=as_json)
    answer = check_rates(charges, told)
    if as_json:
        print_json(answer)
    else:
        scale = answer["scale"]
        print(", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in answer["states"].items()))
        for cause, count in answer["causes"].items():
            print(f"  {count:,} × {cause}")
        for one in answer["findings"]:
            computed = f", worked out {shown(one['computed'], scale)}" if "computed" in one else ": no tariff holds"
            why = "; ".join([*one.get("lines_that_differ", []), *one.get("explained_by", [])])
            print(
                f"row {one['row']} {one['account']} {one['tariff']}: billed {shown(one['billed'], scale)}{computed}. {why}"
            )
    if not answer["agrees"]:
        raise typer.Exit(FOUND)
