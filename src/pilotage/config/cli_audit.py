"""`pilotage audit verify | anchor`: whether the audit trail is whole, and its newest link to keep elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from pilotage.config.cli_door import FOUND, Door, print_json, refuse, why

app = typer.Typer(help="The audit trail.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def verify(
    anchor: Annotated[Path | None, typer.Option(metavar="FILE", help="Anchors that were kept elsewhere.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check every event of the trail. Exit 1 when something was edited, deleted, inserted, reordered or cut off."""
    with Door():
        from pilotage.core.verify import read_anchor_file, verify_chain

        try:
            kept = read_anchor_file(anchor) if anchor is not None else None
        except (OSError, ValueError) as problem:
            refuse(f"The anchors in {anchor} can't be read: {why(problem)}.")
        found = verify_chain(kept)
    if as_json:
        print_json(found.answer())
    elif found.is_valid:
        print(f"The trail is whole: {found.events} events.")
    else:
        print(f"The trail is broken at event {found.first_bad}: {found.why}")
    if not found.is_valid:
        raise typer.Exit(FOUND)


@app.command("anchor")
def anchor_now(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Append it to this file, to keep elsewhere.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write the newest link of the chain down."""
    with Door():
        from django.utils import timezone

        from pilotage.core.operations.anchoring import anchor_chain
        from pilotage.core.viewer import system

        line = anchor_chain(by=system("command"), now=timezone.now(), to=to)
    if line is None:
        refuse("Nothing has happened yet, so there is nothing to anchor.")
    if as_json:
        print_json(line)
    else:
        print(f"Event {line['seq']}: {line['hash']}")
