"""Rules, operations and engines are told the time; no module has a name that holds everything."""

import ast

import pytest
from source_trees import Source, dotted, sources

CLOCKS = frozenset({
    "timezone.now", "timezone.localtime", "timezone.localdate", "datetime.now", "datetime.utcnow", "datetime.today",
    "date.today", "time.time", "time.localtime",
})  # fmt: skip
TIMELESS = frozenset({"rules", "operations", "enums", "planner", "tally", "decision_tables"})
HOLD_ALL = frozenset(
    {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "services", "base", "lib"}
)


def clocks(source: Source) -> list[str]:
    """Every place where the file reads a clock, also by `datetime.datetime.now`."""
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    return [
        f"{source.path}:{call.lineno} {dotted(call.func)}()"
        for call in calls
        if ".".join(dotted(call.func).split(".")[-2:]) in CLOCKS
        or (dotted(call.func) == "localdate" or dotted(call.func) == "localtime")
    ]


def test_rules_operations_and_engines_read_no_clock() -> None:
    found = [line for source in sources() if TIMELESS & set(source.rooms) for line in clocks(source)]
    assert found == []


@pytest.mark.parametrize(
    "snippet", ["timezone.now()", "datetime.datetime.now(UTC)", "dt.date.today()", "time.time()", "localdate()"]
)
def test_a_clock_is_found(snippet: str) -> None:
    assert clocks(Source("src/pilotage/work/rules.py", snippet)) != []


@pytest.mark.parametrize("snippet", ["time.monotonic()", "now.date()", "datetime(2026, 1, 1)", "calendar.today(now)"])
def test_what_is_no_clock_passes(snippet: str) -> None:
    assert clocks(Source("src/pilotage/work/rules.py", snippet)) == []


def names_that_hold_all(files: list[Source]) -> list[str]:
    """Files and folders with a name that says nothing of its subject."""
    return [source.path for source in files if HOLD_ALL & set(source.rooms)]


def test_every_module_has_the_name_of_its_subject() -> None:
    assert names_that_hold_all(sources("src/pilotage", "tests", "scripts", "bench")) == []


def test_a_name_that_holds_all_is_found() -> None:
    assert (
        names_that_hold_all(
            [Source("src/pilotage/work/utils.py", ""), Source("src/pilotage/core/helpers/dates.py", "")]
        )
        != []
    )
