"""Writes a layout from a sample and tries it on that sample."""

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.workspace import working_folder
from pilotage.tally.layouts.loading import load_layout
from pilotage.tally.layouts.normalizing import normalize
from pilotage.tally.layouts.proposing.breaks import find_breaks
from pilotage.tally.layouts.proposing.proposal import FieldGuess, Proposal
from pilotage.tally.layouts.proposing.recordkinds import find_kinds, propose_records
from pilotage.tally.layouts.proposing.sampling import SAMPLE_LINES, Sample, take_sample
from pilotage.tally.layouts.proposing.values import judge

_KEY_NAME = re.compile(r"account|acct|invoice|customer|\bid\b|_id$|\bno\b|_no$|number|policy|parcel|key", re.IGNORECASE)


def propose(path: Path) -> Proposal:
    """The layout that the file seems to have. Errors: `TallyError` for a file that cannot be read or is no table."""
    path = Path(path)
    sample = take_sample(path)
    if sample.kind in ("xlsx", "parquet"):
        made = _tabular(path, sample)
    elif sample.kind == "jsonl":
        made = _json_lines(sample)
    elif (kinds := find_kinds(sample)) is not None:
        made = propose_records(sample, kinds)
    elif sample.kind == "delimited":
        made = _delimited(sample)
    else:
        made = _fixed(sample)
    if not sample.is_whole:
        made.notes.append(f"Only the first {len(sample.lines):,} lines were looked at.")
    _try(path, made, sample)
    return made


def _try(path: Path, made: Proposal, sample: Sample) -> None:
    """Reads the sample by the proposed layout and counts."""
    with working_folder() as folder:
        part = path
        if not sample.is_whole:
            part = folder / "sample"
            with path.open("rb") as stream:
                part.write_bytes(_first(stream.read(2_000_000), sample))
        layout = made.document()
        if not sample.is_whole:
            layout = {key: value for key, value in layout.items() if key not in ("controls", "footer_lines")}
        try:
            done = normalize(part, load_layout(layout), folder / "rows.parquet")
        except TallyError as refused:
            made.notes.append(f"The proposed layout does not read the sample: {refused.message}")
            return
        made.rows, made.rejected = done.rows, len(done.rejects)


