"""Projects over the API."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.onboarding.enums import Anchor, ProjectState
from pilotage.onboarding.models import PlaybookVersion, Project
from pilotage.onboarding.operations import start_project
from pilotage.onboarding.queries import published_versions
from pilotage.onboarding.told import begun_with, owners_of
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Cursor,
    Day,
    Flag,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    once,
    one,
    page,
    pages,
    rows_of,
    viewer_in,
    whole,
    with_etag,
)

router = Router(tags=["projects"])
Length = Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)]


class ProjectOut(Schema):
    """A project: the plan of one phase."""

    id: UUID
    version: int
    external_id: str
    name: str
    biller: UUID
    phase: UUID
    state: str
    kickoff: date
    planned_go_live: date | None
    tasks_total: int
    tasks_done: int


class ProjectIn(Given):
    """A new project; without a playbook the first published one is used.

    `facts` answer what conditions ask, such as `{"fee_model": "absorbed", "products": ["autopay"]}`; `days` and `words` are the
    lengths and words by name that the playbook asks for; `parts` the short names of parts to stitch in besides those that the
    products ask for. With `use_past` tasks get the lengths that past projects on the same product took. `anchor` target counts the
    plan back from the phase's target. `owners` names people of the staff by role, such as `{"im": 4, "os": 7}`: they get the tasks of
    that role; roles that are not named stay with whoever looks after the biller.
    """

    phase: UUID
    playbook: Text = ""
    kickoff: Day
    name: Text | None = Field(None, max_length=200)
    anchor: Anchor = Anchor.KICKOFF
    facts: dict[str, Text | list[Text] | Whole] = Field(default_factory=dict, max_length=50)
    days: dict[str, Length] = Field(default_factory=dict, max_length=200)
    words: dict[str, Annotated[Text, Field(max_length=120)]] = Field(default_factory=dict, max_length=200)
    parts: list[Text] = Field(default_factory=list, max_length=50)
    use_past: Flag = False
    owners: dict[str, Whole] = Field(default_factory=dict, max_length=20)


class ProjectPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ProjectOut]
    next: str | None


def project_out(row: Project) -> dict[str, Any]:
    """Plain values of a project."""
    return {
        "id": row.pk, "version": row.record.version, "external_id": row.external_id, "name": row.name, "biller": row.biller_id,
        "phase": row.phase_id, "state": row.state, "kickoff": row.kickoff_date, "planned_go_live": row.planned_go_live_date,
        "tasks_total": row.tasks_total, "tasks_done": row.tasks_done,
    }  # fmt: skip


@router.get("/projects", auth=TokenDoor("projects:read"), response={200: ProjectPage, **ERRORS})
def list_projects(
    request: HttpRequest,
    biller: UUID | None = None,
    state: ProjectState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """Projects, of one biller or all."""
    rows = rows_of(Project, viewer_in(request))
    if biller:
        rows = rows.filter(biller=biller)
    if state:
        rows = rows.filter(state=state)
    return pages(page(rows, cursor, limit), project_out)


@router.post("/projects", auth=TokenDoor("projects:write"), response={201: ProjectOut, **CREATES})
@once
def create_project(request: HttpRequest, given: ProjectIn) -> Any:
    """Starts a project from a playbook."""
    by = viewer_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    versions: list[PlaybookVersion] = published_versions()
    version = next((row for row in versions if given.playbook in ("", row.playbook.slug)), None)
    if version is None:
        raise ApiProblem(
            409, "There is no such playbook. Give the short name of a published one.", code="playbook", field="playbook"
        )
    parts, told = begun_with(phase, version, given)
    made = start_project(
        phase=phase, playbook_version=version, kickoff_date=given.kickoff, name=given.name, parts=parts, told=told,
        anchor=given.anchor, owners=owners_of(given.owners), by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, project_out(one(rows_of(Project, by), made.pk)))


@router.get("/projects/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: ProjectOut, **ERRORS})
def get_project(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One project, with its ETag."""
    row = one(rows_of(Project, viewer_in(request)), pk)
    with_etag(response, row.record)
    return project_out(row)
