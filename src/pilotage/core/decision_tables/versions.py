"""Versions of one decision table, each in force from its date on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from pilotage.core.decision_tables.table import DecisionTable


class BeforeFirstVersion(LookupError):
    """No version is in force yet on `day`; the first one starts on `first`."""

    def __init__(self, day: dt.date, first: dt.date | None) -> None:
        self.day = day
        self.first = first
        start = f"the first starts on {first.isoformat()}" if first else "there is none yet"
        super().__init__(f"No version of the policy is in force on {day.isoformat()}: {start}.")


@dataclass(frozen=True)
class TableVersion:
    """A table under its version name, in force from `effective_date` until the next version's date."""

    version: str
    effective_date: dt.date
    table: DecisionTable


class VersionedTable:
    """All versions, oldest first. Two versions of one name or of one date are refused (`ValueError`)."""

    def __init__(self, versions: Iterable[TableVersion]) -> None:
        self.versions = tuple(sorted(versions, key=lambda version: version.effective_date))
        for what in ("version", "effective_date"):
            values = [getattr(version, what) for version in self.versions]
            if len(set(values)) != len(values):
                raise ValueError(f"Two versions have the same {what.replace('_', ' ')}.")

    def in_force(self, day: dt.date) -> TableVersion:
        """The newest version whose date is `day` or earlier. Errors: `BeforeFirstVersion`."""
        started = [version for version in self.versions if version.effective_date <= day]
        if not started:
            raise BeforeFirstVersion(day, self.versions[0].effective_date if self.versions else None)
        return started[-1]
