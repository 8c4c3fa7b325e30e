"""Handoffs over the API."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.handoff import operations
from pilotage.handoff.enums import SELF_SERVICE, TEXT_NAMES
from pilotage.handoff.models import HandoffQuestion
from pilotage.handoff.queries import handoff_of, open_items, questions_of
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Day,
    Given,
    Text,
    TokenDoor,
    Whole,
    once,
    one,
    person,
    rows_of,
    staff_in,
)

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

    id: int
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


class HandoffIn(Given):
    """What only people know, who takes over, and the days on which the biller was introduced to self-service. What is left out stays."""

    quirks: Text | None = Field(None, max_length=10_000)
    people: Text | None = Field(None, max_length=10_000)
    strategy: Text | None = Field(None, max_length=10_000)
    advice: Text | None = Field(None, max_length=10_000)
    knowledge: Day | None = None
    videos: Day | None = None
    community: Day | None = None
    taker: Whole | None = None
    csm: Whole | None = None


class HandoffItemsIn(Given):
    """Open items as `kind:id`, and the person who owns them from now on."""

    items: list[Text] = Field(min_length=1, max_length=1000)
    owner: Whole


class HandoffWordsIn(Given):
    """A question or an answer."""

    text: Text = Field(min_length=1, max_length=5000)


class HandoffSideIn(Given):
    """Which side takes over."""

    side: Literal["client_services", "csm"]


@router.get("/phases/{uuid:pk}/handoff", auth=TokenDoor("windows:read"), response={200: HandoffOut, **ERRORS})
def get_handoff(request: HttpRequest, pk: UUID) -> Any:
    """The handoff of a phase: what is open, who owns it, what stands in the way of accepting. Staff only."""
    return _out(_phase(staff_in(request), pk))


@router.post("/phases/{uuid:pk}/handoff", auth=TokenDoor("windows:write"), response={201: HandoffOut, **CREATES})
@once
def write_handoff(request: HttpRequest, pk: UUID, given: HandoffIn) -> Any:
    """Writes what only people know, who takes over, and when self-service was introduced."""
    by = staff_in(request)
    phase, told = _phase(by, pk), given.dict(exclude_unset=True)
    held = handoff_of(phase.pk)
    texts: dict[str, str] = dict(held.texts) if held else {}
    texts |= {key: told[key] or "" for key in TEXT_NAMES if key in told}
    days: dict[str, Any] = {key: date.fromisoformat(day) for key, day in held.introduced.items()} if held else {}
    days |= {key: told[key] for key in SELF_SERVICE if key in told}
    operations.write_handoff(
        phase=phase, texts=texts, introduced=days,
        taker=person(given.taker) if "taker" in told else held.taker if held else None,
        csm=person(given.csm) if "csm" in told else held.csm if held else None, by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, _out(phase))


@router.post("/phases/{uuid:pk}/handoff/items", auth=TokenDoor("windows:write"), response={201: HandoffOut, **CREATES})
@once
def give_handoff_items(request: HttpRequest, pk: UUID, given: HandoffItemsIn) -> Any:
    """Gives open tasks, cases and RAID entries to one person: all or none."""
    by = staff_in(request)
    phase, owner = _phase(by, pk), person(given.owner)
    if owner is None:
        raise ApiProblem(409, "Name the person.", code="person", field="owner")
    operations.give_items(phase=phase, keys=given.items, owner=owner, by=by, now=timezone.now())
    return Status(201, _out(phase))


@router.post("/phases/{uuid:pk}/handoff/offers", auth=TokenDoor("windows:write"), response={201: HandoffOut, **CREATES})
@once
def offer_handoff(request: HttpRequest, pk: UUID) -> Any:
    """Asks client services and the CSM to read and accept it; both are told."""
    by = staff_in(request)
    phase = _phase(by, pk)
    operations.offer_handoff(phase=phase, by=by, now=timezone.now())
    return Status(201, _out(phase))


@router.post(
    "/phases/{uuid:pk}/handoff/questions", auth=TokenDoor("windows:write"), response={201: HandoffOut, **CREATES}
)
@once
def ask_about_handoff(request: HttpRequest, pk: UUID, given: HandoffWordsIn) -> Any:
    """Asks back; nobody accepts before the answer."""
    by = staff_in(request)
    phase = _phase(by, pk)
    operations.ask_question(phase=phase, text=given.text, by=by, now=timezone.now())
    return Status(201, _out(phase))


@router.post(
    "/handoff-questions/{int:pk}/answers", auth=TokenDoor("windows:write"), response={201: HandoffOut, **CREATES}
)
@once
def answer_about_handoff(request: HttpRequest, pk: int, given: HandoffWordsIn) -> Any:
    """Answers a question, once."""
    by = staff_in(request)
    rows = HandoffQuestion.objects.visible_to(by).select_related(
        "handoff__phase__biller", "handoff__record", "asked_by"
    )
    question = one(rows, pk)
    operations.answer_question(question=question, text=given.text, by=by, now=timezone.now())
    return Status(201, _out(question.handoff.phase))


@router.post(
    "/phases/{uuid:pk}/handoff/acceptances", auth=TokenDoor("windows:write"), response={201: HandoffOut, **CREATES}
)
@once
def accept_handoff(request: HttpRequest, pk: UUID, given: HandoffSideIn) -> Any:
    """Client services, or the CSM, takes over; with the second of them the record is kept as it is."""
    by = staff_in(request)
    phase = _phase(by, pk)
    operations.accept_handoff(phase=phase, side=given.side, by=by, now=timezone.now())
    return Status(201, _out(phase))


def _phase(by: Viewer, pk: UUID) -> Phase:
    found: Phase = one(rows_of(Phase, by), pk)
    return found


def _out(phase: Phase) -> dict[str, Any]:
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
        "questions": [
            {"id": asked.pk, "text": asked.text, "answer": asked.answer} for asked in (questions_of(held) if held else [])
        ],
    }  # fmt: skip
