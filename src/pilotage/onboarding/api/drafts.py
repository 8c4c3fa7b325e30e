"""Building playbooks and parts over the API: a draft, its lines, published or discarded.

Its operations stand on the router of `playbooks`, whose addresses they share.
"""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Status
from pydantic import BeforeValidator

from pilotage.core.errors import Refused
from pilotage.onboarding import operations
from pilotage.onboarding.api.playbooks import (
    PlaybookLineList,
    PlaybookLineOut,
    PlaybookWhole,
    line_out,
    router,
    whole_out,
)
from pilotage.onboarding.lines import Line, line_of_row, read_links
from pilotage.onboarding.models import Playbook, PlaybookTask, PlaybookVersion
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
    expected_number,
    not_found,
    once,
    one,
    sent_in,
    staff_in,
    whole,
)
from pilotage.planner.planfile import PlanError, parse_plan

__all__ = ["router"]

Days = Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)]
#: A pattern leaves out NUL by itself; `Text` would put its own over it.
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.\-]+$")]
Several = Annotated[list[Annotated[Text, Field(max_length=120)]], Field(max_length=50)]


class PlaybookIn(Given):
    """A new playbook; `products` say for whom a part is stitched in by itself."""

    name: Text = Field(min_length=1, max_length=160)
    description: Text = Field("", max_length=10_000)
    is_part: Flag = False
    products: Several = Field(default_factory=list)


class LineWords(Given):
    """What may be said of a line; left out: as it is. Links read like `T001`, `T002 SS+2`, `#M1` (a milestone)."""

    title: Text | None = Field(None, min_length=1, max_length=300)
    part: Text | None = Field(None, max_length=120)
    roles: Several | None = None
    duration_days: Days | None = None
    depends_on: Several | None = None
    needed_by: Several | None = None
    milestone: Text | None = Field(None, max_length=120)
    condition: Text | None = Field(None, max_length=500)
    parent: Text | None = Field(None, max_length=40)
    parameter: Annotated[str, Field(max_length=40, pattern="^([a-z][a-z0-9_]*)?$")] | None = None
    documents: Several | None = None
    notes: Text | None = Field(None, max_length=5000)


class PlaybookLineIn(LineWords):
    """A new line of the draft, behind the line with the code `after`, else at the end."""

    code: Code
    title: Text = Field(min_length=1, max_length=300)
    after: Text = Field("", max_length=40)


class PlaybookLineChange(LineWords):
    """What changes; with a new code the links of others follow."""

    code: Code | None = None


class LineMoveIn(Given):
    """One place up, or down."""

    up: Flag


class DraftFileIn(Given):
    """The whole draft anew, as a plan file: CSV with id, task, role, duration_days, depends_on and the other columns of its export."""

    content: Text = Field(min_length=1)


class PublicationIn(Given):
    """What changed; who carries it into running projects reads this."""

    note: Text = Field(min_length=1, max_length=300)


@router.post("/playbooks", auth=TokenDoor("projects:write"), response={201: PlaybookWhole, **CREATES})
@once
def create_playbook(request: HttpRequest, given: PlaybookIn) -> Any:
    """Begins a playbook or a part: a draft with one task, from which nothing starts before it is published."""
    made = operations.begin_playbook(by=staff_in(request), now=timezone.now(), **given.dict())
    return Status(201, _whole(made.playbook_id))


@router.post(
    "/playbooks/{uuid:pk}/drafts", auth=TokenDoor("projects:write"), response={201: PlaybookLineList, **CREATES}
)
@once
def begin_playbook_draft(request: HttpRequest, pk: UUID) -> Any:
    """The open draft of a playbook, else a copy of its newest version to change. Answers its lines."""
    found = operations.begin_draft(playbook=_playbook(request, pk), by=staff_in(request), now=timezone.now())
    return Status(201, _lines(found))


@router.post("/playbooks/{uuid:pk}/lines", auth=TokenDoor("projects:write"), response={201: PlaybookLineOut, **CREATES})
@once
def add_playbook_line(request: HttpRequest, pk: UUID, given: PlaybookLineIn) -> Any:
    """Adds a task to the draft of a playbook."""
    draft = _draft(_playbook(request, pk))
    line = _written(Line(code=given.code, title=given.title), given)
    row = operations.add_line(version=draft, line=line, after=given.after, by=staff_in(request), now=timezone.now())
    return Status(201, line_out(row))


@router.post(
    "/playbooks/{uuid:pk}/draft-file", auth=TokenDoor("projects:write"), response={201: PlaybookLineList, **CREATES}
)
@once
def replace_playbook_draft(request: HttpRequest, pk: UUID, given: DraftFileIn) -> Any:
    """All lines of the draft anew from a plan file, or none of them. Answers its lines."""
    draft = _draft(_playbook(request, pk))
    try:
        plan = parse_plan(given.content.encode())
    except PlanError as problem:
        raise Refused(str(problem), field="content") from None
    operations.replace_draft(version=draft, plan=plan, by=staff_in(request), now=timezone.now())
    return Status(201, _lines(draft))


