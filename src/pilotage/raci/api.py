"""Who does what over the API: the matrices and their changes, duties, what a person owes, and answers to questions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from pilotage.billers.models import Phase
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Given,
    Limit,
    Text,
    TokenDoor,
    not_found,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
)
from pilotage.raci import operations, queries
from pilotage.raci.enums import WORK_NAMES
from pilotage.raci.models import Duty, Share

router = Router(tags=["phased projects"])


class RaciRow(Schema):
    """One of the nine tasks: each role's letters, empty where it has none."""

    number: int
    task: str
    pm: str
    im: str
    tsm: str
    csm: str


Letters = Literal["", "R", "A", "RA", "C", "I"]


class RaciRowIn(Given):
    """A task's letters; exactly one role has the A, at least one the R."""

    number: int = Field(ge=1, le=9)
    pm: Letters = ""
    im: Letters = ""
    tsm: Letters = ""
    csm: Letters = ""


class RaciIn(Given):
    """Rows that change, the others stay as they are; why. Without rows a project follows the house again."""

    rows: list[RaciRowIn] = Field(max_length=9)
    reason: Text = Field(min_length=1, max_length=300)


class OwedOut(Schema):
    """What a role is to one event: `letter` is R, A, C or I; a C owes an answer by `due_date`."""

    id: int
    letter: str
    role: str
    person: int | None
    biller: UUID
    phase: UUID
    task: UUID | None
    subject: UUID
    number: int
    title: str
    due_date: date | None
    raised_at: datetime
    settled_at: datetime | None
    answer: str
    answered_at: datetime | None


class DutyOut(Schema):
    """What the matrix has brought about in a phase: the task for R, who else is in it, and since when it is settled."""

    id: UUID
    number: int
    title: str
    subject: UUID
    task: UUID | None
    raised_at: datetime
    settled_at: datetime | None
    shares: list[OwedOut]


class DutyPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[DutyOut]
    next: str | None


class OwedPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[OwedOut]
    next: str | None


class RaciAnswerIn(Given):
    """What who is consulted says."""

    answer: Text = Field(min_length=1, max_length=20_000)


def owed_out(row: Share) -> dict[str, Any]:
    """Plain values of a share in a duty."""
    duty = row.duty
    return {
        "id": row.pk, "letter": row.letter, "role": row.role, "person": row.person_id, "biller": row.biller_id,
        "phase": duty.phase_id, "task": duty.task_id, "subject": duty.subject_id, "number": duty.number, "title": duty.title,
        "due_date": row.due_date, "raised_at": duty.raised_at, "settled_at": duty.settled_at, "answer": row.answer,
        "answered_at": row.answered_at,
    }  # fmt: skip


@router.get("/phases/{uuid:pk}/raci", auth=TokenDoor("projects:read"), response={200: list[RaciRow], **ERRORS})
def raci_of_phase(request: HttpRequest, pk: UUID) -> Any:
    """The matrix in force in a phase's project."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    return rows_out(queries.cells_of(phase.pk))


@router.post("/phases/{uuid:pk}/raci", auth=TokenDoor("projects:write"), response={200: list[RaciRow], **CREATES})
@once
def change_raci_of_phase(request: HttpRequest, pk: UUID, given: RaciIn) -> Any:
    """Changes rows of a phase's project, with a reason; without rows it follows the house again. For PM, TSM manager, CS leader, admin."""
    by, now = staff_in(request), timezone.now()
    phase = one(rows_of(Phase, by), pk)
    if given.rows:
        cells = laid(queries.cells_of(phase.pk), given.rows)
        operations.save_phase_matrix(phase=phase, cells=cells, reason=given.reason, by=by, now=now)
    else:
        operations.reset_phase_matrix(phase=phase, by=by, now=now)
    return rows_out(queries.cells_of(phase.pk))


@router.get("/phases/{uuid:pk}/duties", auth=TokenDoor("projects:read"), response={200: DutyPage, **ERRORS})
def list_duties(request: HttpRequest, pk: UUID, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """What the matrix has brought about in a phase, with everybody's share; staff only."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    return pages(page(queries.duties_of(by, phase), cursor, limit), duty_out)


@router.get("/raci", auth=TokenDoor("projects:read"), response={200: list[RaciRow], **ERRORS})
def raci_of_house(request: HttpRequest) -> Any:
    """The matrix of the house."""
    staff_in(request)
    return rows_out(queries.house_cells())


@router.post("/raci", auth=TokenDoor("projects:write"), response={200: list[RaciRow], **CREATES})
@once
def change_raci_of_house(request: HttpRequest, given: RaciIn) -> Any:
    """Changes rows of the house's matrix, with a reason; for client services leaders and administrators."""
    cells = laid(queries.house_cells(), given.rows)
    operations.save_matrix(cells=cells, reason=given.reason, by=staff_in(request), now=timezone.now())
    return rows_out(queries.house_cells())


def rows_out(cells: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """The nine rows."""
    return [{"number": int(n), "task": name, **cells[str(int(n))]} for n, name in WORK_NAMES.items()]


def laid(cells: Mapping[str, Mapping[str, str]], rows: list[RaciRowIn]) -> dict[str, dict[str, str]]:
    """A matrix with these rows over it."""
    changed = {str(row.number): row.dict(exclude={"number"}) for row in rows}
    return {number: changed.get(number, dict(row)) for number, row in cells.items()}


def duty_out(row: Duty) -> dict[str, Any]:
    """Plain values of a duty with its shares."""
    plain = ("number", "title", "raised_at", "settled_at")
    shares = [owed_out(share) for share in row.shares.all()]
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "subject": row.subject_id, "task": row.task_id, "shares": shares,
    }  # fmt: skip


@router.get("/raci/owed", auth=TokenDoor("projects:read"), response={200: OwedPage, **ERRORS})
def list_owed(
    request: HttpRequest, letter: Literal["R", "A", "C", "I"] | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """What the person of the token owes in phased projects."""
    found = queries.owed(staff_in(request), {"letter": letter}, now=timezone.now())
    return pages(page(found, cursor, limit), owed_out)


@router.post("/raci/questions/{int:pk}/answer", auth=TokenDoor("projects:write"), response={200: OwedOut, **CREATES})
def answer(request: HttpRequest, pk: int, given: RaciAnswerIn) -> Any:
    """Answers a question to who is consulted."""
    by = staff_in(request)
    try:
        share = queries.share_for(by, pk)
    except (Share.DoesNotExist, OverflowError):
        raise not_found() from None
    operations.answer_question(share=share, answer=given.answer, by=by, now=timezone.now())
    return owed_out(queries.share_for(by, pk))
