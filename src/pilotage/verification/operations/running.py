"""Starts runs and carries them out in the background; run again after a crash, a run goes on and ends the same."""

import hashlib
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.jobs import Progress, enqueue, status
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer, system
from pilotage.documents.operations import path_of
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.verification import engine
from pilotage.verification.enums import RunState, Verdict
from pilotage.verification.models import Difference, HistoryFile, ReceivedFile, Run, RunFile, Spec, SpecVersion
from pilotage.verification.operations.files import keep
from pilotage.verification.operations.inventory import judge_fields
from pilotage.verification.permissions import require_writer
from pilotage.verification.rules import results

RUN: Final = "verification.run"
RUN_STARTED = "verification.run_started"
RUN_ENDED = "verification.run_ended"
GIVEN = ("mismatches.parquet", "summary.xlsx", "report.html", "rejects.parquet", "certificate.json")
AT_WORK = (RunState.WAITING, RunState.RUNNING)


def start_run(
    *, spec: Spec, left: ReceivedFile | None = None, right: ReceivedFile | None = None, by: Viewer, now: datetime
) -> Run:
    """Compares two files by the newest mapping, in the background; without files the newest of each side.

    Refuses when a side has no file, files of another verification, and while a run of the same files and mapping is at work.
    Also: event `verification.run_started`.
    """
    require_writer(by)
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=spec.pk)
        version = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number")[0]
        files: dict[str, Any] = {"left": _file_of(spec, "left", left), "right": _file_of(spec, "right", right)}
        files["history"] = HistoryFile.objects.everywhere().filter(spec=spec, is_used=True).first()
        same = Run.objects.everywhere().filter(spec=spec, version=version, **files, state__in=AT_WORK)
        if any(not is_given_up(one) for one in same):
            raise Refused(_("These two files are being compared already."))
        last = Run.objects.everywhere().filter(spec=spec).aggregate(last=Max("number"))["last"] or 0
        run = c.create(
            Run, scope=spec.biller_id, event=RUN_STARTED, biller_id=spec.biller_id, spec=spec, version=version, number=last + 1,
            started_by_id=by.user_id, started_by_name=by.name, started_at=now, **files,
        )  # fmt: skip
        c.save(run, job_id=enqueue(RUN, {"run": str(run.pk)}, by=by, now=now))
        return run


def run_again(*, run: Run, by: Viewer, now: datetime) -> None:
    """A run whose job was given up is tried once more. Refuses one that is at work or over. Also: event `verification.run_started`."""
    require_writer(by)
    if run.state not in AT_WORK or not is_given_up(run):
        raise Refused(_("This run is at work or over. Start a new one."))
    with change(by=by, now=now) as c:
        job_id = enqueue(RUN, {"run": str(run.pk)}, by=by, now=now)
        c.save(run, kind=RUN_STARTED, job_id=job_id, state=RunState.WAITING)


def is_given_up(run: Run) -> bool:
    """Whether its job has failed for good."""
    job = status(run.job_id) if run.job_id else None
    return job is not None and job.state == "failed"


def carry_out(*, run: Run, tell_progress: Progress, by: Viewer, now: datetime) -> None:
    """Runs `tally` and keeps what it gave. A run that is over stays as it is.

    Also: event `verification.run_ended`; who started it and the owner are told.
    """
    if run.state not in AT_WORK:
        return
    with change(by=by, now=now) as c:
        c.save(run, state=RunState.RUNNING)
    folder = work_folder(run)
    files = {side: (path_of(file.stored_name), file.name) for side, file in (("left", run.left), ("right", run.right))}
    body, past = _with_history(run)
    outcome = engine.verify(files, body, folder, tell_progress)
    if outcome.problem:
        with change(by=by, now=now) as c:
            problem = outcome.problem.replace(*past)[:2000] if past else outcome.problem[:2000]
            c.save(run, kind=RUN_ENDED, state=RunState.REFUSED, problem=problem, result=outcome.result, ended_at=now)
            judge_fields(c, run)
            _tell(run, problem, now)
    else:
        keep_outcome(run, folder / "out", outcome.result, by, now)
    shutil.rmtree(folder, ignore_errors=True)


def _with_history(run: Run) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """The mapping, with earlier values of a side where some were given; then the path and the name that people know it by."""
    one, body = run.history, run.version.body
    if one is None:
        return body, None
    path = str(path_of(one.stored_name))
    told: dict[str, Any] = {"path": path, "side": one.side, "rename": body[one.side].get("rename") or {}}
    if one.date_column:
        told |= {"date": one.date_column, "date_format": one.date_format}
    if one.as_of:
        told |= {"as_of": one.as_of.strftime(one.date_format or "%Y-%m-%d")}
    return body | {"history": told}, (path, one.name)


def work_folder(run: Run) -> Path:
    """Where a run works until it is over."""
    home: Path = settings.PILOTAGE_HOME
    return home / "verification" / str(run.pk)


