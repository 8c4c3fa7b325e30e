"""Carrying a playbook into running projects over the API: compared first, moved only after a yes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.onboarding import operations, playbook_queries
from pilotage.onboarding.api.playbooks import version_of
from pilotage.onboarding.models import Carrying, Playbook, Project, ProjectMerge
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Given,
    TokenDoor,
    Whole,
    not_found,
    once,
    one,
    rows_of,
    staff_in,
    with_etag,
)

router = Router(tags=["playbooks"])


class MergeOut(Schema):
    """What the version would do, or did, to one project: tasks added, changed, dropped and kept."""

    project: UUID
    name: str
    state: str
    reason: str
    outcome: dict[str, int]
    done_at: datetime | None


class CarryingOut(Schema):
    """A version compared with running projects; no plan changes before a yes."""

    id: UUID
    playbook: UUID
    number: int
    asked_by: str
    asked_at: datetime
    projects: list[MergeOut]


class CarryingIn(Given):
    """Which version goes into which running projects; without a number the newest that is published."""

    playbook: UUID
    number: Whole | None = None
    projects: list[UUID] = Field(min_length=1, max_length=500)


class AgreementIn(Given):
    """The projects that get just what was proposed for them."""

    projects: list[UUID] = Field(min_length=1, max_length=500)


def carrying_out(row: Carrying, merges: list[ProjectMerge]) -> dict[str, Any]:
    """Plain values of a carrying."""
    projects = [
        {
            "project": each.project_id, "name": each.project.name, "state": each.state, "reason": each.reason,
            "outcome": each.outcome, "done_at": each.done_at,
        }
        for each in merges
    ]  # fmt: skip
    return {
        "id": row.pk, "playbook": row.version.playbook_id, "number": row.version.number, "asked_by": row.asked_by,
        "asked_at": row.asked_at, "projects": projects,
    }  # fmt: skip


def _carrying(pk: UUID) -> Carrying:
    try:
        return playbook_queries.carrying_for(pk)
    except Carrying.DoesNotExist:
        raise not_found() from None


@router.post("/carryings", auth=TokenDoor("projects:write"), response={201: CarryingOut, **CREATES})
@once
def create_carrying(request: HttpRequest, given: CarryingIn) -> Any:
    """Compares a version with running projects, in the background; no plan changes."""
    by = staff_in(request)
    version = version_of(one(Playbook.objects.all(), given.playbook), given.number)
    projects = list(rows_of(Project, by).filter(pk__in=given.projects))
    if len(projects) < len(set(given.projects)):
        raise not_found()
    made = operations.begin_carrying(version=version, projects=projects, by=by, now=timezone.now())
    return Status(201, carrying_out(made, list(playbook_queries.merges_of(by, made))))


@router.get("/carryings/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: CarryingOut, **ERRORS})
def get_carrying(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """What a version would do, or did, to each project; with its ETag."""
    by, found = staff_in(request), _carrying(pk)
    with_etag(response, found.record)
    return carrying_out(found, list(playbook_queries.merges_of(by, found)))


@router.post(
    "/carryings/{uuid:pk}/agreements", auth=TokenDoor("projects:write"), response={201: CarryingOut, **CREATES}
)
@once
def agree_to_carrying(request: HttpRequest, pk: UUID, given: AgreementIn) -> Any:
    """Says yes to what was proposed for these projects; a job carries it in."""
    by, found = staff_in(request), _carrying(pk)
    held = {each.project_id: each.pk for each in playbook_queries.merges_of(by, found)}
    if not set(given.projects) <= set(held):
        words = "One of these projects is not in this carrying. Give those that it names."
        raise ApiProblem(409, words, code="project", field="projects")
    operations.agree(carrying=found, merges=[held[key] for key in given.projects], by=by, now=timezone.now())
    return Status(201, carrying_out(found, list(playbook_queries.merges_of(by, found))))
