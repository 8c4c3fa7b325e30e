"""Imports by page: upload, map, check, commit as a job. Each step can be repeated after a crash without doubling."""

import hashlib
import os
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.jobs import enqueue
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.notices.operations import tell
from pilotage.people.enums import Role
from pilotage.portfolio.kinds import KINDS, kind_of, mapping_for, missing_columns
from pilotage.portfolio.models import ImportFile, ImportRun, RememberedMapping
from pilotage.portfolio.operations.committing import all_or_nothing, carry_out
from pilotage.portfolio.operations.preparing import prepare
from pilotage.portfolio.planning import plan_import
from pilotage.portfolio.reading import LIMITS, Source, read_files
from pilotage.tally.tables import TableUnreadable, open_table

IMPORTERS = (Role.PM, Role.IM, Role.ADMIN)
CHECK, COMMIT = "portfolio.check", "portfolio.commit"
OVER = ("done", "dropped")
PIECE = 1 << 20


def start_import(*, files: Iterable[tuple[str, IO[Any]]], by: Viewer, now: datetime) -> ImportRun:
    """Keeps the files aside and reads their headers; nothing is imported yet. `files` are pairs of name and stream.

    Refuses files that are no tables. Also: event `portfolio.importrun_created`.
    """
    if not by.has(*IMPORTERS):
        raise Forbidden(_("Only a PM, an IM or an administrator may import."))
    kept = [(name, *_keep(stream)) for name, stream in files]
    if not kept:
        raise Refused(_("Choose at least one file."), field="upload")
    try:
        with change(by=by, now=now) as c:
            run = c.create(ImportRun, started_by_id=by.user_id, started_at=now)
            for name, stored, digest in kept:
                c.create(ImportFile, **_file_fields(run, name, stored, digest))
            return run
    except BaseException:
        for _name, stored, _digest in kept:
            path_of(stored).unlink(missing_ok=True)
        raise


def map_file(*, file: ImportFile, kind: str, mapping: dict[str, str], by: Viewer, now: datetime) -> None:
    """Says what a file holds and which of its columns is which; remembered for the next file with these headers.

    Refuses an unknown kind, a header that isn't there, and required columns without one. Also: `portfolio.importfile_changed`.
    """
    if kind not in KINDS:
        raise Refused(_("Choose what the file holds."), field="kind")
    chosen = {ours: theirs for ours, theirs in mapping.items() if theirs}
    strange = [theirs for theirs in chosen.values() if theirs not in file.headers]
    if strange:
        raise Refused(_("The file has no column %(name)s.") % {"name": strange[0]}, field="kind")
    missing = missing_columns(KINDS[kind], chosen)
    if missing:
        raise Refused(_("Map a column to %(names)s.") % {"names": ", ".join(missing)}, field=missing[0])
    with change(by=by, now=now) as c:
        _require_open(file.run)
        fields = {"kind": kind, "mapping": chosen}
        for name, value in fields.items():
            setattr(file, name, value)
        file.save(update_fields=["kind", "mapping"])
        c.log("portfolio.importfile_changed", file, after=fields)
        RememberedMapping.objects.update_or_create(
            kind=kind, headers_hash=_hash(file.headers), defaults={"mapping": chosen}
        )


def check_run(*, run: ImportRun, by: Viewer, now: datetime) -> str:
    """Asks for a check in the background; returns the job's id. Also: the run's state is checking."""
    with change(by=by, now=now) as c:
        _require_open(run)
        c.save(run, state="checking", errors=[], errors_total=0)
        return enqueue(CHECK, {"run": str(run.pk)}, by=by, now=now)


