"""Fixed width: places, implied decimals, overpunch, EBCDIC, packed; files with header, detail and trailer."""

from pathlib import Path
from typing import Any

import pytest
from layout_files import column, read, refused, rows

from pilotage.tally.errors import TallyError

FIXED: dict[str, Any] = {
    "format": "fixed",
    "key": "account",
    "fields": {
        "account": {"at": [1, 8], "pad": "0"},
        "name": {"at": [9, 10]},
        "balance": {"at": [19, 8], "type": "money", "decimals": 2, "sign": "overpunch"},
        "due": {"at": [27, 6], "type": "date", "format": "CYYDDD"},
    },
}


def line(account: str, name: str, balance: str, due: str) -> str:
    return f"{account:>08}{name:<10}{balance:>08}{due}"


def test_places_implied_decimals_overpunch_and_julian_dates(tmp_path: Path) -> None:
    content = "\n".join([line("42", "Ann Lee", "0001234E", "126031"), line("7", "Bob", "0000010}", "099365"), ""])
    done = read(tmp_path, content, FIXED)
    assert rows(done) == [
        {"account": "42", "name": "Ann Lee", "balance": "123.45", "due": "2026-01-31", "_line": 1},
        {"account": "7", "name": "Bob", "balance": "-1.00", "due": "1999-12-31", "_line": 2},
    ]


def test_bad_lines_of_fixed_width_stay_with_their_text(tmp_path: Path) -> None:
    good = line("1", "A", "0000000{", "126031")
    content = "\n".join(
        [good, line("2", "B", "0000000Z", "126031"), line("3", "C", "0000000{", "126366"), good[:20], "z" * 32]
    )
    done = read(tmp_path, content, {**FIXED, "short": "reject"})
    assert [(number, code) for number, code, _ in refused(done)] == [
        (2, "no_overpunch"), (3, "not_a_date"), (4, "short_line"), (5, "no_overpunch"),
    ]  # fmt: skip
    assert done.rejects[2].raw == good[:20]
    assert column(done, "account") == ["1"]


def test_a_line_whose_trailing_blanks_were_cut_is_whole(tmp_path: Path) -> None:
    layout = {"format": "fixed", "fields": {"a": {"at": [1, 3]}, "b": {"at": [4, 5]}}}
    assert column(read(tmp_path, "001x\n002\n\n003yyyyy\n", layout), "b") == ["x", None, "yyyyy"]


