"""`tally reconcile`: payments, deposits and the bank's lines, to the cent."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pilotage.tally.cli.door import FOUND, print_json
from pilotage.tally.errors import TallyError


def reconcile(
    payments: Annotated[Path, typer.Option("--payments", help="The platform's payments.")],
    deposits: Annotated[
        Path | None, typer.Option("--deposits", help="Deposits, or the bank's lines where they are all there is.")
    ] = None,
    bank: Annotated[Path | None, typer.Option("--bank", help="The bank's lines.")] = None,
    spec: Annotated[Path | None, typer.Option("--spec", help="YAML or JSON; see docs/howto/reconciliation.md.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Match payments to deposits and to the bank. Exit 0: all agree; 1: something is open; 2: it cannot run."""
    from pilotage.tally.matching.runs import reconcile as run
    from pilotage.tally.matching.spec import load_spec

    if deposits is None:
        raise TallyError("Name the deposits with --deposits.")
    files = {"payments": payments, "deposits": deposits, **({"bank": bank} if bank else {})}
    answer = run(files, load_spec(spec))
    if as_json:
        print_json(answer)
    else:
        _print_table(answer)
    if not answer["agrees"]:
        raise typer.Exit(FOUND)


def _print_table(answer: dict[str, Any]) -> None:
    from pilotage.tally.intake.money import shown

    for side, states in answer["states"].items():
        total = answer["totals"][side]
        print(f"{side}: {total['rows']:,} rows, {shown(total['amount'], answer['scale'])} {answer['currency']}")
        for state, cell in states.items():
            if cell["rows"]:
                print(f"  {state:<10} {cell['rows']:>10,} {shown(cell['amount'], answer['scale']):>20}")
    for one in [*answer["matches"], *answer["unmatched"]]:
        if one["state"] in ("exception", "ambiguous", "suggested"):
            name = one.get("id") or f"{', '.join(one['left'][:3])} / {', '.join(one['right'][:3])}"
            residual = one.get("equation", {}).get("residual")
            told = f", residual {shown(residual, answer['scale'])}" if residual else ""
            told += "".join(_told(explained) for explained in one.get("explanations", []))
            print(f"{one['state']}: {name}: {one['reason'].replace('_', ' ')}{told}")


def _told(explained: dict[str, Any]) -> str:
    ids = explained.get("ids") or [[f"row {row}" for row in explained.get("rows", [])]]
    return f"; {explained['how'].replace('_', ' ')}: {' or '.join(', '.join(one) for one in ids)}"
