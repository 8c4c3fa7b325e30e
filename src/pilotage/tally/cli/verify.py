"""`tally verify LEFT RIGHT --spec SPEC`: two files compared field by field; `tally certificate FILE`: a run's certificate checked."""

from pathlib import Path
from typing import Annotated

import typer

from pilotage.tally.cli import verifying
from pilotage.tally.cli.door import FOUND, print_json

AsJson = Annotated[bool, typer.Option("--json", help="Print the whole result as JSON.")]


def verify(
    left: Annotated[Path, typer.Argument(help="The file of the one system.", show_default=False)],
    right: Annotated[Path, typer.Argument(help="The file of the other system.", show_default=False)],
    spec: Annotated[Path, typer.Option("--spec", help="Key, sides and fields, as YAML or JSON.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for differences, summary, report and certificate.")
    ] = None,
    engine: Annotated[str, typer.Option("--engine", help="auto, duckdb, polars or spark.")] = "auto",
    memory: Annotated[
        str, typer.Option("--memory", help="For the whole run; a quarter of it is the engine's limit.")
    ] = "1GB",
    spill: Annotated[str, typer.Option("--spill", help="Temporary disk at most; what is free, without it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Prove that two files agree. Exit 0: they do; 1: differences; 2: it cannot run, or forbidden data."""
    verifying.verify(left, right, spec, out, engine, memory, spill, as_json=as_json)


def certificate(
    file: Annotated[Path, typer.Argument(help="The certificate.json or result.json of a run.", show_default=False)],
    left: Annotated[Path | None, typer.Option("--left", help="Check that this was the left file.")] = None,
    right: Annotated[Path | None, typer.Option("--right", help="Check that this was the right file.")] = None,
    spec: Annotated[Path | None, typer.Option("--spec", help="Check that this was the spec.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a run's certificate without the run. Exit 0: everything fits; 1: something does not; 2: it is none."""
    from pilotage.tally.verify.certificate import check_certificate

    inputs = {side: path for side, path in (("left", left), ("right", right)) if path is not None}
    answer = check_certificate(file, inputs, spec)
    if as_json:
        print_json(answer)
    else:
        print("\n".join(answer["findings"]) or f"The certificate holds: {', '.join(answer['checked'])}.")
        if answer["absent"]:
            print(f"Not beside it, so not checked: {', '.join(answer['absent'])}.")
    if not answer["valid"]:
        raise typer.Exit(FOUND)
