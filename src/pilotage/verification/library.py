"""The shipped list of fields that a biller's data has, from account to payment history. Read once."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class LibraryField:
    """One field; `also` are other names that billing systems have for it."""

    area: str
    key: str
    name: str
    also: tuple[str, ...]


@cache
def library() -> tuple[LibraryField, ...]:
    """All fields in order."""
    with (files("pilotage.verification") / "fields.csv").open(encoding="utf-8") as file:
        return tuple(
            LibraryField(row["area"], row["key"], row["name"], tuple(filter(None, row["also"].split(";"))))
            for row in csv.DictReader(file)
        )
