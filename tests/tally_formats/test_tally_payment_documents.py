"""The guide names every format, check and leniency; the example files are what their names say."""

from pathlib import Path

import pytest

from pilotage.tally.formats import FORMATS, read, rules_of
from pilotage.tally.formats.rules import EVERY_FILE

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDE = (ROOT / "docs/howto/payment-files.md").read_text()
EXAMPLES = sorted((ROOT / "examples/verification/payment-files").iterdir())


@pytest.mark.parametrize("format", list(FORMATS))
def test_the_guide_has_every_check_in_its_words_and_every_leniency(format: str) -> None:
    assert f"(`{format}`)" in GUIDE
    for name, rule in {**EVERY_FILE, **rules_of(format)}.items():
        leniency = f"`{rule.leniency}`" if rule.leniency else ""
        assert f"| `{name}` | {rule.message} | {leniency} |" in GUIDE, name


def test_there_is_an_example_of_every_format() -> None:
    assert {read(path).format for path in EXAMPLES} == set(FORMATS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_valid_or_says_that_it_is_not(path: Path) -> None:
    reading = read(path).drain()
    assert reading.valid is ("faults" not in path.name), reading.errors
    assert reading.totals["entries"] > 0
