"""Steps and back-out triggers of a planned cut-over over the API."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Status
from pydantic import BeforeValidator

from pilotage.cutover import operations
from pilotage.cutover.api.shown import FullPlanOut, now_of, steps_seen, whole_out
from pilotage.cutover.enums import StepKind
from pilotage.cutover.models import BackoutTrigger, CutoverPlan
from pilotage.people.api import (
    CHANGES,
    CREATES,
    Given,
    Moment,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    one,
    rows_of,
    sent_in,
    staff_in,
    whole,
    with_etag,
)

router = Router(tags=["cutover"])
Minutes = Annotated[int, Field(ge=0, le=20_160), BeforeValidator(whole)]
Code = Annotated[Text, Field(min_length=1, max_length=12)]


class StepWords(Given):
    """What may be said of a step; left out: as it is. `owner` is a person's key, `owner_words` somebody outside."""

    code: Code | None = None
    kind: StepKind | None = None
    section: Text | None = Field(None, max_length=60)
    title: Text | None = Field(None, max_length=200)
    detail: Text | None = Field(None, max_length=20_000)
    owner: Whole | None = None
    owner_words: Text | None = Field(None, max_length=120)
    minutes: Minutes | None = None
    depends_on: list[Code] | None = Field(None, max_length=100)
    not_before_at: Moment | None = None


class CutoverStepIn(StepWords):
    """A new step at the end."""

    code: Code
    title: Text = Field(min_length=1, max_length=200)
    minutes: Minutes


class CutoverStepChange(StepWords):
    """What changes; null takes owner or earliest time away. A new code goes into what waits for it."""


class TriggerIn(Given):
    """What is seen, from when it counts, and who decides."""

    title: Text = Field(min_length=1, max_length=200)
    threshold: Text = Field("", max_length=120)
    decider: Text = Field("", max_length=120)


@router.post("/cutovers/{uuid:pk}/steps", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def add_cutover_step(request: HttpRequest, pk: UUID, given: CutoverStepIn) -> Any:
    """Adds a step to a planned runbook; a review lapses. Answers the whole runbook."""
    by = staff_in(request)
    operations.add_step(plan=one(rows_of(CutoverPlan, by), pk), by=by, now=timezone.now(), **_given(given))
    return Status(201, now_of(pk, by))


@router.patch("/cutover-steps/{int:pk}", auth=TokenDoor("projects:write"), response={200: FullPlanOut, **CHANGES})
def change_cutover_step(request: HttpRequest, response: HttpResponse, pk: Whole, given: CutoverStepChange) -> Any:
    """Changes a step of a planned runbook; a review lapses. Needs If-Match with the runbook's ETag. Answers the whole runbook."""
    by = staff_in(request)
    step = one(steps_seen(by), pk)
    version = expected_version(request, step.plan.record)
    operations.change_step(step=step, expect=version, by=by, now=timezone.now(), **_given(given))
    plan = one(rows_of(CutoverPlan, by), step.plan_id)
    with_etag(response, plan.record)
    return whole_out(plan)


@router.post(
    "/cutover-steps/{int:pk}/removals", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES}
)
@once
def remove_cutover_step(request: HttpRequest, pk: Whole) -> Any:
    """Takes a step away; what waited for it waits for what it waited for. Answers the whole runbook."""
    by = staff_in(request)
    step = one(steps_seen(by), pk)
    operations.remove_step(step=step, by=by, now=timezone.now())
    return Status(201, now_of(step.plan_id, by))


@router.post("/cutovers/{uuid:pk}/triggers", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES})
@once
def add_cutover_trigger(request: HttpRequest, pk: UUID, given: TriggerIn) -> Any:
    """Adds a back-out trigger. Answers the whole runbook."""
    by = staff_in(request)
    plan = one(rows_of(CutoverPlan, by), pk)
    operations.add_trigger(plan=plan, by=by, now=timezone.now(), **given.dict())
    return Status(201, now_of(pk, by))


@router.post(
    "/cutover-triggers/{int:pk}/removals", auth=TokenDoor("projects:write"), response={201: FullPlanOut, **CREATES}
)
@once
def remove_cutover_trigger(request: HttpRequest, pk: Whole) -> Any:
    """Takes a back-out trigger away that was never pulled. Answers the whole runbook."""
    by = staff_in(request)
    trigger = one(BackoutTrigger.objects.visible_to(by).select_related("plan__record"), pk)
    operations.remove_trigger(trigger=trigger, by=by, now=timezone.now())
    return Status(201, now_of(trigger.plan_id, by))


def _given(given: StepWords) -> dict[str, Any]:
    sent = sent_in(given, nullable=("owner", "not_before_at"))
    if "depends_on" in sent:
        sent["depends_on"] = [code.strip().upper() for code in sent["depends_on"]]
    return sent
