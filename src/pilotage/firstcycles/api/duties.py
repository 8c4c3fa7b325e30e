"""The TSM's duties in the first bill cycles over the API."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.firstcycles import operations, queries
from pilotage.firstcycles.enums import Duty
from pilotage.people.api import CREATES, ERRORS, Flag, Given, Text, TokenDoor, once, one, rows_of, staff_in, whole

router = Router(tags=["first bill cycles"])
Number = Annotated[int, Field(ge=1, le=3), BeforeValidator(whole)]


class CycleDutyOut(Schema):
    """A duty of the TSM that was done in a cycle, and what came of it."""

    cycle: int
    duty: Duty
    remark: str
    done_at: datetime
    done_by: str


class CycleDutyList(Schema):
    """The duties that were done."""

    items: list[CycleDutyOut]


class CycleDutyIn(Given):
    """A duty, in which cycle, and whether it is done; `remark` is what came of it, such as a quick win."""

    cycle: Number
    duty: Duty
    is_done: Flag = True
    remark: Text = Field("", max_length=400)


@router.get(
    "/phases/{uuid:pk}/first-cycles/duties", auth=TokenDoor("projects:read"), response={200: CycleDutyList, **ERRORS}
)
def list_cycle_duties(request: HttpRequest, pk: UUID) -> Any:
    """The TSM's duties that were done in a phase's first bill cycles; staff only."""
    return duties_out(one(rows_of(Phase, staff_in(request)), pk))


@router.post(
    "/phases/{uuid:pk}/first-cycles/duties", auth=TokenDoor("projects:write"), response={201: CycleDutyList, **CREATES}
)
@once
def say_cycle_duty(request: HttpRequest, pk: UUID, given: CycleDutyIn) -> Any:
    """Says that a duty of the TSM is done in a cycle, or that it isn't after all."""
    by = staff_in(request)
    phase, now = one(rows_of(Phase, by), pk), timezone.now()
    if given.is_done:
        operations.do_duty(phase=phase, number=given.cycle, duty=given.duty, remark=given.remark, by=by, now=now)
    else:
        operations.undo_duty(phase=phase, number=given.cycle, duty=given.duty, by=by, now=now)
    return Status(201, duties_out(phase))


def duties_out(phase: Phase) -> dict[str, Any]:
    """Plain values of the duties that were done, by cycle."""
    rows = sorted(queries.duties_of(phase).values(), key=lambda row: (row.cycle.number, row.done_at))
    names = ("duty", "remark", "done_at")
    return {
        "items": [
            {name: getattr(row, name) for name in names} | {"cycle": row.cycle.number, "done_by": row.done_by_name}
            for row in rows
        ]
    }