def commit_import(*, run: ImportRun, by: Viewer, now: datetime) -> str:
    """Asks for the import itself; returns the job's id. Refuses a run that isn't checked and free of errors."""
    with change(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state != "ready":
            raise Refused(_("Check the files first; an import with errors is not possible."))
        c.save(run, state="queued")
        return enqueue(COMMIT, {"run": str(run.pk)}, by=by, now=now)


def drop_import(*, run: ImportRun, by: Viewer, now: datetime) -> None:
    """Discards the files; nothing was imported. Refuses while it runs and once it is done."""
    with change(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state in ("running", "done"):
            raise Refused(_("This import runs or is done."))
        c.save(run, state="dropped", finished_at=now)
    _throw_away(run)


def run_check(*, run: ImportRun, by: Viewer, now: datetime, tell_progress: Callable[[int, int], None]) -> None:
    """Reads and compares, and keeps what was found. Called by the job; run again it finds the same."""
    found = read_files(_sources(run), today=now.date())
    tell_progress(found.total, found.total)
    plan = plan_import(found, by=by, today=now.date())
    with change(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state != "checking":
            return
        c.save(
            run,
            state="refused" if found.errors_total else "ready",
            rows_total=found.total,
            created=plan.created,
            updated=plan.updated,
            unchanged=plan.unchanged,
            errors=[error.answer() for error in found.errors],
            errors_total=found.errors_total,
        )


def run_commit(*, run: ImportRun, by: Viewer, now: datetime, tell_progress: Callable[[int, int], None]) -> None:
    """Imports, all or nothing, and marks the run in the same transaction; so a run is never carried out twice."""
    if run.state in OVER:
        return
    found = read_files(_sources(run), today=run.started_at.date())
    tell_progress(found.total, found.total * 2)
    plan = plan_import(found, by=by, today=run.started_at.date())
    if found.errors_total:
        with change(by=by, now=now) as c:
            errors = [error.answer() for error in found.errors]
            c.save(run, state="refused", errors=errors, errors_total=found.errors_total)
        return
    prepared = prepare(plan, by=by, now=now)
    with all_or_nothing(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state in OVER:
            return
        carry_out(c, plan, prepared)
        c.save(
            run, state="done", rows_done=found.total, rows_total=found.total, created=plan.created, updated=plan.updated,
            unchanged=plan.unchanged, finished_at=now,
        )  # fmt: skip
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
    _throw_away(run)


def path_of(stored_name: str) -> Path:
    """Where an uploaded file waits."""
    root: Path = settings.PILOTAGE_HOME / "imports"
    return root / stored_name


def _sources(run: ImportRun) -> list[Source]:
    return [
        Source(file.name, path_of(file.stored_name), file.kind, file.mapping or None)
        for file in run.files.order_by("pk")
    ]


def _file_fields(run: ImportRun, name: str, stored: str, digest: str) -> dict[str, Any]:
    try:
        with open_table(path_of(stored), name=name, limits=LIMITS) as table:
            headers, sheets = table.headers, table.other_sheets
    except TableUnreadable as problem:
        raise Refused(f"{name}: {problem}", field="upload") from None
    is_book = any(not sheet.is_empty for sheet in sheets)
    kind = None if is_book else kind_of(name, headers)
    mapping: dict[str, str] = {}
    if kind is not None:
        held = RememberedMapping.objects.filter(kind=kind.name, headers_hash=_hash(list(headers))).first()
        mapping = held.mapping if held is not None else mapping_for(kind, headers)
    return {
        "run": run, "name": name, "stored_name": stored, "sha256": digest, "headers": list(headers),
        "mapping": mapping, "kind": kind.name if kind is not None else "",
    }  # fmt: skip


def _require_open(run: ImportRun) -> None:
    if run.state in (*OVER, "queued", "running"):
        raise Refused(_("This import is over, or runs already."))


def _hash(headers: list[str]) -> str:
    return hashlib.sha256("\x00".join(headers).encode()).hexdigest()


def _keep(stream: IO[Any]) -> tuple[str, str]:
    stored, digest = uuid.uuid4().hex, hashlib.sha256()
    path = path_of(stored)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "xb") as kept:
        while piece := stream.read(PIECE):
            digest.update(piece)
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    return stored, digest.hexdigest()


def _throw_away(run: ImportRun) -> None:
    for file in run.files.all():
        path_of(file.stored_name).unlink(missing_ok=True)
