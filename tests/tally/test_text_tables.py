"""Delimited text: every row is read right or refused by its number, in any usual encoding, separator and line end."""

import csv
import io
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.tally.tables import Limits, Row, Table, TableUnreadable, open_table


def read(data: bytes, limits: Limits | None = None) -> tuple[Table, list[Row]]:
    table = open_table(io.BytesIO(data), limits=limits)
    rows = list(table.rows())
    assert table.accepted + table.rejected == len(rows)
    return table, rows


def cells(data: bytes) -> list[list[str]]:
    _, rows = read(data)
    assert all(row.problem is None for row in rows)
    return [list(row.cells.values()) for row in rows]


def kinds(rows: list[Row]) -> list[tuple[int, str | None]]:
    return [(row.number, row.problem.kind if row.problem else None) for row in rows]


TEXT = "id;name;note\n1;Café Ünion;“all—good”\n2;Bo;x\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_the_encoding_is_found_and_every_character_is_read(encoding: str, found: str) -> None:
    table, rows = read(TEXT.encode(encoding))
    assert table.headers == ("id", "name", "note")
    assert table.encoding == found
    assert rows[0].cells == {"id": "1", "name": "Café Ünion", "note": "“all—good”"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter: str) -> None:
    table, rows = read(f"a{delimiter}b\n1{delimiter}x y, z; w\n2{delimiter}u\n".replace(",", ",").encode())
    assert table.delimiter == delimiter or delimiter == ","
    assert table.headers == ("a", "b")
    assert rows[-1].cells == {"a": "2", "b": "u"}


def test_a_file_may_name_its_separator_itself_and_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    table, rows = read(b"sep=;\r\na;b\r\n1;2,3\r\n")
    assert (table.delimiter, table.header_number) == (";", 1)
    assert (rows[0].number, rows[0].cells) == (2, {"a": "1", "b": "2,3"})


@pytest.mark.parametrize("data", [b"a,b\n1,2\n3,4", b"a,b\r\n1,2\r\n3,4\r\n", b"a,b\r1,2\r3,4\r", b"a,b\r\n1,2\n3,4\r"])
def test_line_ends_of_every_kind_are_read_also_mixed(data: bytes) -> None:
    assert cells(data) == [["1", "2"], ["3", "4"]]


def test_quotes_may_hold_separators_quotes_and_line_ends() -> None:
    data = b'a,b\n1,"x, ""y""\r\nz"\n2,"\n\n"\n3,end\n'
    assert cells(data) == [["1", 'x, "y"\r\nz'], ["2", "\n\n"], ["3", "end"]]
    assert kinds(read(data)[1]) == [(2, None), (3, None), (4, None)]


def test_blank_lines_count_as_a_spreadsheet_counts_them_and_are_no_rows() -> None:
    table, rows = read(b"\n\na,b\n\n1,2\n , \n,,\n3,4\n\n")
    assert table.header_number == 3
    assert kinds(rows) == [(5, None), (8, None)]
    assert table.blank == 4


def test_a_row_with_too_few_or_too_many_cells_is_refused_by_its_number() -> None:
    _, rows = read(b"a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,, \n")
    assert kinds(rows) == [(2, "too_few_cells"), (3, None), (4, "too_many_cells"), (5, None)]
    assert rows[0].problem is not None
    assert rows[0].problem.column == "c"
    assert "It has 2 cells; the header has 3 columns." in rows[0].problem.reason


def test_a_nul_byte_refuses_its_row_alone_and_names_the_column() -> None:
    _, rows = read(b"a,b\n1,2\n3,x\0y\n5,6\n")
    assert kinds(rows) == [(2, None), (3, "nul"), (4, None)]
    assert rows[1].problem is not None
    assert rows[1].problem.column == "b"


def test_a_line_of_a_megabyte_is_read_right() -> None:
    assert cells(b"a,b\n1," + b"x" * 2**20 + b"\n2,y\n") == [["1", "x" * 2**20], ["2", "y"]]


def test_a_line_over_the_limit_is_refused_alone() -> None:
    _, rows = read(b"a,b\n1," + b"x" * 9_000_000 + b"\n2,y\n")
    assert kinds(rows) == [(2, "too_long"), (3, None)]


@pytest.mark.parametrize(
    "line", [b'2,"open', b'2,"a" b', b'2,"a"b"', b'"2"x,y'], ids=["never closed", "text behind", "odd", "first cell"]
)
def test_wrong_quotes_refuse_their_row_alone(line: bytes) -> None:
    _, rows = read(b"a,b\n1,x\n" + line + b"\n3,y\n4,z\n")
    assert kinds(rows) == [(2, None), (3, "broken_quotes"), (4, None), (5, None)]


def test_a_quote_that_nothing_closes_swallows_no_rows_of_a_long_file() -> None:
    lines = [f"{place},x" for place in range(5_000)]
    lines[10] = '10,"x'
    _, rows = read(("a,b\n" + "\n".join(lines)).encode())
    assert len(rows) == 5_000
    assert [row.number for row in rows if row.problem] == [12]


