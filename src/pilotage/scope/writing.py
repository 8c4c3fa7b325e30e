"""The scope plan as rows, one per promise and line, in the columns that the import reads; and a workbook of rows."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pilotage.billers.models import Phase
from pilotage.documents.sheets import Sheet
from pilotage.scope.enums import STANDING_NAMES, STEP_NAMES, LineState, Step
from pilotage.scope.models import TraceLink
from pilotage.scope.queries import TracedLine, trace_of
from pilotage.tally.tables.export import safe_row

#: What the import reads; the columns behind them are for people.
COLUMNS = ("promise", "source", "reference", "line", "configuration", "test", "training", "kpi")
HEADERS = (*COLUMNS, *(f"{step}_stands" for step in STEP_NAMES), "line_code", "line_state", "change")
NONE_NEEDED = "N/A: "
#: The document's series, which is also the Integration Summary's field.
SERIES = "scope_plan"
#: What the PDF shows, with the widths of its columns.
SHOWN = (
    ("line_code", 0.8), ("line", 3), ("promise", 2.6), ("source", 1.1), ("reference", 1.2), ("configuration", 1.3), ("test", 1.3),
    ("training", 1.3), ("kpi", 1.8), ("line_state", 1.3),
)  # fmt: skip


def scope_sheet(phase: Phase, today: date) -> Sheet:
    """The scope plan as a document; without rows where nothing was promised."""
    return Sheet(SERIES, "Scope plan", HEADERS, list(plan_rows(phase, today)), SHOWN)


def plan_rows(phase: Phase, today: date) -> Iterator[list[Any]]:
    """Rows in the order of the lines; then promises that no line keeps."""
    trace = trace_of(phase.pk, today)
    kept = set()
    for one in trace.lines:
        for promise in one.promises or [None]:  # type: ignore[list-item]
            kept.add(promise.pk if promise else None)
            said = [promise.title, promise.source, promise.reference] if promise else ["", "", ""]
            yield [*said, *_of_line(one)]
    for promise in trace.promises:
        if promise.pk not in kept and promise.withdrawn_at is None:
            yield [promise.title, promise.source, promise.reference, *[""] * (len(HEADERS) - 3)]


def _of_line(one: TracedLine) -> list[Any]:
    cells = ["; ".join(target_words(link) for link, _stands in one.links.get(step, [])) for step in Step]
    stands = [STANDING_NAMES[one.standing(step)] for step in Step]
    line = one.line
    state = line.get_state_display() + (f": {line.reason}" if line.state == LineState.DROPPED else "")
    return [line.title, *cells, *stands, line.code, state, line.change_code]


def target_words(link: TraceLink) -> str:
    """A link as the import reads it: a code, words, or why none is needed."""
    if link.is_not_needed:
        return f"{NONE_NEEDED}{link.text}"
    if link.check_item is not None:
        return link.check_item.code
    if link.test_case is not None:
        return f"{link.test_case.plan.kind.upper()}:{link.test_case.code}"
    return link.plan_task.code if link.plan_task is not None else link.text


def workbook(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An XLSX workbook of one sheet, its cells safe to open."""
    kept = io.BytesIO()
    import xlsxwriter

    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, headers, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headers) - 1, 22)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(safe_row(row)):
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                sheet.write_number(number, place, float(value))
            elif value is not None:
                sheet.write_string(number, place, str(value))
    book.close()
    return kept.getvalue()
