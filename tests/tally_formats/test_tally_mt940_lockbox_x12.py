"""MT940, lockbox, 820 and 823: what right files give."""

from datetime import date
from pathlib import Path

import mt940
import pytest

from tally_formats.payment_samples import LOCKBOX, MT940, X820, X823
from tally_formats.reading_bytes import read_text, rules_broken


def test_mt940_gives_its_lines_with_their_information(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, MT940)
    assert reading.format == "mt940"
    assert reading.valid, reading.errors
    assert [(entry.line, entry.kind, entry.amount, entry.direction) for entry in entries] == [
        (6, "transaction", 20000, "credit"), (10, "return", 5000, "debit"), (12, "transaction", 450, "debit"),
        (19, "pending", 700, "credit"),
    ]  # fmt: skip
    first, returned, *_ = entries
    assert (first.name, first.account, first.reference, first.code) == ("Ada Byron", "123456789/USD", "BANK-1", "NTRF")
    assert first.text == "supplementary\n/NAME/Ada Byron/REMI/INVOICE 7\nmore text"
    assert (first.date, first.value_date) == (date(2026, 11, 20), date(2026, 11, 20))
    assert (returned.original, returned.name) == ("ORIG-9", "ALAN T")


def test_mt940_agrees_with_another_reader(tmp_path: Path) -> None:
    """But for the sign of a reversed credit (RC), which takes money away: the other reader adds it."""
    text = MT940.replace(":61:261120EC7,00NTRFNONREF\n", "")
    entries, _ = read_text(tmp_path, text)
    others = [one.data for one in mt940.parse(text)]
    assert [(entry.amount, entry.value_date) for entry in entries] == [
        (abs(int(one["amount"].amount * 100)), date(one["date"].year, one["date"].month, one["date"].day))
        for one in others
    ]


def test_mt940_books_at_the_turn_of_the_year(tmp_path: Path) -> None:
    entries, _ = read_text(
        tmp_path, MT940.replace(":61:2611201120C200,00", ":61:2612311231C200,00").replace("2611201120D", "2612310102D")
    )
    assert (entries[0].date, entries[2].date) == (date(2026, 12, 31), date(2027, 1, 2))


def test_lockbox_gives_remittances_and_their_invoices(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, LOCKBOX)
    assert reading.format == "lockbox"
    assert reading.valid, reading.errors
    payment, one, two, other = entries
    assert (payment.amount, payment.reference, payment.account, payment.bank) == (
        12550,
        "4411",
        "0000009876",
        "231380104",
    )
    assert (payment.date, payment.parent, payment.text) == (date(2026, 11, 20), "001", "ACCT 1001")
    assert payment.references == {"batch": "001", "item": "001", "check": "4411", "lockbox": "0012345"}
    assert [(one.kind, one.reference, one.amount, one.parent), two.amount] == [
        ("invoice", "INV-1", 10000, "001-001"),
        2550,
    ]
    assert (reading.totals["credit"], other.amount) == (13000, 450)


def test_three_kinds_of_records_are_enough(tmp_path: Path) -> None:
    entries, reading = read_text(
        tmp_path, [LOCKBOX[2], LOCKBOX[3], LOCKBOX[8].replace("00020000013000", "00010000012550")]
    )
    assert reading.valid, reading.errors
    assert len(entries) == 1


@pytest.mark.parametrize(
    ("routing", "layout"),
    [("231380104", "routing_of_nine"), ("0231380104", "routing_of_ten"), ("23138010", "routing_of_eight")],
)
def test_the_cut_of_the_remittance_is_found(tmp_path: Path, routing: str, layout: str) -> None:
    check = "000004411" if len(routing) == 10 else "0000004411"
    record = "6001001" + "0000012550" + routing + "0000009876" + check
    entries, reading = read_text(tmp_path, [LOCKBOX[0], record])
    assert reading.report.facts["layout"] == layout
    assert (entries[0].bank, entries[0].account, entries[0].reference) == (routing, "0000009876", "4411")


def test_820_gives_the_payment_and_what_it_is_for(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, X820)
    assert reading.format == "x12"
    assert reading.valid, reading.errors
    payment, one, two, credit = entries
    assert (payment.kind, payment.amount, payment.direction, payment.date) == (
        "payment",
        14500,
        "credit",
        date(2026, 11, 23),
    )
    assert (payment.reference, payment.name, payment.account, payment.method, payment.line) == (
        "TRACE-77", "RIVERTON PARKS", "333444", "ach", 4,
    )  # fmt: skip
    assert (one.kind, one.amount, one.reference, one.parent) == ("remittance", 10000, "INV-1", "TRACE-77")
    assert one.references == {"qualifier": "IV", "invoiced": "105.00", "discount": "5.00", "ref_po": "PO-9"}
    assert (two.amount, credit.kind, credit.amount, credit.direction, credit.code) == (
        5000,
        "adjustment",
        500,
        "debit",
        "01",
    )
    assert reading.totals["credit"] == 14500


@pytest.mark.parametrize(("element", "end"), [("|", "~"), ("*", "\n"), ("\x1d", "'")])
def test_delimiters_are_those_of_the_isa(tmp_path: Path, element: str, end: str) -> None:
    entries, reading = read_text(tmp_path, X820.replace("\n", "").replace("*", element).replace("~", end))
    assert reading.valid, reading.errors
    assert len(entries) == 4


def test_823_gives_payments_of_batches_of_deposits(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, X823)
    assert reading.valid, reading.errors
    assert [(entry.kind, entry.amount, entry.reference, entry.parent) for entry in entries] == [
        ("payment", 12550, "4411", "B-1"), ("remittance", 12550, "INV-1", "4411"), ("payment", 450, "4412", "B-1"),
    ]  # fmt: skip
    assert (entries[0].name, entries[0].date, entries[2].account) == ("ADA BYRON", date(2026, 11, 20), "555666")


def test_a_lost_segment_shows_in_the_counts(tmp_path: Path) -> None:
    _, reading = read_text(tmp_path, X820.replace("RMR*IV*INV-2**50~\n", ""))
    assert rules_broken(reading) == {"set_segments", "remittance_total"}
