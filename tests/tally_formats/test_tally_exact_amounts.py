"""Amounts are exact whatever is written, and totals are what an independent sum gives."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.tally.entries import decimals_of, smallest_units
from pilotage.tally.entries.masking import masked
from tally_formats.ach_files import Batch, whole_file
from tally_formats.reading_bytes import read_text


@given(st.integers(-(10**17), 10**17), st.integers(0, 4))
def test_every_amount_comes_back_as_it_was_written(units: int, decimals: int) -> None:
    text = f"{Decimal(units).scaleb(-decimals):f}"
    assert smallest_units(text, decimals) == units
    assert smallest_units(text.replace(".", ","), decimals) == units


@given(st.text("0123456789.,-+ eE٣", max_size=12), st.integers(0, 3))
def test_a_text_is_its_exact_amount_or_refused(text: str, decimals: int) -> None:
    try:
        units = smallest_units(text, decimals)
    except ValueError:
        return
    try:
        exact = Decimal(text.replace(",", "."))
    except InvalidOperation:
        pytest.fail(f"{text!r} is no number, and was read as {units}")
    assert exact.scaleb(decimals) == units


@pytest.mark.parametrize(("currency", "decimals"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XXX", 2)])
def test_currencies_have_their_decimals(currency: str, decimals: int) -> None:
    assert decimals_of(currency) == decimals


@pytest.mark.parametrize(("account", "shown"), [("000123456789", "••••6789"), ("1234", "••••"), ("", "")])
def test_accounts_show_their_end_only(account: str, shown: str) -> None:
    assert masked(account) == shown


@settings(max_examples=40, deadline=None)
@given(
    batches=st.lists(
        st.lists(
            st.tuples(st.sampled_from(["22", "27", "32", "37", "42", "52"]), st.integers(1, 9_999_999_999)),
            min_size=1,
            max_size=8,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_right_file_is_valid_and_adds_up(
    batches: list[list[tuple[str, int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = []
    for number, rows in enumerate(batches, 1):
        batch = Batch(number=number)
        for code, cents in rows:
            batch.entry(code, cents)
        made.append(batch)
    folder: Path = tmp_path_factory.mktemp("ach")
    entries, reading = read_text(folder, whole_file(*made))
    assert reading.valid, reading.errors
    rows = [row for batch in batches for row in batch]
    assert [(entry.amount, entry.direction) for entry in entries] == [
        (cents, "debit" if code[1] == "7" else "credit") for code, cents in rows
    ]
    assert reading.totals["credit"] == sum(cents for code, cents in rows if code[1] == "2")
    assert reading.totals["debit"] == sum(cents for code, cents in rows if code[1] == "7")
