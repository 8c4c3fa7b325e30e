"""CSV, delimited text, workbooks, Parquet and JSON lines become one table of texts; bad rows stay with their reason."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from layout_files import column, read, refused, rows

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts import load_layout, normalize

FIELDS = {
    "account": {"type": "text", "source": "Account No"},
    "balance": {"type": "money"},
    "due": {"type": "date", "format": "MM/DD/CCYY"},
}


def test_csv_columns_are_found_by_name_and_read_by_type(tmp_path: Path) -> None:
    content = "due,Account No,balance,note\n01/31/2026,0007,12.5,x\n02/28/2026,8,(3.00),\n"
    done = read(tmp_path, content, {"format": "csv", "key": "account", "fields": FIELDS})
    assert rows(done) == [
        {"account": "0007", "balance": "12.50", "due": "2026-01-31", "note": "x", "_line": 2},
        {"account": "8", "balance": "-3.00", "due": "2026-02-28", "note": None, "_line": 3},
    ]
    assert (done.rows, done.rejects) == (2, [])


def test_bad_rows_are_kept_with_line_code_and_raw_text(tmp_path: Path) -> None:
    content = (
        "Account No,balance,due\n1,1.005,01/31/2026\n2,x,01/31/2026\n3,1.00,02/30/2026\n4,1.00\n"
        '"5,1.00,01/01/2026\n6,1.00,01/01/2026\n,1.00,01/01/2026\n'
    )
    done = read(tmp_path, content, {"format": "csv", "key": ["account"], "fields": FIELDS})
    assert refused(done) == [
        (2, "over_scale", "1,1.005,01/31/2026"),
        (3, "not_a_number", "2,x,01/31/2026"),
        (4, "not_a_date", "3,1.00,02/30/2026"),
        (5, "too_few_cells", "4,1.00"),
        (6, "broken_quotes", '"5,1.00,01/01/2026'),
        (8, "key_missing", ",1.00,01/01/2026"),
    ]
    assert column(done, "account") == ["6"]
    assert done.controls["lines"] == done.rows + len(done.rejects) == 7


def test_a_quoted_cell_may_hold_line_ends_and_its_row_has_the_number_of_its_first_line(tmp_path: Path) -> None:
    done = read(tmp_path, 'a,b\n1,"x\ny, ""z"""\n2,w\n', {"format": "csv"})
    assert rows(done) == [{"a": "1", "b": 'x\ny, "z"', "_line": 2}, {"a": "2", "b": "w", "_line": 4}]


@pytest.mark.parametrize(
    ("delimiter", "content"),
    [("pipe", "a|b\n1|2\n"), ("tab", "a\tb\n1\t2\n"), (";", "a;b\r\n1;2\r\n"), ("", "a|b\r1|2\r")],
)
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, content: str) -> None:
    layout = {"format": "delimited"} | ({"delimiter": delimiter} if delimiter else {})
    assert rows(read(tmp_path, content, layout)) == [{"a": "1", "b": "2", "_line": 2}]


def test_without_a_header_the_fields_stand_in_order(tmp_path: Path) -> None:
    done = read(
        tmp_path,
        "1|A\n2|B\n",
        {"format": "delimited", "delimiter": "|", "header": False, "fields": {"n": "integer", "c": "text"}},
    )
    assert rows(done) == [{"n": "1", "c": "A", "_line": 1}, {"n": "2", "c": "B", "_line": 2}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    named = {} if encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16") else {"encoding": encoding}
    done = read(tmp_path, "a,b\n1,Peña\n".encode(encoding), {"format": "csv", **named})
    assert rows(done) == [{"a": "1", "b": "Peña", "_line": 2}]


def test_bytes_that_are_no_characters_refuse_their_row_alone(tmp_path: Path) -> None:
    done = read(tmp_path, b"a,b\n1,Pe\xf1a\n2,ok\n", {"format": "csv", "encoding": "utf-8"})
    assert [(one.line, one.code) for one in done.rejects] == [(2, "unreadable")]
    assert column(done, "a") == ["2"]


def test_null_marks_codes_flags_and_checks(tmp_path: Path) -> None:
    layout = {
        "format": "csv",
        "nulls": ["NULL", "-"],
        "fields": {
            "s": {"type": "code", "table": {"A": "active", "C": "closed"}},
            "f": {"type": "flag", "true": ["Y"], "false": ["N"]},
            "m": {"type": "money", "range": [0, 100]},
            "z": {"pattern": "[0-9]{5}", "required": True},
        },
    }
    content = "s,f,m,z\nA,y,5,12345\nX,Y,5,12345\nA,?,5,12345\nC,N,100.01,12345\nNULL,-,,12345\nA,N,1,1234\nA,N,1,-\n"
    done = read(tmp_path, content, layout)
    assert rows(done) == [
        {"s": "active", "f": "Y", "m": "5.00", "z": "12345", "_line": 2},
        {"s": None, "f": None, "m": None, "z": "12345", "_line": 6},
    ]
    assert [(one.line, one.code, one.field) for one in done.rejects] == [
        (3, "code_unknown", "s"), (4, "not_a_flag", "f"), (5, "out_of_range", "m"), (7, "pattern", "z"), (8, "required", "z"),
    ]  # fmt: skip


def test_a_reference_is_looked_up_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text("no,x\n1,a\n3,b\n")
    (tmp_path / "layout.yaml").write_text("format: csv\nfields:\n  no: {refers: {file: known.csv, column: no}}\n")
    (tmp_path / "f.csv").write_text("no\n1\n2\n3\n")
    done = normalize(tmp_path / "f.csv", load_layout(tmp_path / "layout.yaml"), tmp_path / "o.parquet")
    assert (column(done, "no"), refused(done)) == (["1", "3"], [(3, "not_in_reference", "2")])


def test_totals_in_the_layout_stop_a_cut_file(tmp_path: Path) -> None:
    layout = {
        "format": "csv",
        "fields": {"m": "money"},
        "controls": [{"count": "lines", "value": 2}, {"sum": "m", "value": "3.50"}],
    }
    assert read(tmp_path, "m\n1\n2.50\n", layout).controls["checked"] == [
        {"control": "count of lines", "said": "2", "found": "2", "line": 0},
        {"control": "sum of m", "said": "3.50", "found": "3.50", "line": 0},
    ]
    with pytest.raises(TallyError, match="says 2 for the count of lines, and it is 1"):
        read(tmp_path, "m\n3.50\n", layout)


def test_a_workbook_is_read_by_its_row_numbers(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "b.xlsx")) as book:
        sheet = book.add_worksheet("Accounts")
        sheet.write_row(0, 0, ["Account No", "balance", "due"])
        sheet.write_row(2, 0, ["7", 12.5, dt.date(2026, 1, 31).isoformat()])
        sheet.write_row(3, 0, ["8", "x", "2026-01-31"])
    layout = load_layout({"format": "xlsx", "fields": {**FIELDS, "due": "date"}})
    done = normalize(tmp_path / "b.xlsx", layout, tmp_path / "o.parquet")
    assert rows(done) == [{"account": "7", "balance": "12.50", "due": "2026-01-31", "_line": 3}]
    assert refused(done) == [(4, "not_a_number", "8\tx\t2026-01-31")]


