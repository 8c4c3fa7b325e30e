"""Reads promises, lines and what they lead to from a table, all or nothing, every bad row named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.scope.enums import SOURCE_NAMES, LineState, Step
from pilotage.scope.models import Promise, ScopeLine
from pilotage.scope.operations.linking import link_line, mark_not_needed
from pilotage.scope.operations.writing import add_line, add_promise, keep_promise
from pilotage.scope.permissions import require_writer
from pilotage.scope.queries import cases_to_link, items_to_link
from pilotage.scope.writing import COLUMNS, NONE_NEEDED
from pilotage.tally.tables import Limits, TableUnreadable, open_table

LIMITS = Limits(file_bytes=10 * 1024 * 1024)
MOST_ROWS, MOST_TOLD = 2_000, 5
_SOURCES = {name.lower(): key for key, name in SOURCE_NAMES.items()} | {str(key): key for key in SOURCE_NAMES}


@dataclass
class _Known:
    """What the phase has by now, by the words that a file names it with."""

    promises: dict[str, Promise]
    lines: dict[str, ScopeLine]
    targets: dict[str, dict[str, Any]]
    counts: dict[str, int] = field(default_factory=lambda: {"promises": 0, "lines": 0, "links": 0})


def import_trace(*, phase: Phase, name: str, stream: BinaryIO, by: Viewer, now: datetime) -> dict[str, int]:
    """Adds what a CSV or XLSX file names; known promises and lines are found by their titles, nothing is taken away.

    Returns how many `promises`, `lines` and `links` are new. Refuses a file that can't be read, one without a column `promise` or
    `line`, and bad rows, naming the first ones. Also: the events of each.
    """
    require_writer(by)
    rows = _read(name, stream)
    with change(by=by, now=now):
        Record.objects.select_for_update().get(pk=phase.pk)
        known, bad = _known(phase), []
        for number, cells in rows:
            try:
                _take(phase, cells, known, by, now)
            except Refused as refused:
                bad.append(_("Row %(row)d: %(why)s") % {"row": number, "why": refused.message})
        if bad:
            more = _(" And %(n)d more rows.") % {"n": len(bad) - MOST_TOLD} if len(bad) > MOST_TOLD else ""
            raise Refused(" ".join(bad[:MOST_TOLD]) + more + " " + _("Nothing was taken."), field="file")
        return known.counts


def _read(name: str, stream: BinaryIO) -> list[tuple[int, dict[str, str]]]:
    try:
        with open_table(stream, name=name, limits=LIMITS) as table:
            columns = {header: header.strip().lower().replace(" ", "_") for header in table.headers}
            if not {"promise", "line"} & set(columns.values()):
                raise Refused(_("The file needs a column “promise” or “line”."), field="file")
            found = []
            for row in table.rows():
                if row.problem is not None:
                    words = {"row": row.number, "why": f"{row.problem.reason} {row.problem.remedy}"}
                    raise Refused(_("Row %(row)d: %(why)s") % words, field="file")
                found.append((row.number, {columns[key]: value.strip() for key, value in row.cells.items()}))
                if len(found) > MOST_ROWS:
                    raise Refused(_("At most %(n)d rows are read at once.") % {"n": MOST_ROWS}, field="file")
            return found
    except TableUnreadable as problem:
        raise Refused(str(problem), field="file") from None


def _known(phase: Phase) -> _Known:
    promises = Promise.objects.everywhere().filter(phase=phase, withdrawn_at=None).select_related("record")
    lines = ScopeLine.objects.everywhere().filter(phase=phase, state=LineState.IN_SCOPE).select_related("record")
    cases: dict[str, Any] = {}
    for case in cases_to_link(phase.pk):
        cases.setdefault(case.code.lower(), case)
        cases[f"{case.plan.kind}:{case.code}".lower()] = case
    tasks = PlanTask.objects.everywhere().filter(project__phase=phase).select_related("project")
    return _Known(
        {one.title.lower(): one for one in promises},
        {one.title.lower(): one for one in lines},
        {
            Step.CONFIGURATION: {one.code.lower(): one for one in items_to_link(phase.pk)},
            Step.TEST: cases,
            Step.TRAINING: {one.code.lower(): one for one in tasks.order_by("project__kickoff_date")},
            Step.KPI: {},
        },
    )


def _take(phase: Phase, cells: Mapping[str, str], known: _Known, by: Viewer, now: datetime) -> None:
    given = {name: cells.get(name, "") for name in COLUMNS}
    if not given["promise"] and not given["line"]:
        raise Refused(_("It names neither a promise nor a line."))
    promise = _promise(phase, given, known, by, now) if given["promise"] else None
    if not given["line"]:
        if any(given[step] for step in Step):
            raise Refused(_("Name the scope line that leads there."))
        return
    title = " ".join(given["line"].split())
    line = known.lines.get(title.lower())
    if line is None:
        line = known.lines[title.lower()] = add_line(phase=phase, title=title, by=by, now=now)
        known.counts["lines"] += 1
    if promise is not None:
        keep_promise(line=line, promise=promise, by=by, now=now)
    for step in Step:
        _link(line, step, given[step], known, by, now)


def _promise(phase: Phase, given: Mapping[str, str], known: _Known, by: Viewer, now: datetime) -> Promise:
    title = " ".join(given["promise"].split())
    found = known.promises.get(title.lower())
    if found is None:
        source = _SOURCES.get(given["source"].lower(), "" if given["source"] else "contract")
        if not source:
            names = ", ".join(SOURCE_NAMES.values())
            raise Refused(
                _("“%(word)s” is no source. Write one of: %(names)s.") % {"word": given["source"], "names": names}
            )
        found = add_promise(phase=phase, title=title, source=source, reference=given["reference"], by=by, now=now)
        known.promises[title.lower()] = found
        known.counts["promises"] += 1
    return found


def _link(line: ScopeLine, step: str, cell: str, known: _Known, by: Viewer, now: datetime) -> None:
    if cell.upper().startswith(NONE_NEEDED.strip()):
        mark_not_needed(line=line, step=step, reason=cell[len(NONE_NEEDED) - 1 :].strip(), by=by, now=now)
        return
    for word in filter(None, (part.strip() for part in cell.split(";"))):
        target = known.targets[step].get(word.lower())
        if target is None and step in (Step.CONFIGURATION, Step.TEST):
            what = _("item of the checklist") if step == Step.CONFIGURATION else _("test case")
            raise Refused(_("There is no %(what)s %(code)s in this phase.") % {"what": what, "code": word})
        made = link_line(line=line, step=step, target=target, text="" if target else word, by=by, now=now)
        known.counts["links"] += made is not None
