"""The shipped case library: 72 cases of billing and payments, by code. Read once."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class LibraryCase:
    """A case that plans are begun from. `kind` says whether it is a system integration or a user acceptance test."""

    code: str
    kind: str
    area: str
    title: str
    expected: str
    channel: str
    event: str


@cache
def library() -> tuple[LibraryCase, ...]:
    """All cases in order."""
    with (files("pilotage.testing") / "cases.csv").open(encoding="utf-8") as file:
        return tuple(LibraryCase(**row) for row in csv.DictReader(file))


def cases_for(kind: str) -> list[LibraryCase]:
    """The cases of a kind of plan; a SIT plan holds both kinds that machines decide, a UAT plan those that people do."""
    return [case for case in library() if case.kind == kind]