def test_parquet_types_become_exact_texts(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({
        "n": pa.array([1, 2]), "m": pa.array([Decimal("1234567890123456.78"), None], pa.decimal128(18, 2)),
        "d": pa.array([dt.date(2026, 1, 31), None]), "t": pa.array([dt.datetime(2026, 1, 31, 5, 6, 7), None], pa.timestamp("us")),
        "f": pa.array([0.1, 1e-7]), "b": pa.array([True, None]),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    layout = load_layout(
        {"format": "parquet", "fields": {"m": "money", "d": {"type": "date", "format": "MMDDCCYY"}, "t": "datetime"}}
    )
    done = normalize(tmp_path / "t.parquet", layout, tmp_path / "o.parquet")
    assert rows(done)[0] == {
        "m": "1234567890123456.78", "d": "2026-01-31", "t": "2026-01-31 05:06:07", "n": "1", "f": "0.1", "b": "true", "_line": 1,
    }  # fmt: skip
    assert rows(done)[1]["f"] == "0.0000001"


def test_json_lines_keep_numbers_as_written(tmp_path: Path) -> None:
    layout = {"format": "jsonl", "fields": {"id": "text", "m": {"type": "money", "source": "amount.due"}, "on": "text"}}
    content = '{"id": 1, "amount": {"due": 90071992547409.93}, "on": true}\n[1]\n{"id": "2"\n\n{"id": "3"}\n'
    done = read(tmp_path, content, layout)
    assert rows(done) == [
        {"id": "1", "m": "90071992547409.93", "on": "true", "_line": 1},
        {"id": "3", "m": None, "on": None, "_line": 5},
    ]
    assert refused(done) == [(2, "not_an_object", "[1]"), (3, "not_json", '{"id": "2"')]


def test_columns_that_the_layout_does_not_name(tmp_path: Path) -> None:
    layout = {"format": "csv", "fields": {"a": "text"}}
    assert rows(read(tmp_path, "a,b\n1,2\n", layout | {"extra": "drop"})) == [{"a": "1", "_line": 2}]
    with pytest.raises(TallyError, match="names no column “b”"):
        read(tmp_path, "a,b\n1,2\n", layout | {"extra": "refuse"})
    with pytest.raises(TallyError, match=r"there is no column “a”\. The file has: b, c"):
        read(tmp_path, "b,c\n1,2\n", layout)


def test_files_that_cannot_be_read_say_what_to_do(tmp_path: Path) -> None:
    layout = load_layout({"format": "csv"})
    (tmp_path / "empty.csv").touch()
    (tmp_path / "head.csv").write_text("a,b\n")
    for path, words in [(tmp_path, "a folder"), (tmp_path / "no.csv", "No such file"), (tmp_path / "empty.csv", "is empty"),
                        (tmp_path / "head.csv", "no rows")]:  # fmt: skip
        with pytest.raises(TallyError, match=words):
            normalize(path, layout, tmp_path / "o.parquet")
    assert not (tmp_path / "o.parquet").exists() and not list(tmp_path.glob("*.partial"))
    assert (
        normalize(tmp_path / "head.csv", load_layout({"format": "csv", "empty": "allow"}), tmp_path / "o.parquet").rows
        == 0
    )
