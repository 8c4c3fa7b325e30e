"""Tables of payments: columns by their names, signs, decimals and dates."""

from datetime import date
from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from tally_formats.reading_bytes import read_text, rules_broken


def test_columns_are_known_by_their_words(tmp_path: Path) -> None:
    text = "Payment Date;Account No;Amount;Confirmation Number;Deposit ID;Payer Name\n11/21/2026;0042;1,234.50;C-1;D-9;Ada\n"
    entries, reading = read_text(tmp_path, text)
    assert (reading.format, reading.valid) == ("csv", True)
    entry = entries[0]
    assert (entry.amount, entry.direction, entry.date) == (123450, "credit", date(2026, 11, 21))
    assert (entry.account, entry.reference, entry.parent, entry.name, entry.line) == ("0042", "C-1", "D-9", "Ada", 2)


@pytest.mark.parametrize(
    ("written", "amount", "direction"),
    [("12", 1200, "credit"), ("-12.5", 1250, "debit"), ("(3.00)", 300, "debit"), ("$1,000.00", 100000, "credit"),
     ("7.5-", 750, "debit"), ("-$2.10", 210, "debit"), ("1.500", 150, "credit"), ("9999999999999.99", 999999999999999, "credit")],
)  # fmt: skip
def test_amounts_are_read_to_the_cent(tmp_path: Path, written: str, amount: int, direction: str) -> None:
    entries, reading = read_text(tmp_path, f'date,amount,x\n2026-11-21,"{written}",1\n')
    assert reading.valid, reading.errors
    assert (entries[0].amount, entries[0].direction) == (amount, direction)


@pytest.mark.parametrize(
    ("header", "row", "rule"),
    [("amount", "1.005", "amount_scale"), ("amount", "1.2.3", "amount"), ("amount", "ten", "amount"), ("amount", "", "amount_missing"),
     ("amount,currency", "1.50,JPY", "amount_scale"), ("amount,currency", "1,usd", "currency"), ("amount,direction", "1,up", "direction"),
     ("credit,debit", "1,2", "two_amounts"), ("amount_cents", "1.5", "amount_scale"), ("amount", "1,2,3,4", "row")],
)  # fmt: skip
def test_a_wrong_row_is_refused_and_named(tmp_path: Path, header: str, row: str, rule: str) -> None:
    _, reading = read_text(tmp_path, f"date,{header}\n2026-11-21,{row}\n2026-11-22,1{',' * header.count(',')}\n")
    assert rules_broken(reading) == {rule}
    assert reading.errors[0].line == 2
    assert reading.report.rejected == 1


def test_debit_and_credit_columns_give_the_direction(tmp_path: Path) -> None:
    entries, reading = read_text(tmp_path, "date,debit,credit\n2026-11-21,5.00,\n2026-11-21,0.00,6.00\n")
    assert reading.valid
    assert [(entry.amount, entry.direction) for entry in entries] == [(500, "debit"), (600, "credit")]


@pytest.mark.parametrize(("cell", "rule"), [("soon", "date"), ("2026-02-30", "date"), ("", "date_missing")])
def test_dates_that_are_none_are_named(tmp_path: Path, cell: str, rule: str) -> None:
    entries, reading = read_text(tmp_path, f"date,amount\n{cell},1\n")
    assert rules_broken(reading) == {rule}
    assert entries[0].date is None


def test_a_table_without_an_amount_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(TallyError, match=r"^.+: No column holds an amount"):
        read_text(tmp_path, "date,name\n2026-11-21,Ada\n")
