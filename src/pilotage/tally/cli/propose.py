"""`tally propose FILE`, `tally layouts OLD NEW`: layouts from samples, and two versions of one."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from pilotage.tally.cli.door import FOUND, print_json
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
