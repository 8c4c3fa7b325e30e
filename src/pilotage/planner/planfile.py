"""Reads a plan from a CSV file, and answers with its dates as plain values ready for JSON."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.errors import PlanError
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Link, Schedule, Task

#: What a plan file must have: the id, the length in working days, and ids separated by `;`, each with a link if it is not
#: finish-to-start without lag: `T001;T002 SS+2`.
REQUIRED_COLUMNS = ("id", "duration_days", "depends_on")
#: What a playbook says about a task besides. The planner does not read these; `condition` is not applied.
PLAYBOOK_COLUMNS = ("phase", "task", "role", "milestone", "notes", "condition")
LONGEST_DURATION_DAYS = 99_999

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class PlanFile:
    """The tasks of a file in its order. `columns` are the names in its header; `cells` the text of every row under them."""

    columns: tuple[str, ...]
    tasks: tuple[Task, ...]
    cells: tuple[Mapping[str, str], ...]

    @property
    def own_columns(self) -> tuple[str, ...]:
        """The columns that only this file knows."""
        return tuple(name for name in self.columns if name and name not in REQUIRED_COLUMNS + PLAYBOOK_COLUMNS)


def read_plan(path: Path) -> PlanFile:
    """The plan in the CSV file at `path`. Errors: `PlanError`, naming the row, for a file that cannot be read as a plan."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PlanError(f"There is no file {path}.", "Check the name and the folder.") from None
    except (OSError, ValueError) as why:
        reason = getattr(why, "strerror", None) or str(why)
        raise PlanError(f"The file {path} cannot be opened ({reason}).", "Name a CSV file that you may read.") from None
    return parse_plan(data)


def parse_plan(data: bytes) -> PlanFile:
    """The plan in the bytes of a CSV file: UTF-8, UTF-16 with its mark, or Windows-1252; any line ends. Errors: `PlanError`."""
    rows = _rows(_text(data))
    header = next(rows, None)
    if header is None:
        raise PlanError(
            "The file is empty.", f"Give it a header row with {', '.join(REQUIRED_COLUMNS)} and a row per task."
        )
    columns = _columns(header[1])
    numbered = [(number, _cells(number, values, columns)) for number, values in rows]
    if not numbered:
        raise PlanError("The file has a header and no tasks.", "Add a row per task.")
    ids = frozenset(row["id"] for _, row in numbered)
    tasks = tuple(_task(number, row, ids) for number, row in numbered)
    return PlanFile(columns, tasks, tuple(row for _, row in numbered))


def plan_answer(plan: PlanFile, *, start: dt.date, calendar: WorkingCalendar) -> dict[str, Any]:
    """`{finish, tasks: [{id, start, finish, late_start, late_finish, float_days, critical}]}` in the file's order.

    ISO dates, float in working days. Columns that only this file knows are kept in each task, unless the answer has that name.
    Errors: as for `schedule`.
    """
    answer = schedule_answer(schedule(plan.tasks, start=start, calendar=calendar))
    for task, cells in zip(answer["tasks"], plan.cells, strict=True):
        for name in plan.own_columns:
            task.setdefault(name, cells[name])
    return answer


def schedule_answer(found: Schedule) -> dict[str, Any]:
    """A schedule as plain values ready for JSON."""
    return {
        "finish": found.finish.isoformat() if found.finish else None,
        "tasks": [
            {
                "id": task.id,
                "start": task.start.isoformat(),
                "finish": task.finish.isoformat(),
                "late_start": task.late_start.isoformat(),
                "late_finish": task.late_finish.isoformat(),
                "float_days": task.float_days,
                "critical": task.is_critical,
            }
            for task in found.tasks
        ],
    }


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PlanError("The file is not text.", "Save it as CSV in UTF-8.")


LONGEST_CELL = 131_071


def _rows(text: str) -> Iterator[Row]:
    """Rows with anything in them, numbered as a spreadsheet does."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    while True:
        number += 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as why:
            raise PlanError(
                f"The quotes or the length of a cell are wrong ({why}).",
                'Put a text with commas between two ", double every " inside it, and keep cells under 131,072 characters.',
                row=number,
            ) from None
        if any(len(value) > LONGEST_CELL for value in values):
            raise PlanError(
                f"The length of a cell is over {LONGEST_CELL:,} characters.", "Shorten the text.", row=number
            )
        if any("\0" in value for value in values):
            raise PlanError("It holds a NUL character.", "Save the file as CSV text again.", row=number)
        values = [value.strip() for value in values]
        if any(values):
            yield number, values


def _columns(header: list[str]) -> tuple[str, ...]:
    while header and not header[-1]:
        header = header[:-1]
    columns = tuple(name.lower() if name.lower() in REQUIRED_COLUMNS + PLAYBOOK_COLUMNS else name for name in header)
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if missing:
        what = "column" if len(missing) == 1 else "columns"
        raise PlanError(
            f"The {what} {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
            f"The header needs {', '.join(REQUIRED_COLUMNS)}, separated by commas.",
            row=1,
        )
    repeated = next((name for place, name in enumerate(columns) if name and name in columns[:place]), None)
    if repeated is not None:
        raise PlanError(f"The column {repeated!r} stands there twice.", "Give every column a name of its own.", row=1)
    return columns


def _cells(number: int, values: list[str], columns: tuple[str, ...]) -> Mapping[str, str]:
    if any(values[len(columns) :]):
        raise PlanError(
            f"It has {len(values)} cells under {len(columns)} columns.",
            'Put a text with commas between two ".',
            row=number,
        )
    return dict(zip(columns, values + [""] * (len(columns) - len(values)), strict=False))


def _task(number: int, cells: Mapping[str, str], ids: frozenset[str]) -> Task:
    task_id, text = cells["id"], cells["duration_days"]
    if not task_id:
        raise PlanError("The id is empty.", "Give every task an id of its own.", row=number)
    is_whole = text.isascii() and text.isdigit()
    if not is_whole or not 1 <= int(text[:20]) <= LONGEST_DURATION_DAYS:
        raise PlanError(
            f"The duration_days {_shown(text)} is not a whole number of working days.",
            f"Give a whole number from 1 to {LONGEST_DURATION_DAYS:,}.",
            task_id=task_id,
            row=number,
        )
    parts = [name for part in cells["depends_on"].split(";") if (name := part.strip())]
    links = [link for part in parts if part not in ids and (link := link_in(part))]
    depends_on = tuple(part for part in parts if part in ids or not link_in(part))
    return Task(task_id, int(text), depends_on, row=number, links=tuple(links))


_LINK = re.compile(r"(.+?)\s+(FS|SS|FF|SF)\s*([+-]\s*\d{1,5})?", re.IGNORECASE)


def link_in(text: str) -> Link | None:
    """`T001 SS+2`: the start of T001, two working days on; None for a text that is just an id."""
    found = _LINK.fullmatch(text)
    if not found:
        return None
    return Link(found[1], found[2].upper(), int((found[3] or "0").replace(" ", "")))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
