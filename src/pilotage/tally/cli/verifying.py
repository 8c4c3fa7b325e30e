"""What `tally verify` does, with its options read in the quickest way."""

import sys
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from pilotage.tally.cli.door import FOUND, REFUSED, Left, print_json, say
from pilotage.tally.cli.lean import Options, keep_freed_memory, leave_out


def verify(
    left: Path,
    right: Path,
    spec: Path,
    out: Path | None = None,
    engine: str = "auto",
    memory: str = "1GB",
    spill: str = "",
    *,
    as_json: bool = False,
) -> None:
    """Compare two files and say what was found. Errors: `Left` where they differ or hold forbidden data, `TallyError`."""
    if engine != "spark":
        leave_out("pandas")
        leave_out("pyarrow.dataset")
        leave_out("pyarrow._s3fs")
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
        raise Left(FOUND)


def lean(args: list[str], **_: object) -> None:
    """`verify` without the option library's own loading, which takes as long as comparing 50,000 rows.

    `args` begin with the command's name. Errors: TallyError.
    """
    parser = Options("verify")
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("--spec", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=SUPPRESS)
    for name in ("engine", "memory", "spill"):
        parser.add_argument(f"--{name}", default=SUPPRESS)
    parser.add_argument("--json", action="store_true", dest="as_json")
    verify(**vars(parser.parse_args(args[1:])))


def _refuse(result: dict[str, Any], *, as_json: bool) -> None:
    first, *others = result["forbidden"]
    if as_json:
        print_json(result)
    more = f" {len(others)} more places are named in the JSON." if others else ""
    say(
        f"{first['file']}, line {first['line']}, {first['column']}: {first['masked']} {first['reason']}{more} {first['remedy']}"
    )
    raise Left(REFUSED)


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
