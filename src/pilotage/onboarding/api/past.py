"""What past projects on a CIS product took, over the API."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from pilotage.catalogue.models import CisProduct
from pilotage.onboarding.past import past_of
from pilotage.people.api import ERRORS, TokenDoor, one, staff_in

router = Router(tags=["catalogue"])


class SpreadOut(Schema):
    """Of `count` past lengths in working days: the median, the quarter points, the shortest and the longest."""

    count: int
    median: float
    low: float
    high: float
    least: int
    most: int


class PastOut(Schema):
    """Past projects on a product: `total` is kickoff to go-live; phases and milestones in the order of the plan."""

    projects: int
    total: SpreadOut | None
    phases: dict[str, SpreadOut]
    milestones: dict[str, SpreadOut]


@router.get("/products/{uuid:pk}/past-projects", auth=TokenDoor("projects:read"), response={200: PastOut, **ERRORS})
def get_past_projects(request: HttpRequest, pk: UUID) -> Any:
    """How long past projects on a product took, in all and by phase and milestone, with the sample size; staff only."""
    staff_in(request)
    found = past_of(one(CisProduct.objects.all(), pk).pk)
    return {
        "projects": len(found.projects),
        "total": asdict(found.total) if found.total else None,
        "phases": {name: asdict(each) for name, each in found.parts.items()},
        "milestones": {name: asdict(each) for name, each in found.milestones.items()},
    }
