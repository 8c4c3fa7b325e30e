"""Who does what over the API: the matrix in force, what a person owes, and answers to questions."""

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
    one,
    page,
    pages,
    rows_of,
    staff_in,
)
from pilotage.raci import operations, queries
from pilotage.raci.enums import WORK_NAMES
from pilotage.raci.models import Share

router = Router(tags=["phased projects"])


class RaciRow(Schema):
    """One of the nine tasks: each role's letters, empty where it has none."""

    number: int
    task: str
    pm: str
    im: str
    tsm: str
    csm: str


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
    cells = queries.cells_of(phase.pk)
    return [{"number": int(n), "task": name, **cells[str(int(n))]} for n, name in WORK_NAMES.items()]


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
