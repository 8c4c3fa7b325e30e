"""What the worker does for an import: check, and commit. Each can be run again after a crash without doubling."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.notices.operations import tell
from pilotage.portfolio.models import ImportRun
from pilotage.portfolio.operations.committing import all_or_nothing, carry_out
from pilotage.portfolio.operations.keeping import delete_files, keep_errors, sources, throw_away
from pilotage.portfolio.operations.preparing import prepare
from pilotage.portfolio.planning import Plan, plan_import
from pilotage.portfolio.reading import Read, read_files

#: `(done, total)`, kept for the page
Tell = Callable[[int, int], None]
ERRORS_IN_ROW = 1000
AT_WORK, OVER = ("queued", "running"), ("done", "dropped")


def run_check(*, run: ImportRun, by: Viewer, now: datetime, tell_progress: Tell) -> None:
    """Reads and compares, and keeps what was found; files with card numbers are deleted. Run again it finds the same."""
    if run.state != "checking":
        return
    today = run.started_at.date()
    found = read_files(sources(run), today=today, tell=lambda done: tell_progress(done, 0))
    plan = plan_import(found, by=by, today=today)
    fields = {"created": plan.created, "updated": plan.updated, "unchanged": plan.unchanged}
    _note(run, found, "checking", fields, by=by, now=now)


def run_commit(*, run: ImportRun, by: Viewer, now: datetime, tell_progress: Tell) -> None:
    """Imports, all or nothing, and marks the run in the same transaction; so a run is never carried out twice.

    Of the progress a third is reading, a third building, and a third storing, which nobody sees in part.
    """
    if not _taken_up(run, by, now):
        return
    whole = run.rows_total
    today = run.started_at.date()
    found = read_files(sources(run), today=today, tell=lambda done: tell_progress(done // 3, whole))
    plan = plan_import(found, by=by, today=today)
    if found.errors_total:
        _note(run, found, "running", {}, by=by, now=now)
        return
    prepared = prepare(plan, by=by, now=now, tell=lambda done: tell_progress((found.total + done) // 3, whole))
    tell_progress(2 * found.total // 3, whole)
    with all_or_nothing(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state not in AT_WORK:
            return  # another worker was faster
        carry_out(c, plan, prepared)
        c.save(
            run, state="done", rows_done=found.total, rows_total=found.total, created=plan.created, updated=plan.updated,
            unchanged=plan.unchanged, finished_at=now,
        )  # fmt: skip
        _tell_starter(run, plan, now)
    throw_away(run)


def _taken_up(run: ImportRun, by: Viewer, now: datetime) -> bool:
    """Marks the run as running, unless it is over: then a worker may have died before it deleted the files."""
    with change(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state in AT_WORK:
            c.save(run, state="running")
            return True
    if held.state in OVER:
        throw_away(run)
    return False


def _note(run: ImportRun, found: Read, expected: str, fields: dict[str, Any], *, by: Viewer, now: datetime) -> None:
    """Keeps what was found wrong, and whether the import is possible."""
    keep_errors(run, found.errors)
    if found.has_card_numbers:
        delete_files(run)
    with change(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state != expected:
            return
        c.save(
            run,
            state="refused" if found.errors_total else "ready",
            rows_total=found.total,
            errors=[error.answer() for error in found.errors[:ERRORS_IN_ROW]],
            errors_total=found.errors_total,
            **fields,
        )


def _tell_starter(run: ImportRun, plan: Plan, now: datetime) -> None:
    tell(
        users=[run.started_by],
        kind="import_finished",
        text=f"The import is done: {plan.created} created, {plan.updated} updated, {plan.unchanged} unchanged.",
        url=f"/import/{run.pk}/",
        record=run.record,
        key=f"import:{run.pk}",
        by=system(),
        now=now,
    )
