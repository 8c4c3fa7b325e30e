"""`tally forbidden FILE…`: card and bank account numbers in files, located and masked."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from pilotage.tally.cli.door import FOUND, print_json
from pilotage.tally.errors import TallyError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")]


def forbidden(
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX, text, XML, JSON or archives of them.")],
    as_json: AsJson = False,
    bank_accounts: Annotated[
        list[str] | None, typer.Option("--bank-accounts", help="A column that may hold bank accounts; may be repeated.")
    ] = None,
) -> None:
    """Look for card numbers, and for bank accounts outside of the columns that may hold them.

    Exit 0: none; 1: some, each with its place; 2: a file can't be read. Nothing is written.
    """
    from pilotage.tally.forbidden import scan_bank_accounts, scan_upload
    from pilotage.tally.tables import TableUnreadable

    answer = []
    for file in files:
        try:
            with file.open("rb") as stream:
                if not stream.read(1):
                    raise TallyError("The file is empty. Ask its sender for it again.", place=str(file))
                found = scan_upload(stream, file.name)
                stream.seek(0)
                found += scan_bank_accounts(stream, file.name, allowed=bank_accounts or ())
        except TableUnreadable as problem:
            raise TallyError(str(problem), place=str(file)) from problem
        except OSError as problem:
            raise TallyError(f"{problem.strerror}. Name a file that can be read.", place=str(file)) from problem
        answer.append({"file": str(file), "forbidden": [dataclasses.asdict(one) for one in found]})
        if not as_json:
            for one in found:
                print(f"{file}: {one}")
            if not found:
                print(f"{file}: nothing forbidden")
    if as_json:
        print_json({"files": answer, "found": sum(len(one["forbidden"]) for one in answer)})
    if any(one["forbidden"] for one in answer):
        raise typer.Exit(FOUND)
