"""A file that is being read: its entries one by one, and then what was found."""

from collections.abc import Iterator
from typing import Any

from pilotage.tally.entries import Entry
from pilotage.tally.formats.report import Report
from pilotage.tally.formats.rules import Fault


class Reading:
    """Iterate once over its entries; the rest is complete when they are at their end.

    `valid` is False as soon as one rule is broken that no leniency forgives. Errors while iterating: TallyError where
    the file cannot be read on.
    """

    def __init__(self, format: str, file: str, report: Report, entries: Iterator[Entry]) -> None:
        self.format, self.file, self.report = format, file, report
        self._entries = entries

    def __iter__(self) -> Iterator[Entry]:
        return self._entries

    def drain(self) -> "Reading":
        """Read to the end without keeping entries."""
        for _ in self._entries:
            pass
        return self

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self.report.found

    @property
    def errors(self) -> list[Fault]:
        """The first thousand faults; `report.error_counts` counts them all."""
        return self.report.errors

    @property
    def totals(self) -> dict[str, Any]:
        """What was counted: entries by kind, and the sums of both directions in smallest units."""
        return self.report.totals()

    def summary(self) -> dict[str, Any]:
        """Everything but the entries, for JSON."""
        report = self.report
        return {
            "format": self.format,
            "file": self.file,
            "valid": self.valid,
            "records": {
                "unit": report.unit, "read": report.read, "accepted": report.accepted, "rejected": report.rejected,
            },
            "totals": report.totals(),
            "control_totals": report.control_totals(),
            "balances": report.balances,
            "facts": report.facts,
            "errors": [fault.as_document() for fault in report.errors],
            "error_counts": dict(sorted(report.error_counts.items())),
            "leniencies": report.leniencies(),
        }  # fmt: skip
