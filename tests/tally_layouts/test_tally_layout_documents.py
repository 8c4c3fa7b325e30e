"""What is documented is so: every key, form and check, and the examples."""

from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts import fieldtexts, load_layout, loading, normalize
from pilotage.tally.layouts.amounts import NotANumber, read_number
from pilotage.tally.layouts.forms import date_form, reader
from pilotage.tally.layouts.model import FORMATS, ROLES, SIGNS, STORAGES, TYPES, Field

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples" / "verification" / "layouts"
PAGE = (ROOT / "docs" / "howto" / "layouts.md").read_text()


def test_every_key_and_word_of_a_layout_is_documented() -> None:
    words = loading.KEYS | fieldtexts.KEYS | {*FORMATS, *ROLES, *SIGNS, *STORAGES, *TYPES}
    assert [
        word for word in sorted(words) if f"`{word}`" not in PAGE and f"`{word}:" not in PAGE and f" {word}" not in PAGE
    ] == []


@pytest.mark.parametrize(
    ("form", "text", "iso"),
    [
        ("CCYY-MM-DD", "2026-01-31", "2026-01-31"), ("MMDDCCYY", "01312026", "2026-01-31"), ("M/D/YYYY", "1/31/2026", "2026-01-31"),
        ("DDMMCCYY", "31012026", "2026-01-31"), ("YYMMDD", "260131", "2026-01-31"), ("YYMMDD", "700131", "1970-01-31"),
        ("YYMMDD", "690131", "1969-01-31"), ("YYMMDD", "680131", "2068-01-31"), ("CYYMMDD", "1260131", "2026-01-31"),
        ("CYYDDD", "126031", "2026-01-31"), ("CYYDDD", "099365", "1999-12-31"), ("CCYYDDD", "2024366", "2024-12-31"),
        ("CCYYDDD", "2026366", None), ("DD-MON-YY", "31-jan-26", "2026-01-31"), ("DD.MM.CCYY", "31.01.2026", "2026-01-31"),
        ("%m/%d/%y", "1/31/26", "2026-01-31"), ("%b %d, %Y", "Jan 31, 2026", "2026-01-31"), ("excel", "46053", "2026-01-31"),
        ("excel", "60", None), ("excel", "59", "1900-02-28"), ("lilian", "1", "1582-10-15"), ("CCYYMMDD", "20260230", None),
        ("CCYYMMDD", "2026013", None), ("CCYYMMDD", "２０２６０１３１", None),
    ],
)  # fmt: skip
def test_date_forms(form: str, text: str, iso: str | None) -> None:
    assert reader(date_form(form), False)(text) == iso


@pytest.mark.parametrize(
    ("form", "text", "iso"),
    [("CCYYMMDDHHMMSS", "20260131050607", "2026-01-31 05:06:07"), ("%m/%d/%Y %I:%M %p", "01/31/2026 12:05 AM", "2026-01-31 00:05:00"),
     ("CCYY-MM-DD HH:MI:SS", "2026-01-31 24:00:00", None), ("CCYY-MM-DDTHH:MI:SS", "2026-01-31T05:06:07", "2026-01-31 05:06:07")],
)  # fmt: skip
def test_forms_of_instants(form: str, text: str, iso: str | None) -> None:
    assert reader(date_form(form), True)(text) == iso


@pytest.mark.parametrize("form", ["", "MM/DD", "CCYY", "QQQQ", "%Q", "CCYYMMDDDD"])
def test_a_form_that_names_no_day_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"date form"):
        date_form(form)


@pytest.mark.parametrize(
    ("text", "settings", "read"),
    [
        ("12.5", {"scale": 2}, "12.50"), ("-0.00", {"scale": 2}, "0.00"), ("(12.50)", {"scale": 2}, "-12.50"), ("12.50-", {"scale": 2}, "-12.50"),  # noqa: E501
        ("1.005", {"scale": 2}, "over_scale"), ("1.0050", {"scale": 3}, "1.005"), ("0001234", {"decimals": 2, "scale": 2}, "12.34"),
        ("5", {"decimals": 2, "scale": 2}, "0.05"), ("12.34", {"decimals": 2, "scale": 2}, "point_where_implied"),
        ("1.234,50", {"scale": 2, "decimal_mark": ",", "thousands": "."}, "1234.50"), ("1,23", {"scale": 2, "thousands": ","}, "not_a_number"),  # noqa: E501
        ("$1,234.50", {"scale": 2, "thousands": ",", "symbol": "$"}, "1234.50"), ("12.50CR", {"scale": 2, "sign": "crdb"}, "-12.50"),
        ("12.50DB", {"scale": 2, "sign": "crdb"}, "12.50"), ("0012{", {"decimals": 2, "sign": "overpunch"}, "1.20"),
        ("0012R", {"decimals": 2, "sign": "overpunch"}, "-1.29"), ("0012y", {"decimals": 2, "sign": "overpunch"}, "-1.29"),
        ("J012", {"sign": "overpunch_leading"}, "-1012"), ("-5", {"sign": "none"}, "not_a_number"), ("999999999999999999.99", {"scale": 2}, "999999999999999999.99"),  # noqa: E501
        ("1e3", {"scale": 2}, "not_a_number"), ("٣", {"scale": 2}, "not_a_number"), ("", {"scale": 2}, "not_a_number"),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly_or_refused(text: str, settings: dict[str, object], read: str) -> None:
    try:
        found = read_number(text, Field("a", "money", **settings))  # type: ignore[arg-type]
    except NotANumber as wrong:
        found = wrong.code
    assert found == read


def test_the_examples_read_as_documented(tmp_path: Path) -> None:
    accounts = normalize(EXAMPLES / "accounts.txt", load_layout(EXAMPLES / "accounts.yaml"), tmp_path / "a.parquet")
    assert (accounts.rows, [(one.line, one.code, one.field) for one in accounts.rejects]) == (
        39,
        [(18, "not_a_number", "balance")],
    )
    payments = load_layout(EXAMPLES / "payments.yaml")
    assert len(normalize(EXAMPLES / "payments.txt", payments, tmp_path / "p.parquet").controls["checked"]) == 3
    lines = (EXAMPLES / "payments.txt").read_text().splitlines(keepends=True)
    (tmp_path / "cut.txt").write_text("".join([*lines[:5], *lines[6:]]))
    with pytest.raises(TallyError, match="says 38 for the count of detail, and it is 37"):
        normalize(tmp_path / "cut.txt", payments, tmp_path / "p.parquet")