def test_characters_count_not_bytes(tmp_path: Path) -> None:
    layout = {"format": "fixed", "fields": {"a": {"at": [1, 4]}, "b": {"at": [5, 2]}}}
    assert rows(read(tmp_path, "Peñax1\nabcdy2\n", layout)) == [
        {"a": "Peña", "b": "x1", "_line": 1}, {"a": "abcd", "b": "y2", "_line": 2},
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp037", "cp500", "ebcdic"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_ebcdic_with_and_without_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    layout = {**FIXED, "encoding": encoding, "record_length": 32}
    text = line("42", "Ann Lee", "0001234N", "126031") + end + line("7", "Bob", "0000010{", "126032") + end
    codec = "cp037" if encoding == "ebcdic" else encoding
    assert column(read(tmp_path, text.encode(codec), layout), "balance") == ["-123.45", "1.00"]


def test_packed_and_binary_numbers(tmp_path: Path) -> None:
    layout = {
        "format": "fixed", "encoding": "cp037", "record_length": 12,
        "fields": {
            "id": {"at": [1, 4]}, "m": {"at": [5, 4], "type": "money", "decimals": 2, "storage": "packed"},
            "n": {"at": [9, 4], "type": "integer", "storage": "binary"},
        },
    }  # fmt: skip
    content = (
        "0001".encode("cp037") + bytes.fromhex("0123456c") + (70).to_bytes(4, "big")
        + "0002".encode("cp037") + bytes.fromhex("0000015d") + (-10).to_bytes(4, "big", signed=True)
        + "0003".encode("cp037") + bytes.fromhex("000a015d") + (0).to_bytes(4, "big")
    )  # fmt: skip
    done = read(tmp_path, content, layout)
    assert rows(done) == [
        {"id": "0001", "m": "1234.56", "n": "70", "_line": 1}, {"id": "0002", "m": "-0.15", "n": "-10", "_line": 2},
    ]  # fmt: skip
    assert [(one.line, one.code) for one in done.rejects] == [(3, "not_packed")]


RECORDS: dict[str, Any] = {
    "format": "records",
    "record_at": [1, 1],
    "key": "account",
    "carry": ["header.made_on"],
    "records": {
        "header": {"code": "H", "fields": {"made_on": {"at": [2, 8], "type": "date", "format": "CCYYMMDD"}}},
        "detail": {"code": "D", "fields": {
            "account": {"at": [2, 6]}, "amount": {"at": [8, 7], "type": "money", "decimals": 2, "sign": "none"}}},
        "trailer": {"code": "T", "fields": {
            "lines": {"at": [2, 6], "type": "integer"}, "total": {"at": [8, 9], "type": "money", "decimals": 2},
            "hash": {"at": [17, 6], "type": "integer"}}},
    },
    "controls": [
        {"in": "trailer.lines", "count": "detail"}, {"in": "trailer.total", "sum": "amount"},
        {"in": "trailer.hash", "hash": "account", "digits": 6},
    ],
}  # fmt: skip
FILE = ["H20260131", "D0001230001000", "D9998790000250", "T000002000001250000002"]


def test_header_detail_and_trailer_with_count_sum_and_hash(tmp_path: Path) -> None:
    done = read(tmp_path, "\n".join([*FILE, ""]), RECORDS)
    assert rows(done) == [
        {"account": "000123", "amount": "10.00", "made_on": "2026-01-31", "_line": 2},
        {"account": "999879", "amount": "2.50", "made_on": "2026-01-31", "_line": 3},
    ]
    assert [one["found"] for one in done.controls["checked"]] == ["2", "12.50", "2"]
    assert done.controls["records"] == {"detail": 2, "header": 1, "trailer": 1}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (FILE[:3], "there is no trailer line"),
        ([*FILE[:2], FILE[3]], "line 3: the trailer says 2 for the count of detail, and it is 1"),
        (
            [FILE[0], FILE[1], FILE[2].replace("250", "251"), FILE[3]],
            "says 12.50 for the sum of amount, and it is 12.51",
        ),
        ([FILE[0], FILE[1], FILE[2].replace("79", "78"), FILE[3]], "for the hash of account"),
        ([*FILE, FILE[2]], "a detail line stands after the trailer"),
        (FILE[1:], "stands before any header"),
        ([*FILE[:3], "T0000x2000001250000002"], "the trailer's lines cannot be read"),
        ([FILE[0], FILE[1], FILE[2].replace("250", "2x0"), FILE[3]], r"1 of the rows cannot be read"),
    ],
)
def test_a_broken_trailer_stops_the_run(tmp_path: Path, lines: list[str], words: str) -> None:
    with pytest.raises(TallyError, match=words):
        read(tmp_path, "\n".join([*lines, ""]), RECORDS)
    assert not (tmp_path / "out.parquet").exists()


def test_a_line_of_no_known_kind_is_refused_by_itself(tmp_path: Path) -> None:
    done = read(tmp_path, "\n".join([*FILE[:3], "?what", FILE[3], ""]), RECORDS)
    assert refused(done) == [(4, "record_unknown", "?what")]
    assert done.rows == 2


def test_records_of_delimited_text_with_a_group_above_them(tmp_path: Path) -> None:
    layout = {
        "format": "records", "delimiter": "|", "record_at": 1, "carry": [{"batch.no": "batch"}],
        "records": {
            "batch": {"code": "B", "role": "group", "fields": ["kind", "no"]},
            "pay": {"code": "P", "role": "detail", "fields": [{"name": "kind"}, {"name": "id"}, {"name": "amount", "type": "money"}]},
            "end": {"code": "E", "role": "trailer", "fields": ["kind", {"name": "n", "type": "integer"}]},
        },
        "controls": [{"in": "end.n", "count": "pay"}],
    }  # fmt: skip
    done = read(tmp_path, "B|7\nP|a|1.5\nB|8\nP|b|2\nP|c\nE|3\n", layout)
    assert rows(done) == [
        {"kind": "P", "id": "a", "amount": "1.50", "batch": "7", "_line": 2},
        {"kind": "P", "id": "b", "amount": "2.00", "batch": "8", "_line": 4},
    ]
    assert refused(done) == [(5, "too_few_cells", "P|c")]
