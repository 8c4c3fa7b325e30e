"""`pilotage import portfolio FILE…`: a portfolio from the command line, all or nothing."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pilotage.config.cli_door import REFUSED, Door, prepare_tables, print_json

app = typer.Typer(help="Bring data in from files.")


@app.callback()
def brings() -> None:
    """Bring data in from files."""


@app.command()
def portfolio(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="CSV or XLSX: billers, contacts, integrations, phases, projects …"),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and count; change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Import billers and what hangs on them. With any error nothing is changed; the same files again change nothing."""
    with Door():
        from django.utils import timezone

        from pilotage.core.viewer import system
        from pilotage.portfolio.operations import import_files

        prepare_tables(is_new_only=True)
        answer = import_files(files, dry_run=dry_run, by=system("command"), now=timezone.now())
    if answer["errors"]:
        _say_errors(answer, as_json)
        raise typer.Exit(REFUSED)
    if as_json:
        print_json({key: answer[key] for key in ("created", "updated", "unchanged", "errors")})
    else:
        would = "would be " if dry_run else ""
        print(
            f"{answer['created']} {would}created, {answer['updated']} {would}updated, {answer['unchanged']} unchanged."
        )


def _say_errors(answer: dict[str, Any], as_json: bool) -> None:
    """One line for people; for programs every bad row as JSON. A file that can't be opened has no rows, so nothing else is said."""
    if as_json and any(one["row"] for one in answer["errors"]):
        print_json({key: answer[key] for key in ("created", "updated", "unchanged", "errors")})
    first = answer["errors"][0]
    place = ", ".join(
        str(part) for part in (first["file"], f"row {first['row']}" if first["row"] else None, first["column"]) if part
    )
    more = f" ({answer['errors_total'] - 1} more)" if answer["errors_total"] > 1 else ""
    print(f"Nothing was imported. {place}: {first['reason']} {first['remedy']}{more}".strip(), file=sys.stderr)
