"""Reads the code tables, and answers what a code meant on a day."""

import csv
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

#: File of the table → what its codes are.
KINDS = {
    "returns": "ACH return",
    "changes": "ACH notification of change",
    "declines": "card decline",
    "advice": "card advice",
}


class Code(NamedTuple):
    """One code as it stood from `since` to `until` (both inclusive; None: open). `retry` is yes, no, later, limited or corrected."""

    code: str
    kind: str
    title: str
    meaning: str
    action: str
    deadline: str
    group: str
    retry: str
    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether this version was in force on the day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def as_document(self) -> dict[str, Any]:
        """The code for JSON."""
        document = self._asdict()
        document["since"] = self.since.isoformat() if self.since else None
        document["until"] = self.until.isoformat() if self.until else None
        return document


@cache
def all_codes() -> tuple[Code, ...]:
    """Every version of every code, in the order of the tables."""
    return tuple(code for table in KINDS for code in _table(table))


def _table(name: str) -> list[Code]:
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return [
        Code(
            row["code"], name, row["title"], row["meaning"], row["action"], row["deadline"], row["group"], row["retry"],
            date.fromisoformat(row["from"]) if row["from"] else None,
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in csv.DictReader(text.splitlines(), delimiter="|")
    ]  # fmt: skip


def versions(code: str) -> list[Code]:
    """Every version of a code, oldest first; empty where it is none. Small letters and a missing zero are understood."""
    wanted = code.strip().upper()
    if len(wanted) == 2 and wanted[0] in "RC" and wanted[1:].isdigit() and not _known(wanted):
        wanted = f"{wanted[0]}0{wanted[1:]}"
    return [one for one in all_codes() if one.code == wanted]


def _known(code: str) -> bool:
    return any(one.code == code for one in all_codes())


@lru_cache(maxsize=2048)
def find(code: str, as_of: date | None = None) -> Code | None:
    """What a code meant on a day; without one, what it means in its newest version. None where it was no code then."""
    found = [one for one in versions(code) if as_of is None or one.holds(as_of)]
    return found[-1] if found else None
