"""Workbooks: every row is counted, whatever the sheet says of itself, and values are the text a person would type."""

import datetime as dt
import io
import random
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pilotage.tally.tables import Limits, Row, Table, TableUnreadable, open_table


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            part = before.read(entry)
            after.writestr(entry, change(part) if entry == name else part)
    return out.getvalue()


def read(data: bytes, sheet: str | None = None, limits: Limits | None = None) -> tuple[Table, list[Row]]:
    table = open_table(io.BytesIO(data), sheet=sheet, limits=limits)
    rows = list(table.rows())
    assert table.accepted + table.rejected == len(rows)
    return table, rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("00123", "00123"),
        (" x ", " x "),
        (12345.0, "12345"),
        (12345, "12345"),
        (4111111111111111, "4111111111111111"),
        (4999.99, "4999.99"),
        (0.1 + 0.2, "0.3"),
        (-5, "-5"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.date(2026, 2, 28), "2026-02-28"),
        (dt.datetime(2026, 2, 28, 13, 5, 7), "2026-02-28 13:05:07"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
        (None, ""),
    ],
)
def test_values_are_the_text_a_person_would_type(value: object, text: str) -> None:
    _, rows = read(book_of(["id", "value"], ["1", value]))
    assert rows[0].cells == {"id": "1", "value": text}


def test_dates_of_a_workbook_that_counts_from_1904_are_right() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["day"])
    book.active.append([dt.date(2026, 2, 28)])
    assert read(saved(book))[1][0].cells == {"day": "2026-02-28"}


@pytest.mark.parametrize("dimension", [b"A1", b"A1:A1", b"B7:C9", b"A1:XFD1048576"])
def test_a_wrong_dimension_tag_loses_no_row(dimension: bytes) -> None:
    data = book_of(["id", "name"], *([place, f"n{place}"] for place in range(500)))
    wrong = with_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % dimension, part),
    )
    assert wrong != data
    table, rows = read(wrong)
    assert table.accepted == 500
    assert rows[-1].cells == {"id": "499", "name": "n499"}


def test_hidden_rows_and_columns_are_read() -> None:
    book = openpyxl.Workbook()
    for row in (["id", "name"], [1, "a"], [2, "b"], [3, "c"]):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.active.auto_filter.ref = "A1:B4"
    assert [list(row.cells.values()) for row in read(saved(book))[1]] == [["1", "a"], ["2", "b"], ["3", "c"]]


def test_the_first_visible_sheet_with_content_is_read_and_the_others_are_named() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Empty"
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden.append(["old"])
    hidden.append([1])
    shown = book.create_sheet("Now")
    shown.append(["new"])
    shown.append([2])
    table, rows = read(saved(book))
    assert (table.sheet, rows[0].cells) == ("Now", {"new": "2"})
    assert {(sheet.name, sheet.is_hidden, sheet.is_empty) for sheet in table.other_sheets} == {
        ("Empty", False, True),
        ("Old", True, False),
    }
    assert read(saved(book), "Old")[1][0].cells == {"old": "1"}
    with pytest.raises(TableUnreadable, match="no sheet “Gone”"):
        read(saved(book), "Gone")


def test_a_sheet_with_widths_or_styles_alone_is_empty() -> None:
    book = openpyxl.Workbook()
    book.active.column_dimensions["B"].width = 40
    book.active["C3"].font = openpyxl.styles.Font(bold=True)
    filled = book.create_sheet("Billers")
    filled.append(["a"])
    filled.append([1])
    assert read(saved(book))[0].sheet == "Billers"


def test_a_workbook_with_hidden_sheets_only_is_read() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Shown")
    book.active.sheet_state = "hidden"
    book.worksheets[0].append(["a"])
    book.worksheets[0].append([1])
    assert read(saved(book))[0].accepted == 1


def test_row_numbers_are_those_of_the_sheet_also_when_the_table_starts_further_down() -> None:
    book = openpyxl.Workbook()
    for place, value in {"C4": "id", "D4": "name", "C6": 1, "D6": "x", "C9": 2, "D9": "y"}.items():
        book.active[place] = value
    table, rows = read(saved(book))
    assert table.header_number == 4
    assert [(row.number, row.cells) for row in rows] == [(6, {"id": "1", "name": "x"}), (9, {"id": "2", "name": "y"})]


def test_a_cell_beyond_the_header_refuses_its_row() -> None:
    table, rows = read(book_of(["id", "name"], [1, "a"], [2, "b", "c"]))
    assert table.rejected == 1
    assert rows[1].problem is not None
    assert rows[1].problem.kind == "too_many_cells"


def test_an_error_cell_refuses_its_row_and_is_named() -> None:
    data = with_part(
        book_of(["id", "name"], [1, "a"], [2, 7], [3, "c"]),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b'<c r="B3" t="n"><v>7</v></c>', b'<c r="B3" t="e"><v>#N/A</v></c>'),
    )
    table, rows = read(data)
    assert (table.accepted, table.rejected) == (2, 1)
    assert rows[1].problem is not None
    assert (rows[1].problem.kind, rows[1].problem.column) == ("spreadsheet_error", "name")
    assert "B3" in rows[1].problem.reason


def test_a_lone_cell_far_away_is_refused_fast_instead_of_filling_the_memory() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "id"
    book.active["XFD1048576"] = "far"
    with pytest.raises(TableUnreadable, match="1,048,576 rows"):
        read(saved(book))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04", "damaged"),
        (book_of(["id"])[:-30], "damaged"),
        (book_of(), "empty"),
        (book_of(["id", "ID"], [1, 2]), "twice"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused_in_one_line(data: bytes, told: str) -> None:
    with pytest.raises(TableUnreadable) as refused:
        read(data)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(TableUnreadable, match="cannot be read"):
        read(out.getvalue())


def test_a_text_file_that_is_called_a_workbook_is_refused() -> None:
    with pytest.raises(TableUnreadable, match="called a workbook"):
        open_table(io.BytesIO(b"a,b\n1,2\n"), name="billers.xlsx")


@pytest.mark.parametrize("seed", range(60))
def test_a_workbook_with_random_damage_is_read_or_refused_and_never_breaks_the_reader(seed: int) -> None:
    rng = random.Random(seed)
    whole = book_of(["id", "name"], *([place, f"n{place}"] for place in range(30)))
    if seed % 2:
        data = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        damaged = bytes(data)
    else:
        name = rng.choice(
            ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")
        )

        def change(part: bytes) -> bytes:
            place = rng.randrange(len(part))
            return (
                part[:place]
                + rng.choice((b"", b"<", b'"', b"\0", b"&#xD8;", b"A9999999"))
                + part[place + rng.randint(0, 9) :]
            )

        damaged = with_part(whole, name, change)
    try:
        table, rows = read(damaged)
    except TableUnreadable:
        return
    assert len({row.number for row in rows}) == len(rows)
    assert all(set(row.cells) <= set(table.headers) for row in rows)
