"""The shipped library of checks before a go-live, by area. Read once."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class LibraryItem:
    """One check. `check` is its number among the 32 of a go-live, "" for what stands beside them.

    `valid_days`: how long its evidence holds; 0 without an end. `days_before`: how many days before the go-live it is due.
    `role`: which of our roles does it.
    """

    code: str
    check: str
    area: str
    title: str
    expected: str
    needs_second: bool
    valid_days: int
    role: str
    days_before: int


@cache
def library() -> tuple[LibraryItem, ...]:
    """All checks in order."""
    with (files("pilotage.technical") / "checks.csv").open(encoding="utf-8") as file:
        return tuple(
            LibraryItem(
                row["code"], row["check"], row["area"], row["title"], row["expected"], row["money"] == "yes",
                int(row["valid_days"] or 0), row["role"], int(row["days_before"]),
            )
            for row in csv.DictReader(file)
        )  # fmt: skip
