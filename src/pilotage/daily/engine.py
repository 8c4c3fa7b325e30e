"""Asks `tally` for one day of a check. Loaded inside the worker; setting a check up reads its spec alone."""

import contextlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from pilotage.daily.enums import OPTIONAL, ROLES, Kind
from pilotage.daily.rules.findings import Summary, balances, summarise
from pilotage.tally.errors import TallyError
from pilotage.tally.intake.documents import parse_document

#: Path of the bytes, and the name that people know the file by.
Given = tuple[Path, str]
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What a day gave, or why it can't be checked."""

    summary: Summary | None
    problem: str = ""


def spec_problem(kind: str, text: str) -> str:
    """What is wrong with a spec, in one line; "" when `tally` takes it."""
    try:
        body = body_of(kind, text)
        _read(kind, body, date(2026, 1, 2), 2)
    except TallyError as wrong:
        return str(wrong)
    return ""


def body_of(kind: str, text: str) -> dict[str, Any]:
    """The spec as a document; empty text is an empty one. Errors: `TallyError`."""
    if kind == Kind.BALANCE:
        from pilotage.tally.spec.reading import parse_mapping

        found = parse_mapping(text, "spec")
        if not isinstance(found, dict):
            raise TallyError("write at least the key and both sides, or choose a verification.", place="spec")
        return found
    return parse_document(text, "spec") if text.strip() else {}


def check_day(
    kind: str, files: Mapping[str, Sequence[Given]], body: dict[str, Any], day: date, alarm_days: int, work: Path, tell: Tell
) -> Outcome:  # fmt: skip
    """Runs one day in `work`, which is made anew. A role's files are joined: their headings must be the same."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if kind == Kind.BALANCE:
        return _balances(files, body, work, day, tell)
    try:
        paths = {role: _joined(work / role, some) for role, some in files.items()}
        spec = _read(kind, body, day, alarm_days)
        document = _document(kind, paths, spec)
    except TallyError as wrong:
        return Outcome(None, str(wrong).replace(f"{work}/", ""))
    return Outcome(replace(summarise(kind, document, day, spec.calendar), scale=spec.scale))


def _document(kind: str, paths: dict[str, Path], spec: Any) -> dict[str, Any]:
    if kind in (Kind.POSTING, Kind.SETTLEMENT):
        from pilotage.tally.matching.runs import reconcile

        return reconcile(paths, spec)
    from pilotage.tally.schedules.runs import check_schedule

    return check_schedule(paths, spec)


def _read(kind: str, body: dict[str, Any], day: date, alarm_days: int) -> Any:
    """The spec of this kind, as of the day. Unless it says otherwise, a posting may take as long as raises no alarm."""
    if kind == Kind.BALANCE:
        from pilotage.tally.spec import read_spec as read_verification

        return read_verification(body)
    if kind in (Kind.POSTING, Kind.SETTLEMENT):
        from pilotage.tally.matching.spec import read_spec as read_reconciliation

        usual: dict[str, Any] = {"posting_window": {"after": alarm_days}} if kind == Kind.POSTING else {}
        return read_reconciliation({**usual, "as_of": day, **body}, "spec")
    from pilotage.tally.schedules.spec import read_spec as read_schedule

    found = read_schedule({"as_of": datetime.combine(day, time(23, 59)), **body}, "spec")
    if kind == Kind.NOTICES and not found.notices:
        raise TallyError("it has no plan of notices. List them under notices: with name, of and days.", place="spec")
    return found


def _balances(files: Mapping[str, Sequence[Given]], body: dict[str, Any], work: Path, day: date, tell: Tell) -> Outcome:
    from pilotage.verification.engine import shown_cells, verify

    outcome = verify({role: some[0] for role, some in files.items()}, body, work, tell)
    if outcome.problem:
        return Outcome(None, outcome.problem)
    return Outcome(balances(outcome.result, shown_cells(work / "out"), day))


def _joined(folder: Path, some: Sequence[Given]) -> Path:
    """The files of one role as one, under the newest one's name. Errors: `TallyError` where their headings differ."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / Path(some[0][1]).name
    if len(some) == 1:
        target.symlink_to(some[0][0])
        return target
    heading = b""
    with contextlib.ExitStack() as opened, target.open("wb") as whole:
        for path, name in some:
            if name.lower().endswith((".xlsx", ".xml")):
                raise TallyError("several days can be taken together of text files alone. Take one day.", place=name)
            stream = opened.enter_context(path.open("rb"))
            first = stream.readline().rstrip(b"\r\n")
            if not heading:
                heading = first
                whole.write(first + b"\n")
            elif first != heading:
                raise TallyError("its heading is another one than that of the newest file.", place=name)
            last = b"\n"
            while piece := stream.read(1 << 20):
                whole.write(piece)
                last = piece[-1:]
            if last != b"\n":
                whole.write(b"\n")
    return target


def needed(kind: str) -> tuple[str, ...]:
    """The files without which a day can't be checked."""
    return tuple(role for role in ROLES[kind] if role not in OPTIONAL)


def clear(work: Path) -> None:
    """Takes the folder of a day that is over away."""
    shutil.rmtree(work, ignore_errors=True)