def keep_outcome(run: Run, out: Path, result: dict[str, Any], by: Viewer, now: datetime) -> None:
    """Keeps the document and the files that `tally` left in `out`. Also: event `verification.run_ended`."""
    before = _before(run)
    earlier = _parquet_of(before) if before else None
    compared = engine.compare(out / GIVEN[0], earlier) if earlier else {}
    if before is not None and compared:
        compared |= {"run": str(before.pk), "number": before.number}
    cells = _cells(run, out, earlier)
    found = results.groups(result)
    verdict, open_groups = results.verdict(found, ())
    kept = {name: keep_path(out / name) for name in GIVEN if (out / name).exists()}
    try:
        with change(by=by, now=now) as c:
            Difference.objects.everywhere().filter(run=run).delete()
            Difference.objects.bulk_create(cells, batch_size=500)
            for name, (stored, size, digest) in kept.items():
                row = RunFile(biller_id=run.biller_id, run=run, name=name, stored_name=stored, size=size, sha256=digest)
                row.save(force_insert=True)
            _end(c, run, result, compared, verdict, open_groups)
            judge_fields(c, run)
            _tell(run, results.sentence(result, (run.spec.left_name, run.spec.right_name)), now)
    except BaseException:
        for stored, _size, _digest in kept.values():
            path_of(stored).unlink(missing_ok=True)
        raise


def _end(
    c: Change, run: Run, result: dict[str, Any], compared: dict[str, Any], verdict: Verdict, open_groups: int
) -> None:
    fields: dict[str, Any] = {
        "state": RunState.DONE, "verdict": verdict, "open_groups": open_groups, "result": result, "compared": compared,
        "matched": int(result.get("matched") or 0), "equal": int(result.get("equal") or 0), "differing": results.differing(result),
        "ended_at": c.now, "accepted_at": c.now if verdict == Verdict.AGREES else None,
    }  # fmt: skip
    before = {"state": str(run.state)}
    for name, value in fields.items():
        setattr(run, name, value)
    run.save(update_fields=list(fields))
    told = {name: fields[name] for name in ("state", "verdict", "matched", "equal", "differing")}
    told |= {"digest": result.get("digest"), "files": {"left": run.left.sha256, "right": run.right.sha256}}
    c.log(RUN_ENDED, run, before=before, after=told)  # samples and patterns stay out of the audit trail
    c.touch(run)


def _cells(run: Run, out: Path, earlier: Path | None) -> list[Difference]:
    rows = list(engine.shown_cells(out, earlier))
    around = {
        side: _rows_around(
            run, side, file, {int(row[f"{side}_line"]) for row in rows if row[f"{side}_line"]}, out.parent
        )
        for side, file in (("left", run.left), ("right", run.right))
    }
    return [
        Difference(
            biller_id=run.biller_id, run=run, position=place, key=str(row["key"])[:300], field=str(row["field"])[:120],
            reason=str(row["reason"])[:20], left_raw=_text(row["left_raw"]), right_raw=_text(row["right_raw"]),
            left_line=row["left_line"], right_line=row["right_line"], delta=_text(row["delta"])[:60],
            left_cells=around["left"].get(row["left_line"], {}), right_cells=around["right"].get(row["right_line"], {}),
            is_new=row["is_new"],
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip


def _rows_around(run: Run, side: str, file: ReceivedFile, wanted: set[int], work: Path) -> dict[int, dict[str, str]]:
    path, layout = path_of(file.stored_name), run.version.body[side].get("layout")
    return engine.laid_rows_at(path, layout, wanted, work) if layout else engine.rows_at(path, file.name, wanted)


def _text(value: object) -> str:
    return "" if value is None else str(value)[:2000]


def keep_path(path: Path) -> tuple[str, int, str]:
    """Keeps a file that a run gave: stored name, size, SHA-256."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
        stored = keep(stream)
    return stored, path.stat().st_size, digest.hexdigest()


def _before(run: Run) -> Run | None:
    rows = Run.objects.everywhere().filter(spec=run.spec_id, number__lt=run.number, state=RunState.DONE)
    found: Run | None = rows.order_by("-number").first()
    return found


def _parquet_of(run: Run) -> Path | None:
    file = RunFile.objects.everywhere().filter(run=run, name=GIVEN[0]).first()
    return path_of(file.stored_name) if file else None


def _file_of(spec: Spec, side: str, given: ReceivedFile | None) -> ReceivedFile:
    newest = ReceivedFile.objects.everywhere().filter(spec=spec, side=side).order_by("-received_at", "-pk")
    file: ReceivedFile | None = given or newest.first()
    if file is None:
        name = spec.left_name if side == "left" else spec.right_name
        raise Refused(_("No file of %(side)s has come yet. Send one first.") % {"side": name}, field=side)
    if file.spec_id != spec.pk or file.side != side:
        raise Refused(_("Choose a file of this side."), field=side)
    return file


def _tell(run: Run, words: str, now: datetime) -> None:
    keys = [key for key in (run.started_by_id, run.spec.owner_id) if key is not None]
    tell(
        users=User.objects.filter(pk__in=keys), kind="verification_ended", text=f"{run} of {run.biller.name}: {words}"[:400],
        url=f"/verification/runs/{run.pk}/", record=run.record, key=f"run:{run.pk}", by=system(), now=now,
    )  # fmt: skip
