"""`pilotage backup FILE`, `pilotage restore FILE`, `pilotage doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from pilotage.config.cli_door import FOUND, Door, print_json, refuse

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def backup(
    file: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")], as_json: AsJson = False
) -> None:
    """Save database and stored files in one archive, also while Pilotage is in use."""
    with Door():
        from django.utils import timezone

        from pilotage.core.operations.backups import back_up

        if not file.parent.is_dir():
            refuse(f"There is no folder {file.parent}.")
        answer = back_up(target=file, now=timezone.now())
    if as_json:
        print_json(answer)
    else:
        print(f"{answer['rows']} rows of {answer['tables']} tables and {answer['files']} files are in {file}.")


def restore(
    file: Annotated[Path, typer.Argument(help="An archive made by `pilotage backup`.")], as_json: AsJson = False
) -> None:
    """Bring an archive into an empty installation (PILOTAGE_HOME, DATABASE_URL). Checksums are compared first."""
    with Door():
        from pilotage.core.operations.backups import restore as bring_back

        if not file.is_file():
            refuse(f"There is no file {file}.")
        answer = bring_back(source=file)
    if as_json:
        print_json(answer)
    else:
        print(f"{answer['rows']} rows of {answer['tables']} tables and {answer['files']} files are restored.")


def doctor(as_json: AsJson = False) -> None:
    """Look the installation over. Exit 1 when something needs attention."""
    with Door():
        from django.utils import timezone

        from pilotage.core.doctor import answer, look_over

        found = answer(look_over(now=timezone.now()))
    if as_json:
        print_json(found)
    else:
        for one in found["findings"]:
            print(f"{one['state']:<5} {one['check']:<12} {one['seen']} {one['remedy']}".rstrip())
    if not found["healthy"]:
        raise typer.Exit(FOUND)
