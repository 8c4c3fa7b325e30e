"""`tally map FILE --spec SPEC`: what a mapping makes of a file's own rows, before and after."""

from pathlib import Path
from typing import Annotated

import typer

from pilotage.tally.cli.door import FOUND, print_json
from pilotage.tally.errors import TallyError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")]


def show_mapping(
    file: Annotated[Path, typer.Argument(help="A file of one side.")],
    spec: Annotated[Path, typer.Option("--spec", help="The spec of the comparison.")],
    side: Annotated[str, typer.Option("--side", help="left or right.")] = "left",
    rows: Annotated[int, typer.Option("--rows", min=1, max=50, help="Examples of each field.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Show each field before and after on real rows. Exit 0: all are read; 1: some are refused; 2: it cannot run."""
    from pilotage.tally.layouts.previewing import preview
    from pilotage.tally.spec import load_spec

    if side not in ("left", "right"):
        raise TallyError(f"--side is {side!r}. Write left or right.")
    made = preview(file, load_spec(spec), "left" if side == "left" else "right", rows)
    if as_json:
        print_json(made)
    else:
        for name, one in made["fields"].items():
            steps = f" by {', '.join(one['steps'])}" if one["steps"] else ""
            bad = "".join(f"; {count:,} refused ({code})" for code, count in one["refused"].items())
            print(
                f"{name} ({one['type']}){steps}: {one['changed']:,} of {one['rows']:,} change, {one['empty']:,} are empty{bad}"
            )
            for row in one["examples"]:
                after = f"refused: {row['code']}" if "code" in row else f"“{row['after']}”"
                print(f"    line {row['line']:,}: “{row['before']}” → {after}")
        if made["unmapped"]:
            print(f"Not mapped: {', '.join(made['unmapped'])}")
    if any(one["refused"] for one in made["fields"].values()):
        raise typer.Exit(FOUND)
