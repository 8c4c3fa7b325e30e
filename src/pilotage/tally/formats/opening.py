"""Opens a payment file by what is in it, and gives its entries one by one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple

from pilotage.tally.entries import Entry
from pilotage.tally.errors import TallyError
from pilotage.tally.formats.guessing import guessed
from pilotage.tally.formats.lines import head_of, opened
from pilotage.tally.formats.reading import Reading
from pilotage.tally.formats.report import Report
from pilotage.tally.formats.rules import Rule

Reader = Callable[[BinaryIO, Report, str], Iterator[Entry]]


class Format(NamedTuple):
    """Where a format's reader and rules are: loaded when it is used."""

    module: str
    reader: str


FORMATS = {
    "ach": Format("pilotage.tally.formats.ach", "read_ach"),
    "bai2": Format("pilotage.tally.formats.bai2", "read_bai2"),
    "camt": Format("pilotage.tally.formats.camt", "read_camt"),
    "mt940": Format("pilotage.tally.formats.mt940", "read_mt940"),
    "lockbox": Format("pilotage.tally.formats.lockbox", "read_lockbox"),
    "x12": Format("pilotage.tally.formats.x12", "read_x12"),
    "csv": Format("pilotage.tally.formats.table", "read_table"),
}


def rules_of(format: str) -> Mapping[str, Rule]:
    """The checks of a format by name."""
    rules: Mapping[str, Rule] = import_module(FORMATS[format].module).RULES
    return rules


def read(path: Path | str, format: str = "auto", *, allow: Iterable[str] = ()) -> Reading:
    """A payment file as canonical entries, streamed.

    `format` is one of FORMATS or `auto`, which looks into the file. `allow` names leniencies; every use of one is recorded.
    Errors: TallyError where the file cannot be opened, is empty, or is of no known format.
    """
    path = Path(path)
    head = head_of(path)
    if format == "auto":
        format = guessed(head, str(path))
    elif format not in FORMATS:
        raise TallyError(f"There is no format {format}. Known are: {', '.join(FORMATS)} and auto.")
    report = Report(rules_of(format), allow)
    reader: Reader = getattr(import_module(FORMATS[format].module), FORMATS[format].reader)
    return Reading(format, path.name, report, _entries(path, reader, report))


def _entries(path: Path, reader: Reader, report: Report) -> Iterator[Entry]:
    try:
        with opened(path) as stream:
            yield from reader(stream, report, path.name)
    except OSError as problem:
        raise TallyError(f"{problem.strerror}. Name a file that can be read.", place=str(path)) from problem
