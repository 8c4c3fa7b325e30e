"""`tally verify LEFT RIGHT --spec SPEC`: two files compared field by field; `tally certificate FILE`: a run's certificate checked."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pilotage.tally.cli.door import FOUND, print_json, say
from pilotage.tally.cli.lean import keep_freed_memory, leave_out

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
        str, typer.Option("--memory", help="For the whole run; three tenths of it are the engine's limit.")
    ] = "1GB",
    spill: Annotated[str, typer.Option("--spill", help="Temporary disk at most; what is free, without it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Prove that two files agree. Exit 0: they do; 1: differences; 2: it cannot run, or forbidden data."""
    if engine != "spark":
        leave_out("pandas")
    keep_freed_memory((left, right))
    from pilotage.tally.spec import load_spec
    from pilotage.tally.verify import run

    told = load_spec(spec)
    meter = _meter()
    result = run(left, right, told, out, engine, memory, meter, spill)
    if meter is not None:
        print("\r\x1b[K", end="", file=sys.stderr)
    if result["forbidden"]:
        _refuse(result, as_json=as_json)
    if as_json:
        print_json(result)
    else:
        _print_summary(result, out)
    if not result["agree"]:
        raise typer.Exit(FOUND)


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
    if not answer["valid"]:
        raise typer.Exit(FOUND)


def _refuse(result: dict[str, Any], *, as_json: bool) -> None:
    first, *others = result["forbidden"]
    if as_json:
        print_json(result)
    more = f" {len(others)} more places are named in the JSON." if others else ""
    say(
        f"{first['file']}, line {first['line']}, {first['column']}: {first['masked']} {first['reason']}{more} {first['remedy']}"
    )
    raise typer.Exit(2)


def _print_summary(result: dict[str, Any], out: Path | None) -> None:
    print("Both files agree." if result["agree"] else "The files differ.")
    print(f"{'':12}{'left':>14}{'right':>14}")
    for name in ("rows", "missing", "duplicates", "rejected"):
        print(f"{name:12}{result[name]['left']:>14,}{result[name]['right']:>14,}")
    print(f"{'matched':12}{result['matched']:>14,}\n{'equal':12}{result['equal']:>14,}")
    for name, one in result["fields"].items():
        if one["different"] or one["cosmetic"]:
            reasons = ", ".join(f"{why} {count:,}" for why, count in one["reasons"].items())
            print(
                f"{name}: {one['different']:,} different{f' ({reasons})' if reasons else ''}, {one['cosmetic']:,} cosmetic"
            )
    for one in result["patterns"]:
        print(one.get("statement", ""))
    for side in ("left", "right"):
        if result["unmapped"][side]:
            print(f"Only in the {side} file, not compared: {', '.join(result['unmapped'][side])}")
    if result["same_file"]:
        print("Both sides are the same file, byte for byte.")
    if out is not None:
        print(f"Written to {out}")


def _meter() -> Any:
    """What is done, how fast, and how long it will take, on one line of a terminal; None without one."""
    if not sys.stderr.isatty():
        return None
    from time import monotonic

    begun: dict[str, float] = {}
    words = {"read": "Reading", "compare": "Comparing", "explain": "Looking at differences", "write": "Writing"}

    def told(stage: str, done: int, total: int) -> None:
        spent = monotonic() - begun.setdefault(stage, monotonic())
        share = done / total if total else 1.0
        speed, unit = (done / 1e6, "MB") if stage == "read" else (float(done), "rows")
        left = f", {spent / share - spent:.0f} s left" if 0 < share < 1 and spent > 1 else ""
        rate = f", {speed / spent:,.0f} {unit}/s" if spent > 0.5 and done else ""
        print(f"\r\x1b[K{words[stage]}: {share:.0%}{rate}{left}", end="", file=sys.stderr, flush=True)

    return told
