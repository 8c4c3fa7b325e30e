"""A document as rows: an XLSX workbook of all its columns, a PDF across the page of those that people read, and a digest."""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pilotage.billers.models import Phase
from pilotage.core.exports import write_workbook
from pilotage.core.papers import Paper, Part, Table, pdf_of

Row = Sequence[object]


@dataclass(frozen=True)
class Sheet:
    """One document. `key` is its series; `shown` names the columns that stand in the PDF with their widths; the workbook has them all."""

    key: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Row]
    shown: Sequence[tuple[str, float]]
    more: Sequence[Table] = ()

    def digest(self) -> str:
        """Of all that it says."""
        said = [
            self.headers,
            [[_plain(cell) for cell in row] for row in self.rows],
            [list(table.rows) for table in self.more],
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def workbook(self) -> bytes:
        """As XLSX."""
        file = io.BytesIO()
        write_workbook(file, self.headers, self.rows)
        return file.getvalue()

    def stem(self, phase: Phase) -> str:
        """What its files are called."""
        return f"{self.title}, {phase.biller.name}, {phase.name}"

    def pdf(self, phase: Phase, provider: str, now: datetime) -> bytes:
        """As a PDF across the page; `now` is said where the biller is."""
        zone = phase.biller.time_zone
        local = now.astimezone(ZoneInfo(zone))
        places = [self.headers.index(name) for name, _width in self.shown]
        rows = [[in_words(row[place]) for place in places] for row in self.rows]
        table = Table([_label(name) for name, _width in self.shown], rows, [width for _name, width in self.shown])
        paper = Paper(
            title=f"{self.title}: {phase.biller.name}, {phase.name}",
            lead=f"As of {_day(local.date())}, {local:%H:%M} ({zone}).",
            parts=[Part(self.title, tables=[table, *self.more])],
            foot=f"{provider} · {self.title} · {phase}",
            wide=True,
        )
        return pdf_of(paper)

    def files(self, phase: Phase, provider: str, now: datetime) -> dict[str, bytes]:
        """Both, by the names they are kept under."""
        stem = self.stem(phase)
        return {f"{stem}.xlsx": self.workbook(), f"{stem}.pdf": self.pdf(phase, provider, now)}


def in_words(cell: object) -> str:
    """A cell as people read it."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{_day(cell.date())}, {cell:%H:%M} UTC"
    if isinstance(cell, date):
        return _day(cell)
    return str(cell)


def _day(found: date) -> str:
    return f"{found:%a} {found.day} {found:%b %Y}"


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
