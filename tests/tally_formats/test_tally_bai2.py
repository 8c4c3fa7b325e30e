"""BAI2 files: continuations, texts with slashes, every form of availability, and the sums of trailers."""

from datetime import date
from pathlib import Path

from tally_formats.reading_bytes import read_text, rules_broken

FILE = """01,122099999,123456789,261121,0200,1,80,1,2/
02,031001234,122099999,1,261120,2359,USD,2/
03,0123456789,,010,+4350000,,,040,2830000,,/
88,072,1020000,,,074,500000,,V,261121,1200/
16,115,450000,S,100000,200000,150000,BANKREF,CUSTREF,LOCK BOX 68751
16,475,1000,D,3,0,500,1,300,2,200,CHK/77,,/
49,9151000,5/
03,9876543210,USD,100,1000000,2,Z/
16,399,1000,V,261124,,REF-1,CUST,Refund, see a/b
88,and more, until here/
16,890,,,,,note only/
49,1001000,5/
98,10152000,2,12/
99,10152000,1,14/
"""


def test_a_right_file_gives_its_details_and_balances(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, FILE)
    assert reading.format == "bai2"
    assert reading.valid, reading.errors
    first, check, text, note = entries
    assert (first.line, first.amount, first.direction, first.currency) == (5, 450000, "credit", "USD")
    assert (first.date, first.account, first.code, first.method) == (date(2026, 11, 20), "0123456789", "115", "lockbox")
    assert (first.reference, first.references) == ("BANKREF", {"bank": "BANKREF", "customer": "CUSTREF"})
    assert (check.direction, check.reference, check.text, check.method) == ("debit", "CHK/77", "", "check")
    assert (text.text, text.value_date) == ("Refund, see a/b\nand more, until here", date(2026, 11, 24))
    assert (note.kind, note.amount) == ("note", 0)
    codes = [(balance["account"], balance["code"], balance["amount"]) for balance in reading.report.balances]
    assert codes[:2] == [("0123456789", "010", 4350000), ("0123456789", "040", 2830000)]
    assert codes[-1] == ("9876543210", "100", 1000000)
    assert reading.report.stated == {"total": 10152000, "groups": 1, "records": 14}


def test_lines_that_end_without_a_slash_go_on_at_the_next_field(tmp_path: Path) -> None:
    text = FILE.replace(
        "16,475,1000,D,3,0,500,1,300,2,200,CHK/77,,/", "16,475,1000,D,3,0,500,1,300\n88,2,200,CHK/77,,words"
    )
    text = text.replace("49,9151000,5/", "49,9151000,6/").replace(",2,12/", ",2,13/").replace(",1,14/", ",1,15/")
    entries, reading = read_text(tmp_path, text)
    assert reading.valid, reading.errors
    assert (entries[1].reference, entries[1].text) == ("CHK/77", "words")


def test_a_continued_line_without_its_code_is_a_leniency_that_is_recorded(tmp_path: Path) -> None:
    text = FILE.replace("88,and more, until here/", "and more, until here/").replace("49,1001000,5/", "49,1001000,4/")
    text = text.replace(",2,12/", ",2,11/").replace(",1,14/", ",1,13/")
    _, strict = read_text(tmp_path, text)
    assert rules_broken(strict) == {"bare_continuation"}
    entries, lenient = read_text(tmp_path, text, allow=["bare_continuations"])
    assert lenient.valid
    assert entries[2].text.endswith("until here")
    assert lenient.report.leniencies() == [
        {"name": "bare_continuations", "rule": "bare_continuation", "used": 1, "lines": [10]}
    ]


def test_a_lost_line_shows_in_every_trailer(tmp_path: Path) -> None:
    _, reading = read_text(
        tmp_path, FILE.replace("16,115,450000,S,100000,200000,150000,BANKREF,CUSTREF,LOCK BOX 68751\n", "")
    )
    assert rules_broken(reading) == {"account_total", "account_records", "group_records", "file_records"}
    fault = reading.errors[0]
    assert (fault.record, fault.line, fault.field) == ("account_trailer", 6, "total")
    assert "9151000" in fault.message
    assert "8701000" in fault.message
