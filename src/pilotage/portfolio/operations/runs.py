"""Imports by page: upload, map, check, commit as a job. Each step can be repeated after a crash without doubling."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.jobs import enqueue, status
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.portfolio.kinds import KINDS, kind_of, mapping_for, missing_columns
from pilotage.portfolio.models import ImportFile, ImportRun, RememberedMapping
from pilotage.portfolio.operations.keeping import are_there, keep, path_of, throw_away
from pilotage.portfolio.operations.working import AT_WORK, OVER
from pilotage.portfolio.reading import LIMITS
from pilotage.tally.forbidden import scan_text
from pilotage.tally.tables import TableUnreadable, open_table

IMPORTERS = (Role.PM, Role.IM, Role.ADMIN)
CHECK, COMMIT = "portfolio.check", "portfolio.commit"


def start_import(*, files: Iterable[tuple[str, IO[Any]]], by: Viewer, now: datetime) -> ImportRun:
    """Keeps the files aside and reads their headers; nothing is imported yet. `files` are pairs of name and stream.

    Refuses files that are no tables. Also: event `portfolio.importrun_created`.
    """
    if not by.has(*IMPORTERS):
        raise Forbidden(_("Only a PM, an IM or an administrator may import."))
    kept = [(name, *keep(stream)) for name, stream in files]
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
    """Asks for a check in the background; returns the job's id. Refuses when the files are gone. Also: the state is checking."""
    with change(by=by, now=now) as c:
        _require_open(run)
        if not are_there(run):
            raise Refused(_("The files are no longer here. Upload them again."))
        job_id = enqueue(CHECK, {"run": str(run.pk)}, by=by, now=now)
        c.save(run, state="checking", errors=[], errors_total=0, job_id=job_id)
        return job_id


def commit_import(*, run: ImportRun, by: Viewer, now: datetime) -> str:
    """Asks for the import itself; returns the job's id. Refuses a run that isn't checked and free of errors."""
    with change(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state != "ready":
            raise Refused(_("Check the files first; an import with errors is not possible."))
        job_id = enqueue(COMMIT, {"run": str(run.pk)}, by=by, now=now)
        c.save(run, state="queued", job_id=job_id)
        return job_id


def drop_import(*, run: ImportRun, by: Viewer, now: datetime) -> None:
    """Discards the files; nothing was imported. Refuses while it runs and once it is done."""
    with change(by=by, now=now) as c:
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.state == "done" or (held.state == "running" and not is_given_up(held)):
            raise Refused(_("This import runs or is done."))
        c.save(run, state="dropped", finished_at=now)
        transaction.on_commit(lambda: throw_away(run))


def is_given_up(run: ImportRun) -> bool:
    """Whether its job has failed for good; nothing was imported then."""
    job = status(run.job_id) if run.job_id else None
    return job is not None and job.state == "failed"


def _file_fields(run: ImportRun, name: str, stored: str, digest: str) -> dict[str, Any]:
    try:
        with open_table(path_of(stored), name=name, limits=LIMITS) as table:
            headers, sheets = table.headers, table.other_sheets
    except TableUnreadable as problem:
        raise Refused(f"{name}: {problem}", field="upload") from None
    if scan_text(name) or any(scan_text(header) for header in headers):
        raise Refused(
            _("A heading or a file's name looks like a card number. Remove it; nothing was kept."), field="upload"
        )
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
    if run.state in OVER or (run.state in AT_WORK and not is_given_up(run)):
        raise Refused(_("This import is over, or runs already."))


def _hash(headers: list[str]) -> str:
    return hashlib.sha256("\x00".join(headers).encode()).hexdigest()
