"""Shows what a layout makes of a file: its columns, its first rows, what it refuses and why, and what may not be in it at all."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pilotage.tally.intake.workspace import working_folder
from pilotage.tally.layouts.loading import load_layout
from pilotage.tally.layouts.normalizing import normalize
from pilotage.tally.layouts.proposing import propose
from pilotage.tally.layouts.yamlfiles import read_document

MOST_REFUSED: Final = 20
_RAW_CHARS: Final = 200


def try_layout(
    path: Path,
    layout: Mapping[str, Any] | Path | None = None,
    most: int = 20,
    *,
    key: tuple[str, ...] = (),
    bank_accounts: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What `layout` (a file, a mapping, or None for one that is proposed) makes of the whole file.

    `layout` as a mapping; `fields` (name, type, confidence in percent, why) where it was proposed, else empty; `columns`; the first
    `most` rows as `rows` with their `lines`; `read` and `refused_rows`, counted; the first refused ones as `refused` (line, code,
    raw); `forbidden`: card numbers, and bank accounts outside of `bank_accounts` and those of the layout, masked. `key` names columns
    that tell rows apart. Errors: `TallyError`.
    """
    proposal = propose(path) if layout is None else None
    told = proposal.document() if proposal is not None else _mapping(layout)
    allowed = {*bank_accounts, *(told.get("bank_accounts") or ())}
    with working_folder() as work:
        done = normalize(path, load_layout(told), work / "rows.parquet")
        columns, rows, lines, forbidden = _looked_at(path, done, allowed, most, key)
    return {
        "layout": told,
        "fields": proposal.as_json()["fields"] if proposal is not None else [],
        "columns": columns,
        "rows": rows,
        "lines": lines,
        "read": done.rows,
        "refused_rows": len(done.rejects),
        "refused": [
            {"line": one.line, "code": one.code, "raw": one.raw[:_RAW_CHARS]} for one in done.rejects[:MOST_REFUSED]
        ],
        "forbidden": forbidden,
    }


def _mapping(layout: Mapping[str, Any] | Path | None) -> dict[str, Any]:
    return dict(layout) if isinstance(layout, Mapping) else dict(read_document(Path(layout or ""), "layout"))


def _looked_at(
    path: Path, done: Any, allowed: set[str], most: int, key: tuple[str, ...]
) -> tuple[list[str], list[list[str]], list[int], list[dict[str, Any]]]:
    from pilotage.tally.verify.bankscan import BankScanner
    from pilotage.tally.verify.rows import RAW_CHARS, Reject
    from pilotage.tally.verify.scanning import Scanner
    from pilotage.tally.verify.sources import ParquetSource

    rejects = [Reject(one.line, one.code, one.raw[:RAW_CHARS]) for one in done.rejects]
    source = ParquetSource(path, done.csv_or_parquet, rejects)
    cards = Scanner(source.headers, 0)
    banks = BankScanner(source.headers, allowed=allowed, key=key)
    rows: list[list[str]] = []
    lines: list[int] = []
    for block in source.blocks():
        cards.feed(block)
        banks.feed(block)
        wanted = block.table.slice(0, most - len(rows))
        rows += [list(cells) for cells in zip(*(column.to_pylist() for column in wanted.columns), strict=True)]
        lines += block.lines[: wanted.num_rows].tolist()
    found = [dataclasses.asdict(one) for one in [*cards.findings(), *banks.findings()]]
    return list(source.headers), rows, lines, found
