"""A plan as a workbook: one row a task, dates as dates, links as people type them."""

import datetime as dt
import io
from collections.abc import Iterable

from pilotage.onboarding.exchange.checking import checked
from pilotage.onboarding.exchange.document import (
    FIRST_DAY,
    LAST_DAY,
    MOST_TASKS,
    PlanDocument,
    PlanRow,
    Problem,
    refused,
)
from pilotage.onboarding.link_text import links_in_words
from pilotage.planner.planfile import link_in
from pilotage.planner.tasks import Link
from pilotage.tally.tables import TableUnreadable, open_table

HEADERS = (
    "id", "phase", "task", "milestone", "roles", "owner", "party", "shape", "spans", "duration_days", "waits_for", "percent_done",
    "fixed_start", "no_earlier_than", "finish_by", "actual_start", "actual_finish", "baseline_start", "baseline_finish", "start",
    "due", "dropped", "notes",
)  # fmt: skip
NEEDED = ("id", "task")
_DATES = {
    "fixed_start": "fixed_date", "no_earlier_than": "no_earlier_date", "finish_by": "finish_by_date",
    "actual_start": "actual_start_date", "actual_finish": "actual_finish_date", "baseline_start": "baseline_start_date",
    "baseline_finish": "baseline_finish_date", "start": "start_date", "due": "due_date",
}  # fmt: skip
_FIELDS = _DATES | {
    "phase": "part", "roles": "roles", "waits_for": "links", "dropped": "is_dropped",
    **{name: name for name in ("milestone", "owner", "party", "shape", "spans", "duration_days", "percent_done", "notes")},
}  # fmt: skip
#: As files of playbooks and of the planner call it.
_ALSO = {"waits_for": "depends_on", "roles": "role"}


def write_workbook(plan: PlanDocument) -> bytes:
    """The plan as XLSX. Texts are cells of text: none of them is worked out as a formula."""
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("Plan"), book.add_format({"bold": True})
    day, text = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@"})
    sheet.write_row(0, 0, HEADERS, bold)
    sheet.freeze_panes(1, 3)
    for number, row in enumerate(plan.rows, 1):
        for place, value in enumerate(_cells(row)):
            if isinstance(value, dt.date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, value, text)
    book.close()
    return file.getvalue()


def _cells(row: PlanRow) -> Iterable[str | int | dt.date | None]:
    held = {
        "id": row.code, "phase": row.part, "task": row.title, "milestone": row.milestone, "roles": ";".join(row.roles),
        "owner": row.owner, "party": row.party, "shape": row.shape, "spans": ";".join(row.spans),
        "duration_days": row.duration_days, "waits_for": links_in_words(row.links), "percent_done": row.percent_done,
        "dropped": "yes" if row.is_dropped else "", "notes": row.notes,
    }  # fmt: skip
    return [held[name] if name in held else getattr(row, _DATES[name]) for name in HEADERS]  # type: ignore[misc]


def read_workbook(data: bytes, name: str) -> PlanDocument:
    """The plan of a workbook (or of CSV). Errors: `FileRefused` with every wrong row and cell."""
    problems: list[Problem] = []
    held_rows: list[tuple[dict[str, str], str]] = []
    try:
        with open_table(io.BytesIO(data), name=name) as table:
            missing = [name for name in NEEDED if name not in table.headers]
            if missing:
                raise refused(
                    "Row 1",
                    f"The column {' and the column '.join(missing)} is missing. Export a plan to see all columns.",
                )
            lacks = {
                field for column, field in _FIELDS.items()
                if not {column, _ALSO.get(column, column)} & set(table.headers)
            }  # fmt: skip
            for held in table.rows():
                place = f"Row {held.number} ({held.cells.get('id', '')[:40] or 'no id'})"
                if held.problem is not None:
                    problems.append(Problem(place, f"{held.problem.reason} {held.problem.remedy}"))
                elif len(held_rows) >= MOST_TASKS:
                    raise refused(place, f"A plan has at most {MOST_TASKS:,} tasks.")
                else:
                    held_rows.append((held.cells, place))
    except TableUnreadable as problem:
        raise refused("The file", str(problem)) from None
    codes = {cells["id"].strip() for cells, _place in held_rows}
    rows = [_row(cells, place, codes, problems) for cells, place in held_rows]
    return checked(PlanDocument(name, None, tuple(rows), lacks=frozenset(lacks)), problems)


def _row(cells: dict[str, str], place: str, codes: set[str], problems: list[Problem]) -> PlanRow:
    shape = cells.get("shape", "").strip().lower() or "task"
    return PlanRow(
        code=cells["id"].strip(),
        title=cells["task"],
        part=cells.get("phase") or "Plan",
        milestone=cells.get("milestone", ""),
        roles=_words(cells.get("roles", cells.get("role", ""))),
        owner=cells.get("owner", "").strip(),
        party=cells.get("party", "").strip(),
        shape=shape,
        spans=_words(cells.get("spans", "")),
        duration_days=_whole(cells, "duration_days", place, problems, 1) or 0,
        links=_links(cells.get("waits_for", cells.get("depends_on", "")), place, codes, problems),
        percent_done=_whole(cells, "percent_done", place, problems, None),
        is_dropped=_yes(cells, "dropped", place, problems),
        notes=cells.get("notes", ""),
        place=place,
        **{name: _day(cells, column, place, problems) for column, name in _DATES.items()},
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(";") if word.strip())


def _links(text: str, place: str, codes: set[str], problems: list[Problem]) -> tuple[Link, ...]:
    found = []
    for part in text.split(";"):
        name = " ".join(part.split())
        if not name:
            continue
        link = None if name in codes else link_in(name)
        found.append(link or Link(name))
    return tuple(found)


def _whole(cells: dict[str, str], name: str, place: str, problems: list[Problem], default: int | None) -> int | None:
    text = cells.get(name, "").strip()
    if not text:
        return default
    if text.removeprefix("-").isdecimal() and len(text) < 10:
        return int(text)
    problems.append(Problem(f"{place}, {name}", f"“{text[:40]}” is no whole number."))
    return default


def _yes(cells: dict[str, str], name: str, place: str, problems: list[Problem]) -> bool:
    text = cells.get(name, "").strip().lower()
    if text not in ("", "yes", "true", "1", "no", "false", "0"):
        problems.append(Problem(f"{place}, {name}", f"“{text[:40]}” is neither yes nor no."))
    return text in ("yes", "true", "1")


def _day(cells: dict[str, str], name: str, place: str, problems: list[Problem]) -> dt.date | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    try:
        found = dt.datetime.fromisoformat(text).date() if len(text) > 10 else dt.date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(f"{place}, {name}", f"“{text[:40]}” is no date. Write it like 2027-01-31."))
        return None
    if not FIRST_DAY <= found <= LAST_DAY:
        problems.append(Problem(f"{place}, {name}", f"{found} can't be. Days lie between 2000 and 2199."))
        return None
    return found
