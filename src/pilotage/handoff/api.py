"""Handoffs over the API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from pilotage.billers.models import Phase
from pilotage.handoff import operations
from pilotage.handoff.queries import handoff_of, open_items, questions_of
from pilotage.people.api import ERRORS, TokenDoor, one, rows_of, staff_in

router = Router(tags=["handoffs"])


class HandoffItemOut(Schema):
    """Something open, and who owns it."""

    kind: str
    id: UUID
    title: str
    owner: str
    is_owned: bool


class HandoffQuestionOut(Schema):
    """A question, and its answer."""

    text: str
    answer: str


class HandoffOut(Schema):
    """Where the handoff of a phase stands; `state` is empty while nobody has begun it."""

    phase: UUID
    state: str
    taker: str
    csm: str
    obstacles: list[str]
    items: list[HandoffItemOut]
    questions: list[HandoffQuestionOut]


@router.get("/phases/{uuid:pk}/handoff", auth=TokenDoor("windows:read"), response={200: HandoffOut, **ERRORS})
def get_handoff(request: HttpRequest, pk: UUID) -> Any:
    """The handoff of a phase: what is open, who owns it, what stands in the way of accepting. Staff only."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    held = handoff_of(phase.pk)
    return {
        "phase": phase.pk,
        "state": held.state if held else "",
        "taker": held.taker.name if held and held.taker else "",
        "csm": held.csm.name if held and held.csm else "",
        "obstacles": operations.obstacles_of(held) if held and held.state != "accepted" else [],
        "items": [
            {
                "kind": item.kind, "id": item.pk, "title": item.title, "owner": item.owner.name if item.owner else "",
                "is_owned": item.is_owned,
            }
            for item in open_items(phase)
        ],
        "questions": [{"text": one_asked.text, "answer": one_asked.answer} for one_asked in questions_of(held)] if held else [],
    }  # fmt: skip
