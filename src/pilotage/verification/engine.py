"""Asks `tally` for a run. The engine is loaded here and by nobody else, inside the worker: web workers never import it."""

import csv
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotage.tally.database import memory_database
from pilotage.tally.errors import TallyError
from pilotage.tally.tables import Limits, TableUnreadable, open_table

#: How many differing cells of a group are kept for the pages; the run's file has all.
SHOWN_OF_A_GROUP, SHOWN_OF_A_RUN = 200, 5_000
MEMORY = "1GB"
#: Progress in thousandths: reading is the first half, then comparing, explaining, writing.
STEPS = 1000
STAGES = {"read": (0, 500), "compare": (500, 100), "explain": (600, 350), "write": (950, 50)}
LOOK_SECONDS = 0.5
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What `tally` said: its document, or why it can't be run."""

    result: dict[str, Any]
    problem: str = ""


def verify(files: Mapping[str, tuple[Path, str]], body: dict[str, Any], work: Path, tell: Tell) -> Outcome:
    """Compares the files of both sides, each a path with the name that people know it by, and leaves what comes of it in `work/out`.

    Begun again after a crash, it goes on from what is there. The engine works in a thread of its own: `tell` is called here.
    """
    try:
        from pilotage.tally.verify import run
    except ImportError as missing:
        return Outcome({}, f"The engine that compares is not installed here ({missing.name}). Ask an administrator.")
    sides = {side: _named(work / side, path, name) for side, (path, name) in files.items()}
    heard: dict[str, int] = {"done": 0, "total": 0}
    ended: dict[str, Any] = {}

    def hear(stage: str, done: int, total: int) -> None:
        begin, share = STAGES.get(stage, (0, 0))
        heard["done"], heard["total"] = begin + share * done // max(1, total), STEPS

    def compare_files() -> None:
        try:
            ended["result"] = run(sides["left"], sides["right"], body, out=work / "out", memory=MEMORY, progress=hear)
        except BaseException as wrong:  # noqa: BLE001 it is raised again where the caller waits
            ended["problem"] = wrong

    thread = threading.Thread(target=compare_files, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(LOOK_SECONDS)
        if heard["total"]:
            tell(heard["done"], heard["total"])
    problem = ended.get("problem")
    if isinstance(problem, TallyError):
        return Outcome({}, str(problem).replace(f"{work}/left/", "").replace(f"{work}/right/", ""))
    if isinstance(problem, BaseException):
        raise problem
    result: dict[str, Any] = ended["result"]
    if result.get("forbidden"):
        return Outcome({"forbidden": result["forbidden"]}, forbidden_words(result["forbidden"]))
    return Outcome(result)


def _named(folder: Path, path: Path, name: str) -> Path:
    """The file under the name that people know, so that the engine's words name it."""
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / Path(name).name
    if not link.is_symlink():
        link.symlink_to(path)
    return link


def forbidden_words(found: list[Any]) -> str:
    """Where forbidden data stands, masked."""
    first = found[0] if isinstance(found[0], dict) else {"text": str(found[0])}
    place = ", ".join(
        str(first[name]) for name in ("side", "file", "column", "line", "row", "masked") if first.get(name)
    )
    remedy = first.get("remedy") or "Take it out."
    return f"A file holds data that must not be kept ({place or first.get('text', '')}). {remedy} Then send the file again."


def shown_cells(out: Path, before: Path | None = None) -> Iterator[dict[str, Any]]:
    """Differing cells of each field and reason, as they stand in the run's file, so many of each; `is_new` ones come first.

    `before` is the file of the run before, where there is one.
    """
    path = out / "mismatches.parquet"
    if not path.exists():
        return
    has_before = before is not None and before.exists()
    known = (
        "(CAST(key AS VARCHAR), field) NOT IN (SELECT (CAST(key AS VARCHAR), field) FROM read_parquet(?))"
        if has_before
        else "false"
    )
    with memory_database(threads=2) as con:
        found = con.execute(
            "SELECT * EXCLUDE (place) FROM (SELECT *, row_number() OVER (PARTITION BY field, reason ORDER BY NOT is_new, left_line, key)"
            f" AS place FROM (SELECT *, {known} AS is_new FROM read_parquet(?))) WHERE place <= ? ORDER BY field, reason, place LIMIT ?",
            [*([str(before)] if has_before else []), str(path), SHOWN_OF_A_GROUP, SHOWN_OF_A_RUN],
        )
        names = [one[0] for one in found.description]
        while rows := found.fetchmany(500):
            for row in rows:
                yield dict(zip(names, row, strict=True))


def compare(now: Path, before: Path) -> dict[str, Any]:
    """What two runs' files have: `{fixed, new, remaining, fields: {name: [fixed, new, remaining]}}`, counted in cells by key and field."""
    if not now.exists() or not before.exists():
        return {}
    with memory_database(threads=2) as con:
        rows = con.execute(
            "SELECT coalesce(n.field, b.field) AS field, count(*) FILTER (n.field IS NULL),"
            " count(*) FILTER (b.field IS NULL), count(*) FILTER (n.field IS NOT NULL AND b.field IS NOT NULL)"
            " FROM (SELECT DISTINCT CAST(key AS VARCHAR) AS key, field FROM read_parquet(?)) n"
            " FULL JOIN (SELECT DISTINCT CAST(key AS VARCHAR) AS key, field FROM read_parquet(?)) b"
            " ON n.key = b.key AND n.field = b.field GROUP BY 1 ORDER BY 1",
            [str(now), str(before)],
        ).fetchall()
    fields = {name: [fixed, new, same] for name, fixed, new, same in rows}
    totals = [sum(column) for column in zip(*fields.values(), strict=True)] or [0, 0, 0]
    return {"fixed": totals[0], "new": totals[1], "remaining": totals[2], "fields": fields}


def laid_rows_at(path: Path, layout: Mapping[str, Any], wanted: set[int], work: Path) -> dict[int, dict[str, str]]:
    """Whole rows by line number as the layout reads them; dates and amounts stand in the one spelling that all layouts give."""
    if not wanted:
        return {}
    from pilotage.tally.layouts import load_layout, normalize

    try:
        done = normalize(path, load_layout(layout), work / f"around-{path.name}.parquet")
    except TallyError:
        return {}
    with memory_database(threads=2) as con:
        found = con.execute(
            "SELECT * FROM read_parquet(?) SEMI JOIN (SELECT unnest(?::BIGINT[]) AS _line) USING (_line)",
            [str(done.csv_or_parquet), sorted(wanted)],
        )
        names = [one[0] for one in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row["_line"]: {name: (text or "")[:200] for name, text in row.items() if name != "_line"} for row in rows}


def rows_at(path: Path, name: str, wanted: set[int]) -> dict[int, dict[str, str]]:
    """Whole rows by line number, so that a page can show what stands around a differing cell."""
    found: dict[int, dict[str, str]] = {}
    if not wanted:
        return found
    last = max(wanted)
    csv.field_size_limit(sys.maxsize)
    try:
        with open_table(path, name=name, limits=Limits(file_bytes=path.stat().st_size)) as table:
            for row in table.rows():
                if row.number in wanted:
                    found[row.number] = {column: text[:200] for column, text in row.cells.items()}
                if row.number >= last:
                    break
    except TableUnreadable:
        return found
    return found
