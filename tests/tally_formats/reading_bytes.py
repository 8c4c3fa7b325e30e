"""Reads text or bytes as a payment file: what every test of a format begins with."""

from collections.abc import Iterable
from pathlib import Path

from pilotage.tally.entries import Entry
from pilotage.tally.formats import Reading, read


def read_text(
    folder: Path, text: str | bytes | list[str], format: str = "auto", allow: Iterable[str] = ()
) -> tuple[list[Entry], Reading]:
    """The entries of a file with this content, and the reading at its end. Lines are counted once each."""
    if isinstance(text, list):
        text = "\n".join(text) + "\n"
    path = folder / "given"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    reading = read(path, format, allow=allow)
    entries = list(reading)
    report = reading.report
    assert report.accepted + report.rejected == report.read
    assert 0 <= report.rejected <= report.read
    assert reading.totals["entries"] == len(entries)
    return entries, reading


def rules_broken(reading: Reading) -> set[str]:
    return set(reading.report.error_counts)
