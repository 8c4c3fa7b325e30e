"""`tally read FILE`: a payment file as entries, with its checks, totals and leniencies."""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pilotage.tally.cli.door import FOUND
from pilotage.tally.errors import TallyError

if TYPE_CHECKING:
    from pilotage.tally.entries import Entry
    from pilotage.tally.formats import Reading

_IN_MEMORY = 4 << 20
_SHOWN = 20

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Allowed = Annotated[
    list[str] | None,
    typer.Option(
        "--allow", help="A leniency by its name; may be repeated, or hold several with commas. Each use is recorded."
    ),
]


def read(
    file: Annotated[
        Path, typer.Argument(help="ACH, BAI2, camt.052/053/054, MT940, lockbox, X12 820/823, CSV or XLSX.")
    ],
    format: Annotated[
        str, typer.Option("--format", help="ach, bai2, camt, mt940, lockbox, x12, csv, or auto.")
    ] = "auto",
    summary: Annotated[
        bool, typer.Option("--summary", help="Totals and findings only; every entry is checked all the same.")
    ] = False,
    allow: Allowed = None,
    as_json: AsJson = False,
) -> None:
    """Read and check a payment file. Exit 0: valid; 1: something is wrong in it; 2: it can't be read."""
    from pilotage.tally.formats import read as read_file

    names = [name.strip() for part in allow or [] for name in part.split(",") if name.strip()]
    reading = read_file(file, format, allow=names)
    if as_json:
        _print_json(reading, summary)
    else:
        _print_lines(reading, summary)
    if not reading.valid:
        raise typer.Exit(FOUND)


def _print_json(reading: "Reading", summary: bool) -> None:
    """One document; entries are spooled, so that memory does not grow and nothing is printed when reading fails."""
    if summary:
        print(json.dumps(reading.drain().summary(), indent=2, ensure_ascii=False))
        return
    from pilotage.tally.entries import as_document

    encode = json.JSONEncoder(ensure_ascii=False).encode
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, mode="w+", encoding="utf-8", errors="replace") as spool:
        before = '{\n  "entries": [\n    '
        for entry in reading:
            spool.write(before + encode(as_document(entry)))
            before = ",\n    "
        spool.write("\n  ],\n" if before.startswith(",") else '{\n  "entries": [],\n')
        rest = json.dumps(reading.summary(), indent=2, ensure_ascii=False)
        spool.write(rest.removeprefix("{\n"))
        spool.write("\n")
        spool.seek(0)
        shutil.copyfileobj(spool, sys.stdout)


def _print_lines(reading: "Reading", summary: bool) -> None:
    first: list[Entry] = []
    for entry in reading:
        if len(first) < _SHOWN and not summary:
            first.append(entry)
    told = reading.summary()
    records = told["records"]
    print(f"{reading.file}: {reading.format}, {'valid' if reading.valid else 'not valid'}")
    print(
        f"{records['read']:,} {records['unit']} read: {records['accepted']:,} accepted, {records['rejected']:,} rejected"
    )
    totals = told["totals"]
    print(f"{totals['entries']:,} entries" + "".join(f", {count:,} {kind}" for kind, count in totals["kinds"].items()))
    for currency, sums in totals["currencies"].items():
        for side in ("credit", "debit"):
            print(f"  {side:<6} {_money(sums[side], currency):>20} {currency} in {sums[side + 's']:,}")
    for entry in first:
        print("  " + _line(entry))
    if first and totals["entries"] > len(first):
        print(f"  … {totals['entries'] - len(first):,} more; add --json for all")
    _print_findings(reading, told)


def _print_findings(reading: "Reading", told: dict[str, Any]) -> None:
    for fault in reading.errors[:_SHOWN]:
        place = " ".join(part for part in (fault.record, fault.field) if part)
        print(f"line {fault.line}, {place or 'record'} [{fault.rule}]: {fault.message} {fault.remedy}")
    found = sum(told["error_counts"].values())
    if found > _SHOWN:
        counts = ", ".join(f"{rule} {count:,}" for rule, count in told["error_counts"].items())
        print(f"… {found - _SHOWN:,} more findings; by rule: {counts}")
    for one in told["leniencies"]:
        used = f"used {one['used']:,} times for {one['rule']}" if one["rule"] else "not used"
        print(f"leniency {one['name']}: {used}")


def _money(units: int, currency: str) -> str:
    from pilotage.tally.entries import decimals_of

    decimals = decimals_of(currency)
    whole, part = divmod(units, 10**decimals)
    return f"{whole:,}.{part:0{decimals}}" if decimals else f"{whole:,}"


def _line(entry: "Entry") -> str:
    from pilotage.tally.entries import masked

    parts = [
        f"line {entry.line}", entry.date.isoformat() if entry.date else "no date", entry.kind, entry.direction,
        _money(entry.amount, entry.currency), entry.currency, entry.code, masked(entry.account), entry.name, entry.reference,
    ]  # fmt: skip
    return "  ".join(part for part in parts if part)


def lean(args: list[str], **_: object) -> None:
    """The same command without the option library's own loading, which takes more time and memory than a large file.

    `args` begin with the command's name. Errors: TallyError.
    """
    parser = _Options(prog="tally read", add_help=False, allow_abbrev=False)
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", default="auto")
    parser.add_argument("--summary", action="store_true")
    parser.add_argument("--allow", action="append")
    parser.add_argument("--json", action="store_true", dest="as_json")
    read(**vars(parser.parse_args(args[1:])))


class _Options(argparse.ArgumentParser):
    """Says what is wrong in one line and leaves the way out to the door."""

    def error(self, message: str) -> NoReturn:
        raise TallyError(f"{message[:1].upper()}{message[1:]}. Add --help to see what it takes.")
