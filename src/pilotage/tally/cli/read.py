"""`tally read FILE`: a payment file as entries, with its checks, totals and leniencies."""

import json
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilotage.tally.cli.door import FOUND, print_json, say
from pilotage.tally.cli.lean import Options
from pilotage.tally.documents import shown
from pilotage.tally.errors import TallyError

if TYPE_CHECKING:
    from pilotage.tally.codes import Code
    from pilotage.tally.entries import Entry
    from pilotage.tally.formats import Reading
    from pilotage.tally.formats.cards import Cards

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
    from pilotage.tally.forbidden.findings import REMEDY
    from pilotage.tally.formats import read as read_file
    from pilotage.tally.formats.cards import Cards

    names = [name.strip() for part in allow or [] for name in part.split(",") if name.strip()]
    reading = read_file(file, format, allow=names)
    cards = Cards()
    if reading.format == "csv":
        _refuse_cards(file, as_json)
    if as_json:
        _print_json(reading, cards, summary)
    else:
        _print_lines(reading, cards, summary)
    if cards.found:
        first, more = cards.found[0], f", and {cards.count - 1} more" if cards.count > 1 else ""
        place = f"{file}: line {first.line}, {first.field}"
        raise typer.Exit(say(f"{place}: {first.masked} reads as a card number{more}. {REMEDY}"))
    if not reading.valid:
        raise typer.Exit(FOUND)


def _refuse_cards(file: Path, as_json: bool) -> None:
    """A table's columns are judged as a whole, before anything of it is told."""
    from pilotage.tally.forbidden import scan_upload
    from pilotage.tally.tables import Limits, TableUnreadable

    try:
        with file.open("rb") as stream:
            found = scan_upload(stream, file.name, Limits(file_bytes=1 << 40))
    except TableUnreadable as problem:
        raise TallyError(str(problem), place=str(file)) from problem
    if found:
        if as_json:
            print_json(
                {"format": "csv", "file": file.name, "valid": False, "forbidden": [asdict(one) for one in found]}
            )
        raise typer.Exit(say(f"{file}: {found[0]}"))


def _summary(reading: "Reading", cards: "Cards") -> dict[str, Any]:
    return {**reading.summary(), "forbidden": [card._asdict() for card in cards.found]}


def _print_json(reading: "Reading", cards: "Cards", summary: bool) -> None:
    """One document; entries are spooled, so that memory does not grow and nothing is printed when reading fails."""
    if summary:
        for entry in reading:
            cards.masked(entry)
        print_json(_summary(reading, cards))
        return
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, mode="w+", encoding="utf-8", errors="replace") as spool:
        before = '{\n  "entries": [\n    '
        for entry in reading:
            spool.write(before + encode(_document(cards.masked(entry))))
            before = ",\n    "
        spool.write("\n  ],\n" if before.startswith(",") else '{\n  "entries": [],\n')
        rest = shown(_summary(reading, cards))
        spool.write(rest.removeprefix("{\n"))
        spool.write("\n")
        spool.seek(0)
        shutil.copyfileobj(spool, sys.stdout)


def _document(entry: "Entry") -> dict[str, Any]:
    """The entry for JSON; a return or a change is explained as its code stood on the entry's day."""
    from pilotage.tally.entries import as_document

    document = as_document(entry)
    if told := _explained(entry):
        document["explained"] = {
            "title": told.title,
            "meaning": told.meaning,
            "action": told.action,
            "retry": told.retry,
        }
    return document


def _explained(entry: "Entry") -> "Code | None":
    if entry.method != "ach" or entry.code[:1] not in ("R", "C") or not entry.code[1:].isdigit():
        return None
    from pilotage.tally.codes import find

    return find(entry.code, entry.date) or find(entry.code)


def _print_lines(reading: "Reading", cards: "Cards", summary: bool) -> None:
    first: list[Entry] = []
    for whole in reading:
        entry = cards.masked(whole)
        if len(first) < _SHOWN and not summary:
            first.append(entry)
    if cards.found:
        return  # nothing of such a file is shown
    told = reading.summary()
    records = told["records"]
    print(f"{reading.file}: {reading.format}, {'valid' if reading.valid else 'not valid'}")
    print(
        f"{records['read']:,} {records['unit']} read: {records['accepted']:,} accepted, {records['rejected']:,} rejected"
    )
    totals = told["totals"]
    print(
        f"{totals['entries']:,} entries: "
        + (", ".join(f"{n:,} {kind}" for kind, n in totals["kinds"].items()) or "none")
    )
    for currency, sums in totals["currencies"].items():
        for side in ("credit", "debit"):
            print(f"  {side:<6} {_money(sums[side], currency):>20} {currency} in {sums[side + 's']:,}")
    for entry in first:
        print("  " + _line(entry))
        if why := _explained(entry):
            print(f"    {why.code} {why.title}. {why.action}")
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
        times = "once" if one["used"] == 1 else f"{one['used']:,} times"
        used = f"used {times}, for {one['rule']}" if one["rule"] else "not used"
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
    parser = Options("read")
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", default="auto")
    parser.add_argument("--summary", action="store_true")
    parser.add_argument("--allow", action="append")
    parser.add_argument("--json", action="store_true", dest="as_json")
    read(**vars(parser.parse_args(args[1:])))
