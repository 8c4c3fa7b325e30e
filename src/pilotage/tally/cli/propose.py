"""`tally propose FILE`, `tally rows FILE`, `tally layouts OLD NEW`: layouts from samples, what they make of a file, two versions."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from pilotage.tally.cli.door import FOUND, REFUSED, print_json, say
from pilotage.tally.errors import TallyError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")]


def propose(
    file: Annotated[
        Path, typer.Argument(help="CSV, delimited, fixed width, EBCDIC, records, XLSX, Parquet or JSON lines.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Write the layout to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a layout from a sample, with the confidence of each field. It is a proposal: read it before you use it."""
    from pilotage.tally.layouts.proposing import propose as propose_layout

    made = propose_layout(file)
    if out is not None:
        if out.exists():
            raise TallyError("This file is there already. Name a new one.", place=str(out))
        try:
            out.write_text(made.as_yaml(), encoding="utf-8")
        except OSError as problem:
            if out.is_file():
                out.unlink()  # it was not there before, and would be in the way of the next try
            raise TallyError(
                f"{problem.strerror or problem}. Name a file that can be written.", place=str(out)
            ) from None
    if as_json:
        print_json(made.as_json())
    elif out is None:
        print(made.as_yaml(), end="")
    else:
        doubtful = [one.name for one in made.fields if one.confidence < 80]
        print(
            f"{out}: {len(made.fields)} fields; {made.rows:,} of {made.rows + made.rejected:,} rows of the sample are read."
        )
        if doubtful:
            print(f"Look at: {', '.join(doubtful)}.")


def rows(
    file: Annotated[
        Path, typer.Argument(help="CSV, delimited, fixed width, EBCDIC, records, XLSX, Parquet or JSON lines.")
    ],
    layout: Annotated[
        Path | None, typer.Option("--layout", help="How the file is built; proposed, without one.")
    ] = None,
    most: Annotated[int, typer.Option("--rows", min=1, max=1000, help="So many rows are shown.")] = 20,
    key: Annotated[
        list[str] | None, typer.Option("--key", help="A column that tells rows apart; may be repeated.")
    ] = None,
    bank_accounts: Annotated[
        list[str] | None, typer.Option("--bank-accounts", help="A column that may hold bank accounts; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the first rows of a file as its layout reads them, and what is refused.

    Exit 0: all rows are read; 1: some are refused; 2: it cannot be read, or it holds what is forbidden.
    """
    from pilotage.tally.layouts.trying import try_layout

    made = try_layout(file, layout, most, key=tuple(key or ()), bank_accounts=tuple(bank_accounts or ()))
    if made["forbidden"]:
        made |= {"rows": [], "lines": [], "refused": []}
    if as_json:
        print_json(made)
    else:
        for line, cells in zip(made["lines"], made["rows"], strict=True):
            told = ", ".join(f"{name} “{text}”" for name, text in zip(made["columns"], cells, strict=True))
            print(f"line {line:,}: {told}")
        for one in made["refused"]:
            print(f"line {one['line']:,} is refused ({one['code']}): {one['raw']}")
        print(f"{made['read']:,} rows are read, {made['refused_rows']:,} refused.")
    if made["forbidden"]:
        one = made["forbidden"][0]
        say(f"{file}, line {one['row']}, {one['column']}: {one['masked']} {one['reason']} {one['remedy']}")
        raise typer.Exit(REFUSED)
    if made["refused_rows"]:
        raise typer.Exit(FOUND)


def layouts(
    old: Annotated[Path, typer.Argument(help="The layout as it was.")],
    new: Annotated[Path, typer.Argument(help="The layout as it is now.")],
    as_json: AsJson = False,
) -> None:
    """Compare two versions of a layout. Exit 0: the same; 1: they differ, each change with whether it breaks old files."""
    from pilotage.tally.layouts import load_layout
    from pilotage.tally.layouts.comparing import compare_layouts

    changes = compare_layouts(load_layout(old), load_layout(new))
    if as_json:
        print_json(
            {
                "changes": [dataclasses.asdict(one) for one in changes],
                "breaking": sum(one.is_breaking for one in changes),
            }
        )
    else:
        for one in changes:
            print(one)
        if not changes:
            print("Both layouts say the same.")
    if changes:
        raise typer.Exit(FOUND)
