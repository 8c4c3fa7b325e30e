"""Runs over the API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema, Status

from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Given,
    Limit,
    TokenDoor,
    Whole,
    not_found,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
)
from pilotage.verification import operations, queries
from pilotage.verification.api.specs import router
from pilotage.verification.models import ReceivedFile, Run, Spec


class VerificationRunOut(Schema):
    """A run: `state` waiting, running, done or refused; `verdict` agrees, differs or accepted once it is done."""

    id: UUID
    biller: UUID
    spec: UUID
    number: int
    mapping: int
    left: str
    left_sha256: str
    right: str
    right_sha256: str
    state: str
    verdict: str
    problem: str
    matched: int
    equal: int
    differing: int
    open_groups: int
    started_at: datetime
    ended_at: datetime | None
    accepted_at: datetime | None


class RunPage(Schema):
    """A page of them."""

    items: list[VerificationRunOut]
    next: str | None


class FullRunOut(VerificationRunOut):
    """with `result`, the document that `tally verify --json` prints, and what the run before had."""

    result: dict[str, Any]
    compared: dict[str, Any]


class RunIn(Given):
    """A run of two files that came; left out: the newest of each side."""

    spec: UUID
    left: Whole | None = None
    right: Whole | None = None


@router.get("/verification-runs", auth=TokenDoor("projects:read"), response={200: RunPage, **ERRORS})
def list_runs(
    request: HttpRequest, spec: UUID | None = None, biller: UUID | None = None,
    verdict: Literal["agrees", "differs", "accepted"] | None = None, cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Runs, of one verification, one biller or all; staff only."""
    rows = rows_of(Run, staff_in(request)).select_related("version", "left", "right").defer("result", "compared")
    wanted = {"spec": spec, "biller": biller, "verdict": verdict}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), run_out)


@router.post("/verification-runs", auth=TokenDoor("projects:write"), response={201: VerificationRunOut, **CREATES})
@once
def create_run(request: HttpRequest, given: RunIn) -> Any:
    """Starts a run in the background; look at it until its state is done or refused."""
    by = staff_in(request)
    spec = one(rows_of(Spec, by), given.spec)
    left, right = _file(spec, "left", given.left), _file(spec, "right", given.right)
    made = operations.start_run(spec=spec, left=left, right=right, by=by, now=timezone.now())
    return Status(201, run_out(queries.run_for(by, made.pk)))


@router.get("/verification-runs/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: FullRunOut, **ERRORS})
def get_run(request: HttpRequest, pk: UUID) -> Any:
    """One run with its whole result."""
    row = one(rows_of(Run, staff_in(request)).select_related("version", "left", "right"), pk)
    return run_out(row) | {"result": row.result, "compared": row.compared}


def run_out(row: Run) -> dict[str, Any]:
    """Plain values of a run."""
    plain = (
        "number", "state", "verdict", "problem", "matched", "equal", "differing", "open_groups", "started_at", "ended_at",
        "accepted_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "biller": row.biller_id, "spec": row.spec_id, "mapping": row.version.number, "left": row.left.name,
        "left_sha256": row.left.sha256, "right": row.right.name, "right_sha256": row.right.sha256,
    }  # fmt: skip


def _file(spec: Spec, side: str, key: int | None) -> ReceivedFile | None:
    if key is None:
        return None
    found: ReceivedFile | None = ReceivedFile.objects.everywhere().filter(spec=spec, side=side, pk=key).first()
    if found is None:
        raise not_found()
    return found