@router.get("/playbook-lines/{int:pk}", auth=TokenDoor("projects:read"), response={200: PlaybookLineOut, **ERRORS})
def get_playbook_line(request: HttpRequest, response: HttpResponse, pk: Whole) -> Any:
    """One task of a playbook's version, with its ETag."""
    row = _line(request, pk)
    response["ETag"] = f'"{row.revision}"'
    return line_out(row)


@router.patch("/playbook-lines/{int:pk}", auth=TokenDoor("projects:write"), response={200: PlaybookLineOut, **CHANGES})
def change_playbook_line(request: HttpRequest, response: HttpResponse, pk: Whole, given: PlaybookLineChange) -> Any:
    """Changes a task of a draft. Needs If-Match."""
    row = _line(request, pk)
    seen = expected_number(request, row.revision)
    line = _written(line_of_row(row), given)
    operations.change_line(row=row, line=line, seen=seen, by=staff_in(request), now=timezone.now())
    row = _line(request, pk)
    response["ETag"] = f'"{row.revision}"'
    return line_out(row)


@router.post(
    "/playbook-lines/{int:pk}/moves", auth=TokenDoor("projects:write"), response={201: PlaybookLineList, **CREATES}
)
@once
def move_playbook_line(request: HttpRequest, pk: Whole, given: LineMoveIn) -> Any:
    """Moves a task of a draft one place up or down. Answers the draft's lines."""
    row = _line(request, pk)
    operations.move_line(row=row, up=given.up, by=staff_in(request), now=timezone.now())
    return Status(201, _lines(row.version))


@router.post(
    "/playbook-lines/{int:pk}/removals", auth=TokenDoor("projects:write"), response={201: PlaybookLineList, **CREATES}
)
@once
def remove_playbook_line(request: HttpRequest, pk: Whole) -> Any:
    """Takes a task out of a draft; what waited for it waits for what it waited for. Answers the draft's lines."""
    row = _line(request, pk)
    operations.remove_line(row=row, by=staff_in(request), now=timezone.now())
    return Status(201, _lines(row.version))


@router.post(
    "/playbooks/{uuid:pk}/publications", auth=TokenDoor("projects:write"), response={201: PlaybookWhole, **CREATES}
)
@once
def publish_playbook(request: HttpRequest, pk: UUID, given: PublicationIn) -> Any:
    """Publishes the draft: new projects start from it from now on."""
    draft = _draft(_playbook(request, pk))
    operations.publish_draft(version=draft, note=given.note, by=staff_in(request), now=timezone.now())
    return Status(201, _whole(pk))


@router.post(
    "/playbooks/{uuid:pk}/discards", auth=TokenDoor("projects:write"), response={201: PlaybookWhole, **CREATES}
)
@once
def discard_playbook_draft(request: HttpRequest, pk: UUID) -> Any:
    """Throws the draft away; its history stays."""
    draft = _draft(_playbook(request, pk))
    operations.discard_draft(version=draft, by=staff_in(request), now=timezone.now())
    return Status(201, _whole(pk))


def _playbook(request: HttpRequest, pk: UUID) -> Playbook:
    staff_in(request)
    found: Playbook = one(Playbook.objects.select_related("record"), pk)
    return found


def _whole(pk: UUID) -> dict[str, Any]:
    return whole_out(Playbook.objects.select_related("record").get(pk=pk))


def _draft(playbook: Playbook) -> PlaybookVersion:
    found = playbook.versions.select_related("playbook").filter(is_published=False).first()
    if found is None:
        words = f"{playbook.name} has no draft. Begin one first: POST …/drafts."
        raise ApiProblem(409, words, code="no_draft")
    return found


def _line(request: HttpRequest, pk: int) -> PlaybookTask:
    staff_in(request)
    found = PlaybookTask.objects.select_related("version__playbook").filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _lines(version: PlaybookVersion) -> dict[str, Any]:
    rows = PlaybookTask.objects.filter(version=version)
    return {"version": version.number, "items": [line_out(row) for row in rows]}


def _written(line: Line, given: LineWords) -> Line:
    """The line with what was sent."""
    sent = sent_in(given, leave={"after"})
    for name, field in (("depends_on", "links"), ("needed_by", "needed_by")):
        if name in sent:
            sent[field] = read_links(sent.pop(name))
    sent |= {name: tuple(sent[name]) for name in ("roles", "documents") if name in sent}
    sent |= {"part": sent["part"] or "Plan"} if "part" in sent else {}
    return replace(line, **sent)
