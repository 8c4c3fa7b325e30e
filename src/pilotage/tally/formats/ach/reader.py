"""Reads an ACH file record by record: the order of records, batches, controls and blocks."""

from collections.abc import Iterator
from typing import BinaryIO

from pilotage.tally.entries import Entry
from pilotage.tally.formats.ach.batch import Batch
from pilotage.tally.formats.ach.classes import Header
from pilotage.tally.formats.ach.controls import Sums, batch_control, file_control
from pilotage.tally.formats.ach.headers import batch_header, file_header
from pilotage.tally.formats.ach.routing import Routings, is_digits
from pilotage.tally.formats.lines import LONGEST, line_chunks
from pilotage.tally.formats.report import Report

WIDTH = 94
_FILLER = "9" * WIDTH
_NAMES = {
    "1": "file header",
    "5": "batch header",
    "6": "entry",
    "7": "addenda",
    "8": "batch control",
    "9": "file control",
}
_NO_HEADER = Header(0, "", "", "", "", "", None, None, False, False)


def read_ach(stream: BinaryIO, report: Report, file: str) -> Iterator[Entry]:
    """Entries of an ACH file, each once its addenda are read. Faults, totals and controls go to the report."""
    reader = _File(report, file)
    sums: dict[tuple[str, str], list[int]] = {}
    line = 0
    for lines in line_chunks(stream, WIDTH):
        for text in lines:
            line += 1
            if text[:1] == "6" and len(text) == WIDTH and reader.batch is not None:
                done = reader.batch.entry(line, text)
            else:
                done = reader.other(line, text)
            if done is not None:
                sum_up = sums.setdefault((done[1], done[4]), [0, 0])
                sum_up[0] += 1
                sum_up[1] += done[2]
                yield done
        report.read = line
    last = reader.end(line)
    for (kind, direction), (count, amount) in sums.items():
        report.count_many(kind, "USD", direction, amount, count)
    if last is not None:
        report.count(last)
        yield last


class _File:
    """Where in the file the reader stands."""

    def __init__(self, report: Report, file: str) -> None:
        self.report, self.file = report, file
        self.batch: Batch | None = None
        self.routings = Routings()
        self.sums = Sums()
        self.after = "the beginning"
        self.blank = 0
        self.number = -1
        self.has_header = self.has_control = False
        self.control_line = 0
        self.take = {
            "1": self._file_header, "5": self._batch_header, "6": self._entry, "7": self._addenda,
            "8": self._batch_control, "9": self._file_control,
        }  # fmt: skip

    def other(self, line: int, text: str) -> Entry | None:
        """Any record but an entry in its place."""
        if not text.strip(" \x1a\x00"):
            self.blank += 1
            return None
        if line == 1 and text.startswith("ï»¿"):
            text = text[3:]
        text = self._sized(line, text)
        take = self.take.get(text[0])
        if take is None:
            self.report.fault("unknown_record", line, "", "record_type", found=_shown(text[0]))
            return None
        return take(line, text)

    def _sized(self, line: int, text: str) -> str:
        if len(text) == WIDTH:
            return text
        if len(text) > LONGEST:
            self.report.fault("line_too_long", line, most=LONGEST)
            return text[:WIDTH]
        if not text.isascii():
            wide = text.encode("latin-1").decode("utf-8", "replace")
            if len(wide) == WIDTH:
                return wide.replace("\ufffd", "\x00")
        name = _NAMES.get(text[0], "record").replace(" ", "_")
        self.report.fault("record_length", line, name, found=len(text))
        return text.ljust(WIDTH)[:WIDTH]

    def _misplaced(self, line: int, kind: str) -> None:
        self.report.fault("record_order", line, kind.replace(" ", "_"), found=kind, after=self.after)

    def _file_header(self, line: int, text: str) -> Entry | None:
        if self.has_header or self.batch is not None or self.sums.batches:
            self._misplaced(line, "file header")
            return None
        self.has_header, self.after = True, "the file header"
        file_header(self.report, line, text)
        return None

    def _begun(self, line: int) -> None:
        """Whether the file header was there, asked once."""
        if not self.has_header:
            self.has_header = True
            self.report.fault("file_header_missing", line, "file_header")

    def _batch_header(self, line: int, text: str) -> Entry | None:
        self._begun(line)
        done = self._abandon(line)
        if self.has_control:
            self._misplaced(line, "batch header")
        header = batch_header(self.report, line, text)
        if is_digits(header.number):
            if int(header.number) <= self.number:
                facts = {"found": header.number, "after": f"{self.number:07}"}
                self.report.fault("batch_order", line, "batch_header", "batch_number", **facts)
            self.number = int(header.number)
        self.batch, self.after = Batch(header, self.report, self.routings, self.file), "a batch header"
        return done

    def _abandon(self, line: int) -> Entry | None:
        """Ends a batch that has no control. Its last entry."""
        if self.batch is None:
            return None
        begun = self.batch.header.line
        self.report.fault("batch_control_missing", line, "batch_control", begun=begun)
        return self._close(self.batch)

    def _close(self, batch: Batch) -> Entry | None:
        done = batch.finish()
        self.sums.add(batch)
        self.batch = None
        return done

    def _entry(self, line: int, text: str) -> Entry | None:
        self._begun(line)
        if self.batch is None:
            self._misplaced(line, "entry")
            self.batch = Batch(_NO_HEADER._replace(line=line), self.report, self.routings, self.file)
        return self.batch.entry(line, text)

    def _addenda(self, line: int, text: str) -> Entry | None:
        if self.batch is None or not self.batch.entries:
            self._misplaced(line, "addenda")
        else:
            self.batch.addendum(line, text)
        return None

    def _batch_control(self, line: int, text: str) -> Entry | None:
        if self.batch is None:
            self._misplaced(line, "batch control")
            return None
        batch = self.batch
        done = batch.finish()
        batch_control(self.report, line, text, batch)
        self._close(batch)
        self.after = "a batch control"
        return done

    def _file_control(self, line: int, text: str) -> Entry | None:
        if self.has_control and not text.strip("9"):
            return None  # filler up to a multiple of ten records
        if self.has_control:
            self._misplaced(line, "file control")
            return None
        self._begun(line)
        done = self._abandon(line)
        self.has_control, self.after, self.control_line = True, "the file control", line
        file_control(self.report, line, text, self.sums)
        if not self.sums.batches:
            self.report.fault("no_batches", line, "file_control", "batches")
        return done

    def end(self, line: int) -> Entry | None:
        """What is only known at the end of the file. The last entry, where its batch never ended."""
        done = self._abandon(max(line, 1))
        if not self.has_control:
            self.report.fault("file_control_missing", max(line, 1), "file_control")
        records = line - self.blank
        if records % 10:
            self.report.fault("blocking", max(line, 1), "file_control", found=records)
        stated, blocks = self.report.stated.get("blocks"), -(-records // 10)
        if stated is not None and stated != blocks:
            self.report.fault("file_blocks", self.control_line, "file_control", "blocks", stated=stated, found=blocks)
        self.report.facts["batches"] = self.sums.batches
        return done


def _shown(sign: str) -> str:
    return sign if sign.isascii() and sign.isprintable() and sign.strip() else "a sign that is no letter or digit"