def test_a_quote_inside_an_unquoted_cell_is_text() -> None:
    assert cells(b'a,b\n1,5" pipe\n2,6" pipe\n') == [["1", '5" pipe'], ["2", '6" pipe']]


def test_a_row_in_another_encoding_than_its_utf_8_file_is_refused() -> None:
    _, rows = read("a,b\n1,é\n2,ü\n".encode() + b"3,\xe9\n4,x\n")
    assert kinds(rows) == [(2, None), (3, None), (4, "unreadable_characters"), (5, None)]


def test_a_byte_that_windows_1252_does_not_know_refuses_its_row() -> None:
    _, rows = read(b"a,b\n1,\xe9\n2,\x81\n")
    assert kinds(rows) == [(2, None), (3, "unreadable_characters")]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"a,b,A\n1,2,3\n", "there twice (A and C)"),
        (b"a,\0b\n1,2\n", "header (row 1) cannot be read"),
        (b'a,"b\n', "header (row 1) cannot be read"),
        (b"%PDF-1.7 a,b\n", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(data: bytes, told: str) -> None:
    with pytest.raises(TableUnreadable) as refused:
        read(data)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_header_alone_is_a_table_without_rows() -> None:
    table, rows = read(b"a,b\r\n")
    assert (table.headers, rows, table.accepted, table.rejected) == (("a", "b"), [], 0, 0)


def test_a_column_without_a_name_is_called_by_its_letter_and_trailing_ones_are_dropped() -> None:
    table, rows = read(b"a,,c,,\n1,2,3,,\n1,2,3,4,\n")
    assert table.headers == ("a", "Column B", "c")
    assert kinds(rows) == [(2, None), (3, "too_many_cells")]


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    class Unreadable(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError("read")

    with pytest.raises(TableUnreadable, match="at most 50 MB"):
        open_table(Unreadable(b"x" * (50 * 2**20 + 1)))


def test_a_stream_that_cannot_go_back_is_read_from_memory() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert [row.cells for row in open_table(Pipe(b"a,b\n1,2\n")).rows()] == [{"a": "1", "b": "2"}]


def test_a_path_is_closed_when_the_table_is(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n1,2\n")
    with open_table(path) as table:
        assert len(list(table.rows())) == 1
    again = open_table(path)
    again.close()
    with pytest.raises(ValueError, match="closed"):
        list(again.rows())


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=8)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_a_csv_writer_writes_is_read_back_cell_by_cell(
    written: list[tuple[str, str, str]], delimiter: str, line_end: str, encoding: str
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([("first", "second", "third"), *written])
    table, rows = read(out.getvalue().encode(encoding))
    filled = [row for row in written if any(cell.strip() for cell in row)]
    assert [tuple(row.cells.values()) for row in rows] == filled
    assert table.blank == len(written) - len(filled)
    assert table.rejected == 0


DAMAGES = ("nul", "short", "long", "quote", "byte")


def damaged(line: bytes, kind: str) -> bytes:
    first, second, third = line.split(b",")
    return {
        "nul": b",".join((first, second + b"\0", third)),
        "short": b",".join((first, second)),
        "long": line + b",more",
        "quote": b",".join((first, b'"' + second + b'"x', third)),
        "byte": b",".join((first, second + b"\xff\xfe", third)),
    }[kind]


@pytest.mark.parametrize("seed", range(40))
def test_damage_refuses_exactly_the_rows_it_is_in(seed: int) -> None:
    rng = random.Random(seed)
    lines = [f"{place},Möbius {place},x".encode() for place in range(rng.randint(5, 60))]
    harmed = set(rng.sample(range(len(lines)), rng.randint(0, 4)))
    for place in harmed:
        lines[place] = damaged(lines[place], rng.choice(DAMAGES))
    table, rows = read(b"id,name,note\n" + rng.choice((b"\n", b"\r\n", b"\r")).join(lines))
    assert {row.number - 2 for row in rows if row.problem} == harmed
    assert (table.accepted, table.rejected) == (len(lines) - len(harmed), len(harmed))


@pytest.mark.parametrize("seed", range(120))
def test_a_file_with_random_damage_is_read_or_refused_and_never_breaks_the_reader(seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(("id,name\n" + "".join(f'{place},"n {place}"\n' for place in range(80))).encode())
    for _ in range(rng.randint(1, 30)):
        place = rng.randrange(len(data))
        choice = rng.randrange(3)
        if choice == 0:
            data[place] = rng.randrange(256)
        elif choice == 1:
            del data[place : place + rng.randint(1, 20)]
        else:
            data[place:place] = rng.choice((b'"', b"\0", b",", b"\r", b"\n", b"\xff", b'""', b"\xef\xbb\xbf", b"\t"))
    try:
        table, rows = read(bytes(data))
    except TableUnreadable:
        return
    numbers = [row.number for row in rows]
    assert numbers == sorted(set(numbers))
    assert all(set(row.cells) <= set(table.headers) for row in rows)
    assert all(len(row.cells) == len(table.headers) for row in rows if row.problem is None)


def test_the_folder_one_stands_in_is_named_as_it_was_given() -> None:
    with pytest.raises(TableUnreadable, match=r"The file \. cannot be opened"):
        open_table(Path("."))
