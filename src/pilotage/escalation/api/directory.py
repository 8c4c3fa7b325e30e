"""Departments' escalation policies and the directory of experts over the API."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.escalation import operations, queries
from pilotage.escalation.models import Expert, Policy
from pilotage.escalation.rules import MOST_HOURS, MOST_LEVELS
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    ApiProblem,
    Flag,
    Given,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    one,
    person,
    sent_in,
    staff_in,
    whole,
    with_etag,
)
from pilotage.people.enums import Holidays, Role

router = Router(tags=["escalations"])


#: HH:MM
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["09:00"])]
Severity = Annotated[int, Field(ge=1, le=4), BeforeValidator(whole)]


class EscalationLevelOut(Schema):
    """After so many hours people of a role are told."""

    hours: int
    role: str


class EscalationPolicyOut(Schema):
    """How a department escalates: hours of the clock where it is round the clock, else working hours."""

    id: UUID
    version: int
    department: str
    severity_from: int
    is_automatic: bool
    is_round_the_clock: bool
    holidays: str
    time_zone: str
    is_retired: bool
    levels: list[EscalationLevelOut]


class EscalationPolicyList(Schema):
    """Policies in use."""

    items: list[EscalationPolicyOut]


class ExpertOut(Schema):
    """Whom to ask about an area, from when until when (of their own zone), and who else."""

    id: UUID
    version: int
    area: str
    person: int
    name: str
    backup: int | None
    begins: str
    ends: str
    time_zone: str
    remark: str
    is_retired: bool


class ExpertList(Schema):
    """The directory."""

    items: list[ExpertOut]


class EscalationLevelIn(Given):
    """After so many hours people of a role are told."""

    hours: Annotated[int, Field(ge=0, le=MOST_HOURS), BeforeValidator(whole)]
    role: Role


Levels = Annotated[list[EscalationLevelIn], Field(min_length=1, max_length=MOST_LEVELS)]


class EscalationPolicyIn(Given):
    """How a department escalates; hours count from the start, each level later than the one before."""

    department: Text = Field(min_length=1, max_length=80)
    severity_from: Severity = 1
    is_automatic: Flag = False
    is_round_the_clock: Flag = False
    holidays: Holidays = Holidays.FEDERAL
    time_zone: Text = Field("America/New_York", max_length=60)
    is_retired: Flag = False
    levels: Levels


class EscalationPolicyPatch(Given):
    """What changes; levels are given all together."""

    department: Text | None = Field(None, min_length=1, max_length=80)
    severity_from: Severity | None = None
    is_automatic: Flag | None = None
    is_round_the_clock: Flag | None = None
    holidays: Holidays | None = None
    time_zone: Text | None = Field(None, max_length=60)
    is_retired: Flag | None = None
    levels: Levels | None = None


class ExpertIn(Given):
    """Whom to ask about an area, from when until when (of their own zone, on working days), and who else."""

    area: Text = Field(min_length=1, max_length=80)
    person: Whole
    backup: Whole | None = None
    begins: Clock = "09:00"
    ends: Clock = "17:00"
    remark: Text = Field("", max_length=300)
    is_retired: Flag = False


class ExpertPatch(Given):
    """What changes; null takes the backup away."""

    area: Text | None = Field(None, min_length=1, max_length=80)
    person: Whole | None = None
    backup: Whole | None = None
    begins: Clock | None = None
    ends: Clock | None = None
    remark: Text | None = Field(None, max_length=300)
    is_retired: Flag | None = None


@router.get("/escalation-policies", auth=TokenDoor("projects:read"), response={200: EscalationPolicyList, **ERRORS})
def list_escalation_policies(request: HttpRequest) -> Any:
    """Policies in use, by department; staff only."""
    staff_in(request)
    return {"items": [_policy_out(row) for row in queries.policies()]}


def _policy_out(row: Policy) -> dict[str, Any]:
    names = (
        "department",
        "severity_from",
        "is_automatic",
        "is_round_the_clock",
        "holidays",
        "time_zone",
        "is_retired",
        "levels",
    )
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "version": row.record.version}


@router.get("/experts", auth=TokenDoor("projects:read"), response={200: ExpertList, **ERRORS})
def list_experts(request: HttpRequest, area: str = "") -> Any:
    """The directory of experts, by area; staff only."""
    staff_in(request)
    return {"items": [_expert_out(row) for row in queries.experts({"q": area[:80]})]}


def _expert_out(row: Expert) -> dict[str, Any]:
    names = ("area", "begins", "ends", "remark", "is_retired")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "version": row.record.version, "person": row.person_id, "name": row.person.name, "backup": row.backup_id,
        "time_zone": row.person.time_zone,
    }  # fmt: skip


@router.post("/escalation-policies", auth=TokenDoor("projects:write"), response={201: EscalationPolicyOut, **CREATES})
@once
def add_escalation_policy(request: HttpRequest, given: EscalationPolicyIn) -> Any:
    """Sets a department's escalation policy; a TSM manager, a leader of client services or an administrator."""
    made = operations.save_policy(by=staff_in(request), now=timezone.now(), **given.dict())
    return Status(201, _policy_out(made))


@router.patch(
    "/escalation-policies/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: EscalationPolicyOut, **CHANGES}
)
def change_escalation_policy(
    request: HttpRequest, response: HttpResponse, pk: UUID, given: EscalationPolicyPatch
) -> Any:
    """Changes a policy; escalations under way climb by it from their next level on."""
    by = staff_in(request)
    row = one(Policy.objects.select_related("record"), pk)
    fields = {name: getattr(row, name) for name in EscalationPolicyIn.model_fields} | sent_in(given)
    operations.save_policy(
        policy=row, expect=expected_version(request, row.record), by=by, now=timezone.now(), **fields
    )
    row = one(Policy.objects.select_related("record"), pk)
    with_etag(response, row.record)
    return _policy_out(row)


@router.post("/experts", auth=TokenDoor("projects:write"), response={201: ExpertOut, **CREATES})
@once
def add_expert(request: HttpRequest, given: ExpertIn) -> Any:
    """Adds a person to the directory of experts; a TSM manager, a leader of client services or an administrator."""
    made = operations.save_expert(by=staff_in(request), now=timezone.now(), **_values(given.dict()))
    return Status(201, _expert_out(one(_experts(), made.pk)))


@router.patch("/experts/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: ExpertOut, **CHANGES})
def change_expert(request: HttpRequest, response: HttpResponse, pk: UUID, given: ExpertPatch) -> Any:
    """Changes an entry of the directory, or takes it out with `is_retired`."""
    by = staff_in(request)
    row = one(_experts(), pk)
    names = ("area", "begins", "ends", "remark", "is_retired")
    fields = {name: getattr(row, name) for name in names} | {"person": row.person_id, "backup": row.backup_id}
    fields |= sent_in(given, nullable=("backup",))
    operations.save_expert(
        expert=row, expect=expected_version(request, row.record), by=by, now=timezone.now(), **_values(fields)
    )
    row = one(_experts(), pk)
    with_etag(response, row.record)
    return _expert_out(row)


def _experts() -> Any:
    return Expert.objects.select_related("record", "person", "backup")


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    """What the operation takes: people and times instead of their words."""
    who, backup = person(fields["person"]), person(fields["backup"])
    for name, found in (("person", who), ("backup", backup)):
        if found is None and fields[name] is not None:
            raise ApiProblem(409, "There is no such person on the staff.", code="person", field=name)
    times = {name: time.fromisoformat(fields[name]) for name in ("begins", "ends")}
    return fields | times | {"person": who, "backup": backup}