def _first(data: bytes, sample: Sample) -> bytes:
    if sample.record_length:
        return data[: len(data) // sample.record_length * sample.record_length]
    return data[: data.rfind(b"\n") + 1] or data


def _keys(guesses: Sequence[FieldGuess], rows: int) -> list[str]:
    """Fields that are never empty and never the same twice; names that sound like keys first."""
    found = [
        one
        for one in guesses
        if rows > 1 and one.distinct == rows and not one.empty and one.type in ("text", "integer")
    ]
    found.sort(key=lambda one: not _KEY_NAME.search(one.name))
    return [one.name for one in found]


def _judged(names: Sequence[str], rows: Sequence[Sequence[str]], *, is_fixed: bool = False) -> list[FieldGuess]:
    return [
        judge(name, [row[place] if place < len(row) else "" for row in rows], is_fixed=is_fixed)
        for place, name in enumerate(names)
    ]


def _delimited(sample: Sample) -> Proposal:
    rows = [row for row in csv.reader(sample.lines, delimiter=sample.delimiter) if row]
    width = max(set(map(len, rows)), key=list(map(len, rows)).count)
    rows = [row for row in rows if len(row) == width] or rows
    layout: dict[str, Any] = {"format": "csv" if sample.delimiter == "," else "delimited", "encoding": sample.encoding}
    layout["delimiter"] = {"\t": "tab", "|": "pipe"}.get(sample.delimiter, sample.delimiter)
    has_header = is_header(rows)
    notes = [] if has_header else ["The first line looks like data: the fields are named by their place. Name them."]
    if has_header:
        names = _named([" ".join(cell.split()) or f"column_{place + 1}" for place, cell in enumerate(rows[0])])
        rows = rows[1:]
    else:
        layout["header"] = False
        names = [f"column_{place + 1}" for place in range(width)]
    guesses = _judged(names, rows)
    return Proposal(layout, guesses, _keys(guesses, len(rows)), notes)


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: no numbers in it, all different, and not like the rows below it."""
    first = [cell.strip() for cell in rows[0]]
    if (
        not all(first[:1])
        or len(set(first)) < len(first)
        or any(re.fullmatch(r"[-+$(]*[\d.,/]+\)?", cell) for cell in first if cell)
    ):
        return False
    if len(rows) < 2:
        return True
    below = [{row[place].strip() for row in rows[1:201] if place < len(row)} for place in range(len(first))]
    unlike = sum(cell not in seen for cell, seen in zip(first, below, strict=True))
    numbers = sum(any(value[:1].isdigit() for value in seen) for seen in below)
    return unlike == len(first) and (
        numbers > 0 or all(re.fullmatch(r"[A-Za-z][\w .#/()-]*", cell) for cell in first if cell)
    )


def _named(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        if seen[name.casefold()] > 1:
            names[place] = f"{name}_{seen[name.casefold()]}"
    return names


def _fixed(sample: Sample) -> Proposal:
    columns = find_breaks(sample.lines)
    rows = [[line[start:end] for start, end, _ in columns] for line in sample.lines]
    guesses = _judged([f"field_{start + 1}" for start, _, _ in columns], rows, is_fixed=True)
    for guess, (start, end, sure) in zip(guesses, columns, strict=True):
        guess.settings = {"at": [start + 1, end - start], **guess.settings}
        guess.confidence = min(guess.confidence, sure)
        guess.why += f"; columns {start + 1} to {end}"
    layout: dict[str, Any] = {"format": "fixed", "encoding": sample.encoding}
    if sample.record_length:
        layout["record_length"] = sample.record_length
    notes = [
        "Fixed width: the fields are named by their first column. Name them, and check the breaks against the file's documentation."
    ]
    return Proposal(layout, guesses, _keys(guesses, len(rows)), notes)


def _json_lines(sample: Sample) -> Proposal:
    found: dict[str, list[str]] = {}
    rows = 0
    for line in sample.lines:
        try:
            one = json.loads(line, parse_float=str, parse_int=str)
        except (ValueError, RecursionError):
            continue
        if isinstance(one, dict):
            rows += 1
            _gather("", one, found, rows)
    guesses = []
    for name, values in found.items():
        guess = judge(name, values + [""] * (rows - len(values)))
        if "." in name:
            guess.name, guess.settings = name.replace(".", "_"), {"source": name, **guess.settings}
        guesses.append(guess)
    return Proposal({"format": "jsonl", "encoding": sample.encoding}, guesses, _keys(guesses, rows))


def _gather(before: str, one: dict[str, Any], found: dict[str, list[str]], row: int) -> None:
    for name, value in one.items():
        if isinstance(value, dict) and value and before.count(".") < 3:
            _gather(f"{before}{name}.", value, found, row)
        elif len(found) < 500:
            texts = found.setdefault(before + name, [])
            texts += [""] * (row - 1 - len(texts))
            texts.append("" if value is None else value if isinstance(value, str) else json.dumps(value))


def _tabular(path: Path, sample: Sample) -> Proposal:
    """Workbooks and Parquet have a header; their cells are read as texts first."""
    import pyarrow.parquet as pq

    with working_folder() as folder:
        done = normalize(path, load_layout({"format": sample.kind}), folder / "rows.parquet")
        table = pq.read_table(done.csv_or_parquet).slice(0, SAMPLE_LINES).drop_columns(["_line"])
        names = list(table.column_names)
        columns = [[text or "" for text in table.column(name).to_pylist()] for name in names]
    guesses = [judge(name, column) for name, column in zip(names, columns, strict=True)]
    return Proposal({"format": sample.kind}, guesses, _keys(guesses, len(columns[0]) if columns else 0))
