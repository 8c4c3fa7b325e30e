"""Escalations, their policies, experts and questions to them over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.core.viewer import Viewer
from pilotage.escalation import operations, queries
from pilotage.escalation.api.directory import router as directory
from pilotage.escalation.models import Advice, Escalation, EscalationStep
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Cursor,
    Given,
    Limit,
    QueryFlag,
    Text,
    TokenDoor,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.support.models import Case

router = Router(tags=["escalations"])
router.add_router("", directory)


class EscalationStepOut(Schema):
    """A level that was raised, and who was told."""

    level: int
    raised_at: datetime
    told: str


class EscalationOut(Schema):
    """A case that climbs a department's policy until somebody takes it; `next_at` is when its next level is raised."""

    id: UUID
    version: int
    biller: UUID
    case: UUID
    policy: UUID
    department: str
    reason: str
    started_at: datetime
    started_by: str
    level: int
    next_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    remark: str
    steps: list[EscalationStepOut]


class EscalationPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[EscalationOut]
    next: str | None


class EscalationIn(Given):
    """The department's policy, and why it can't wait."""

    policy: UUID
    reason: Text = Field(min_length=1, max_length=300)


class AcknowledgeIn(Given):
    """What whoever takes it says."""

    remark: Text = Field("", max_length=300)


class AdviceOut(Schema):
    """A question to an expert, and the answer once it is there."""

    id: UUID
    version: int
    biller: UUID
    subject: UUID
    expert: UUID
    asked_of: int
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str


class AdvicePage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[AdviceOut]
    next: str | None


class AdviceIn(Given):
    """Whom to ask, and what."""

    expert: UUID
    question: Text = Field(min_length=1, max_length=20_000)


class AdviceAnswerIn(Given):
    """What the expert says."""

    answer: Text = Field(min_length=1, max_length=20_000)


def escalation_out(row: Escalation) -> dict[str, Any]:
    """Plain values of an escalation."""
    names = ("reason", "started_at", "level", "next_at", "acknowledged_at", "remark")
    steps = [{"level": one.level, "raised_at": one.raised_at, "told": one.told} for one in row.steps.all()]
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "case": row.case_id, "policy": row.policy_id,
        "department": row.policy.department, "started_by": row.started_by_name, "acknowledged_by": row.acknowledged_by_name,
        "steps": steps,
    }  # fmt: skip


def advice_out(row: Advice) -> dict[str, Any]:
    """Plain values of a question."""
    names = ("question", "asked_at", "answer", "answered_at")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "subject": row.subject_id,
        "expert": row.expert_id, "asked_of": row.asked_of_id, "answered_by": row.answered_by_name,
    }  # fmt: skip


def _escalations(viewer: Viewer) -> Any:
    steps = Prefetch("steps", queryset=EscalationStep.objects.visible_to(viewer).order_by("level"))
    return rows_of(Escalation, viewer).select_related("policy").prefetch_related(steps)


@router.get("/escalations", auth=TokenDoor("projects:read"), response={200: EscalationPage, **ERRORS})
def list_escalations(
    request: HttpRequest, case: UUID | None = None, biller: UUID | None = None, taken: QueryFlag | None = None,
    cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Escalations of one case, one biller or all; `taken=false` those that nobody has taken. Staff only."""
    rows = _escalations(staff_in(request))
    wanted = {name: value for name, value in (("case", case), ("biller", biller)) if value}
    if taken is not None:
        rows = rows.filter(acknowledged_at__isnull=not taken)
    return pages(page(rows.filter(**wanted), cursor, limit), escalation_out)


@router.get("/escalations/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: EscalationOut, **ERRORS})
def get_escalation(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One escalation with the levels that were raised, and its ETag."""
    row = one(_escalations(staff_in(request)), pk)
    with_etag(response, row.record)
    return escalation_out(row)


@router.post("/cases/{uuid:pk}/escalations", auth=TokenDoor("projects:write"), response={201: EscalationOut, **CREATES})
@once
def escalate_case(request: HttpRequest, pk: UUID, given: EscalationIn) -> Any:
    """Lets a case climb a department's policy from now on."""
    by = staff_in(request)
    case = one(rows_of(Case, by), pk)
    policy = queries.policies().filter(pk=given.policy).first()
    if policy is None:
        raise ApiProblem(409, "There is no such policy in use.", code="policy", field="policy")
    made = operations.escalate(case=case, policy=policy, reason=given.reason, by=by, now=timezone.now())
    return Status(201, escalation_out(one(_escalations(by), made.pk)))


@router.post(
    "/escalations/{uuid:pk}/acknowledgements",
    auth=TokenDoor("projects:write"),
    response={201: EscalationOut, **CREATES},
)
@once
def acknowledge_escalation(request: HttpRequest, pk: UUID, given: AcknowledgeIn) -> Any:
    """Takes it: it climbs no further."""
    by = staff_in(request)
    operations.acknowledge(escalation=one(_escalations(by), pk), remark=given.remark, by=by, now=timezone.now())
    return Status(201, escalation_out(one(_escalations(by), pk)))


@router.get("/advice", auth=TokenDoor("projects:read"), response={200: AdvicePage, **ERRORS})
def list_advice(
    request: HttpRequest, answered: QueryFlag | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Questions to experts; `answered=false` those that wait. Staff only."""
    rows = rows_of(Advice, staff_in(request))
    if answered is not None:
        rows = rows.filter(answered_at__isnull=not answered)
    return pages(page(rows, cursor, limit), advice_out)


@router.post("/cases/{uuid:pk}/advice", auth=TokenDoor("projects:write"), response={201: AdviceOut, **CREATES})
@once
def ask_about_case(request: HttpRequest, pk: UUID, given: AdviceIn) -> Any:
    """Asks an expert about a case now, or their backup outside their hours."""
    by = staff_in(request)
    case = one(rows_of(Case, by), pk)
    expert = queries.experts({}).filter(pk=given.expert).first()
    if expert is None:
        raise ApiProblem(409, "There is no such expert in the directory.", code="expert", field="expert")
    made = operations.ask_expert(
        subject=case.record, biller=case.biller, expert=expert, question=given.question, by=by, now=timezone.now()
    )
    return Status(201, advice_out(one(rows_of(Advice, by), made.pk)))


@router.post("/advice/{uuid:pk}/answers", auth=TokenDoor("projects:write"), response={201: AdviceOut, **CREATES})
@once
def answer_advice(request: HttpRequest, pk: UUID, given: AdviceAnswerIn) -> Any:
    """The expert, their backup or whoever keeps the directory answers; who asked is told."""
    by = staff_in(request)
    row = one(rows_of(Advice, by).select_related("expert", "asked_by", "asked_of"), pk)
    operations.answer_advice(advice=row, answer=given.answer, by=by, now=timezone.now())
    return Status(201, advice_out(one(rows_of(Advice, by), pk)))
