"""docs/howto/api.md says what the product does: its scopes, its operations, its limits, its statuses."""

import re
from collections.abc import Iterator
from pathlib import Path

from ninja import Schema

from api.guide import operations_table, scopes_line
from pilotage.config.api import api
from pilotage.people.api.door import PER_MINUTE
from pilotage.people.api.pages import MOST
from pilotage.people.api.repeats import LONGEST_KEY

GUIDE = (Path(__file__).parents[2] / "docs/howto/api.md").read_text()


def test_the_tables_are_those_of_the_product() -> None:
    assert operations_table() in GUIDE, f"Put this table into docs/howto/api.md:\n{operations_table()}"
    assert scopes_line() in GUIDE, f"Put this line into docs/howto/api.md:\n{scopes_line()}"


def test_the_limits_are_those_of_the_product() -> None:
    for words in (f"{PER_MINUTE:,} requests a minute", f"up to {MOST} rows a page", f"up to {LONGEST_KEY} signs"):
        assert words in GUIDE


def test_no_two_shapes_have_one_name() -> None:
    """The document knows a shape by its name alone: of two the last would stand for both."""
    found = [one.__name__ for one in subclasses(Schema) if one.__module__.startswith("pilotage.")]
    assert len(found) > 100 and sorted({name for name in found if found.count(name) > 1}) == []


def subclasses(of: type) -> Iterator[type]:
    """All of them, those of subclasses too."""
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_status_that_an_operation_may_answer_is_explained() -> None:
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    found = {
        status
        for path in schema["paths"].values()
        for one in path.values()
        for status in one["responses"]
        if int(status) >= 400
    }
    rows = re.findall(r"^\| ([\d, ]+) \|", GUIDE, re.M)
    assert {str(status) for status in found} <= {status for row in rows for status in row.split(", ")}
