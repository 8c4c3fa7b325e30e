"""Exported cells: a text never becomes a formula, and numbers stay numbers."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.tally.tables import safe_cell, safe_row


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u00a0=1",
        "\n=1",
        "\n\n @x",
        "\u200b=1",
        "\ufeff=1",
        "\u3000+x",
    ]
    + [
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "-cmd|' /C calc'!A0",
        "--5",
        "-",
        "- x",
        "+15551234567",
        "\tx",
        "\rx",
        "=",
        "-1e5",
        "-1,5",
        "\x00=1",
    ]
    + ["-5\n=1"],
)
def test_a_text_that_would_start_a_formula_gets_a_leading_apostrophe(text: str) -> None:
    assert str(safe_cell(text)).startswith("'")


@pytest.mark.parametrize(
    "text",
    ["", "x", "a=b", "1-2", "-5", "-12.50", "0", "007", "12345", "3.14", "'=1", "(555) 1", "x\ty", "é", "\n", " a"],
)
def test_other_texts_and_plain_negative_numbers_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    "value", [-5, -5.5, Decimal("-5.50"), None, True, dt.date(2026, 1, 1), dt.datetime(2026, 1, 1)]
)
def test_numbers_and_dates_stay_what_they_are(value: object) -> None:
    assert safe_cell(value) is value


def test_a_later_line_of_a_cell_is_made_safe_and_a_list_of_points_is_not_touched() -> None:
    assert safe_cell("hello\n=1+1") == "hello\n'=1+1"
    assert safe_cell("hello\r\n @x\n+1") == "hello\r\n' @x\n'+1"
    assert safe_cell("points:\n- one\n- two") == "points:\n- one\n- two"


@given(st.text(st.sampled_from(" \t\r\n\u00a0\u200b=+-@ab1.'＝"), max_size=12))
def test_no_cell_starts_with_a_formula_sign_behind_any_blanks(text: str) -> None:
    safe = str(safe_cell(text))
    shown = safe.lstrip(" \n\u00a0\u200b")
    is_number = safe.lstrip("-").replace(".", "", 1).isdigit()
    assert is_number or not shown.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert safe_cell(safe) == safe
    assert safe.replace("'", "") == text.replace("'", "")


def test_a_row_is_made_safe_cell_by_cell() -> None:
    assert safe_row(["=x", -1, "ok"]) == ["'=x", -1, "ok"]
