"""Every check of every format fails on a file that breaks it, names its line, and is forgiven by its leniency alone."""

from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.formats import FORMATS, rules_of
from pilotage.tally.formats.rules import EVERY_FILE
from tally_formats.broken_ach import BROKEN
from tally_formats.broken_others import (
    BROKEN_BAI2,
    BROKEN_CAMT,
    BROKEN_LOCKBOX,
    BROKEN_MT940,
    BROKEN_TABLES,
    BROKEN_X12,
    Content,
)  # fmt: skip
from tally_formats.reading_bytes import read_text

ALL: dict[str, dict[str, Content]] = {
    "ach": BROKEN, "bai2": BROKEN_BAI2, "camt": BROKEN_CAMT, "mt940": BROKEN_MT940, "lockbox": BROKEN_LOCKBOX, "x12": BROKEN_X12,
    "csv": BROKEN_TABLES,
}  # fmt: skip
CASES = [(format, rule) for format, rules in ALL.items() for rule in rules]


def test_no_check_is_without_a_file_that_breaks_it() -> None:
    assert set(ALL) == set(FORMATS)
    for format, broken in ALL.items():
        assert set(rules_of(format)) - set(broken) == set(), format
        assert set(broken) - set(rules_of(format)) - set(EVERY_FILE) == set(), format


@pytest.mark.parametrize(("format", "rule"), CASES)
def test_a_broken_rule_is_named(tmp_path: Path, format: str, rule: str) -> None:
    content = ALL[format][rule]()
    _, reading = read_text(tmp_path, content, format)
    assert not reading.valid
    assert rule in reading.report.error_counts, reading.errors
    fault = next(fault for fault in reading.errors if fault.rule == rule)
    assert 1 <= fault.line <= max(reading.report.read, 10_000)
    assert fault.message.endswith(".")
    assert fault.remedy.endswith(".")
    assert "{" not in fault.message
    assert "000123456789" not in fault.message, "account numbers stay out of messages"
    told = reading.report.rules[rule]
    if told.leniency:
        _, lenient = read_text(tmp_path, content, format, allow=[told.leniency])
        assert rule not in lenient.report.error_counts
        assert [one["used"] > 0 for one in lenient.report.leniencies() if one["rule"] == rule] == [True]


@pytest.mark.parametrize("format", list(ALL))
def test_a_leniency_that_is_none_is_refused(tmp_path: Path, format: str) -> None:
    content = next(iter(ALL[format].values()))()
    with pytest.raises(TallyError, match="There is no leniency sloppiness"):
        read_text(tmp_path, content, format, allow=["sloppiness"])
