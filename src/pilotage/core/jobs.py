"""Background jobs: asked for inside a change, run by a worker, asked about by pages.

A job is a task of the `django.tasks` interface in the product's own database. On top of that store: a lease with heartbeat, so
that a killed worker's job runs again; attempts with growing pauses; progress that pages can read.

    @job("portfolio.import")
    def run_import(*, arguments, progress, by, now): ...

    job_id = enqueue("portfolio.import", {"run": str(run.pk)}, by=viewer, now=now)   # in a change: kept or lost with it
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from pilotage.core.models.delivery import JobLease
from pilotage.core.viewer import Viewer

Work = Callable[..., Any]
#: `progress(done, total)`: kept for the page, and renews the lease.
Progress = Callable[[int, int], None]
_jobs: dict[str, Work] = {}
MOST_ATTEMPTS = 5


def job(name: str) -> Callable[[Work], Work]:
    """Register a function `(*, arguments, progress, by, now)` as a job. It must bear being run again after a crash."""

    def register(function: Work) -> Work:
        _jobs[name] = function
        return function

    return register


def enqueue(name: str, arguments: Mapping[str, Any], *, by: Viewer, now: datetime) -> str:
    """Asks for a job as part of the caller's transaction; returns its id. Raises `KeyError` for an unknown name."""
    _jobs[name]
    who = {"user_id": by.user_id, "name": by.name, "roles": sorted(by.roles), "address": by.address}
    return str(run_job.enqueue(name=name, arguments=dict(arguments), who=who).id)


@task()
def run_job(*, name: str, arguments: dict[str, Any], who: dict[str, Any]) -> None:
    """The one task behind all jobs; the worker calls `perform` with progress instead."""
    raise RuntimeError("Jobs are run by the worker of Pilotage.")


def perform(kwargs: Mapping[str, Any], *, progress: Progress, now: datetime) -> Any:
    """Runs one job in the name of who asked for it."""
    who = kwargs["who"]
    by = Viewer(
        user_id=who["user_id"],
        name=who["name"],
        roles=frozenset(who["roles"]),
        source="job",
        address=who["address"],
        is_system=who["user_id"] is None,
    )
    return _jobs[kwargs["name"]](arguments=kwargs["arguments"], progress=progress, by=by, now=now)


@dataclass(frozen=True)
class JobStatus:
    """How a job stands: waiting, running, done or failed; `done` of `total` steps."""

    state: str
    done: int = 0
    total: int = 0
    problem: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed")


def status(job_id: str) -> JobStatus | None:
    """How a job stands; None when there is none of this id."""
    found = DBTaskResult.objects.filter(pk=job_id).first()
    if found is None:
        return None
    lease = JobLease.objects.filter(pk=str(found.pk)).first()
    states = {"READY": "waiting", "RUNNING": "running", "SUCCESSFUL": "done", "FAILED": "failed"}
    return JobStatus(
        state=states.get(found.status, "waiting"),
        done=lease.progress_done if lease else 0,
        total=lease.progress_total if lease else 0,
        problem=found.traceback.strip().splitlines()[-1] if found.traceback else "",
    )
