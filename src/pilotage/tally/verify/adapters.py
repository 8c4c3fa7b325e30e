"""The way to the parts that find patterns and write the summary and the report."""

from pathlib import Path
from typing import Any

from pilotage.tally.verify.summing import write_plain_report, write_plain_summary


def write_reports(out: Path, result: dict[str, Any], differences: Path) -> None:
    """Writes summary.xlsx and report.html into the folder."""
    write_plain_summary(out / "summary.xlsx", result)
    write_plain_report(out / "report.html", result)
