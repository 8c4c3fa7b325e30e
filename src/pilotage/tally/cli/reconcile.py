"""`tally reconcile`: payments, deposits and the bank's lines, to the cent."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pilotage.tally.cli.door import FOUND, print_json
from pilotage.tally.cli.looking import refuse_cards
from pilotage.tally.errors import TallyError


def reconcile(
    payments: Annotated[Path, typer.Option("--payments", help="The platform's payments.")],
    deposits: Annotated[
        Path | None, typer.Option("--deposits", help="Deposits, or the bank's lines where they are all there is.")
    ] = None,
    bank: Annotated[Path | None, typer.Option("--bank", help="The bank's lines.")] = None,
    posted: Annotated[Path | None, typer.Option("--posted", help="What the biller's books posted.")] = None,
    invoices: Annotated[
        Path | None, typer.Option("--invoices", help="Open invoices, to allocate the payments to.")
    ] = None,
    spec: Annotated[Path | None, typer.Option("--spec", help="YAML or JSON; see docs/howto/reconciliation.md.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder for report.html and result.json; made if need be.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Match payments to deposits and to the bank. Exit 0: all agree; 1: something is open; 2: it cannot run."""
    from pilotage.tally.intake.workspace import check_folder
    from pilotage.tally.matching.runs import reconcile as run
    from pilotage.tally.matching.spec import load_spec

    given = {"payments": payments, "deposits": deposits, "bank": bank, "posted": posted, "invoices": invoices}
    files = _named({name: path for name, path in given.items() if path is not None})
    told = load_spec(spec)
    if out is not None:
        check_folder(out)
    tables = [
        path for name, path in files.items() if name not in told.sides or told.sides[name].format in ("csv", "xlsx")
    ]
    refuse_cards(tables, as_json=as_json)
    answer = run(files, told)
    if out is not None:
        from pilotage.tally.reports import write_settlement

        write_settlement(out, answer)
    if as_json:
        print_json(answer)
    else:
        _print_table(answer)
    if not answer["agrees"]:
        raise typer.Exit(FOUND)


def _named(files: dict[str, Path]) -> dict[str, Path]:
    """The files, where something can be done with them."""
    if not {"deposits", "posted", "invoices"} & files.keys():
        raise TallyError(
            "Nothing to reconcile with. Name the deposits with --deposits, or the posted payments with --posted."
        )
    if "bank" in files and "deposits" not in files:
        raise TallyError(
            "The bank's lines are matched with deposits. Name them with --deposits, or give the bank's lines as deposits."
        )
    return files


def _print_table(answer: dict[str, Any]) -> None:
    from pilotage.tally.intake.money import shown

    for side, states in answer["states"].items():
        total = answer["totals"][side]
        print(f"{side}: {total['rows']:,} rows, {shown(total['amount'], answer['scale'])} {answer['currency']}")
        for state, cell in states.items():
            if cell["rows"]:
                print(f"  {state:<10} {cell['rows']:>10,} {shown(cell['amount'], answer['scale']):>20}")
    for one in answer.get("posting", {}).get("findings", []):
        amounts = f"paid {shown(one['paid'], answer['scale'])}, posted {shown(one['posted'], answer['scale'])}"
        print(f"posting: {one['id']}: {one['reason'].replace('_', ' ')}, {amounts}")
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
