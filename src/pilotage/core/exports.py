"""Tables as files: CSV streamed, XLSX written to a temporary file; every cell safe to open in a spreadsheet."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from pilotage.tally.tables.export import safe_row

KINDS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Line:
    """What `csv.writer` writes to: hands each line on."""

    def write(self, text: str) -> str:
        return text


def table_file(kind: str, name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    """A download of `rows` as `kind` (csv or xlsx), called `name` with its ending. Rows are read while they are written."""
    return _xlsx(name, headers, rows) if kind == "xlsx" else _csv(name, headers, rows)


def _csv(name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(safe_row(headers))
        for row in rows:
            yield writer.writerow(safe_row(row))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _xlsx(name: str, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 the response reads and closes it
    write_workbook(file, headers, rows)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def write_workbook(file: IO[bytes], headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes one sheet into an open file, row by row, and goes back to its beginning."""
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, headers, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(safe_row(row)):
            if isinstance(value, datetime):
                sheet.write_string(number, place, value.isoformat())
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, bool | str):
                sheet.write_string(
                    number, place, {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
                )
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(number, place, float(value))
    book.close()
    file.seek(0)
