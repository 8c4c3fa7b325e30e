"""A running project over the API: on hold, going on, over, or given up."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Status

from pilotage.onboarding import operations
from pilotage.onboarding.api.projects import ProjectOut, project_out
from pilotage.onboarding.enums import Party
from pilotage.onboarding.models import Project
from pilotage.people.api import CREATES, Day, Given, Text, TokenDoor, once, one, rows_of, staff_in

router = Router(tags=["projects"])


class ProjectMove(Given):
    """`hold` and `cancel` need a reason; `party`, `since` and `expected` are of a hold, `on` is the day from which it goes on."""

    to: Literal["hold", "resume", "finish", "cancel"]
    reason: Text = Field("", max_length=300)
    party: Party = Party.US
    since: Day | None = None
    expected: Day | None = None
    on: Day | None = None


@router.post("/projects/{uuid:pk}/moves", auth=TokenDoor("projects:write"), response={201: ProjectOut, **CREATES})
@once
def move_project(request: HttpRequest, pk: UUID, given: ProjectMove) -> Any:
    """Puts a project on hold, lets it go on, ends it, or gives it up; the plan of one that stood still is worked out anew."""
    by, now = staff_in(request), timezone.now()
    project = one(rows_of(Project, by).select_related("record", "biller", "phase"), pk)
    if given.to == "hold":
        operations.hold_project(
            project=project, reason=given.reason, party=given.party, since=given.since, expected=given.expected, by=by, now=now
        )  # fmt: skip
    elif given.to == "resume":
        operations.resume_project(project=project, on=given.on, by=by, now=now)
    elif given.to == "finish":
        operations.finish_project(project=project, by=by, now=now)
    else:
        operations.cancel_project(project=project, reason=given.reason, by=by, now=now)
    return Status(201, project_out(one(rows_of(Project, by), pk)))
