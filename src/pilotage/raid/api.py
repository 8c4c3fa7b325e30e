"""RAID logs over the API."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    one,
    page,
    pages,
    person,
    rows_of,
    sent_in,
    staff_in,
    whole,
    with_etag,
)
from pilotage.raid import operations, queries
from pilotage.raid.memory import seeds_of_product
from pilotage.raid.models import RaidEntry
from pilotage.raid.seeds import questions

router = Router(tags=["raid"])
OneToFive = Annotated[int, Field(ge=1, le=5), BeforeValidator(whole)]
State = Literal["open", "in_work", "closed"]
Kind = Literal["risk", "assumption", "issue", "decision", "dependency"]
Party = Literal["us", "biller", "cis_vendor", "bank", "print_vendor"]
Reply = Literal["", "avoid", "reduce", "transfer", "accept"]

NULLABLE = ("owner", "likelihood", "strikes_on", "due_date", "review_date")


class EntryOut(Schema):
    """An entry. `score` is likelihood times impact, 1 to 25; what is so counts as likelihood 5."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    code: str
    kind: str
    title: str
    description: str
    state: str
    party: str
    owner: int | None
    likelihood: int | None
    impact: int
    score: int
    rating: str
    trigger: str
    response: str
    response_text: str
    strikes_on: date | None
    due_date: date | None
    review_date: date | None
    outcome: str


class EntryWords(Given):
    """What may be said of an entry; left out: as it is."""

    title: Text | None = Field(None, max_length=200)
    description: Text | None = Field(None, max_length=20_000)
    party: Party | None = None
    owner: Whole | None = None
    likelihood: OneToFive | None = None
    impact: OneToFive | None = None
    trigger: Text | None = Field(None, max_length=300)
    response: Reply | None = None
    response_text: Text | None = Field(None, max_length=20_000)
    strikes_on: Day | None = None
    due_date: Day | None = None
    review_date: Day | None = None


class EntryIn(EntryWords):
    """A new entry of a phase's log."""

    phase: UUID
    kind: Kind
    title: Text = Field(min_length=1, max_length=200)
    impact: OneToFive


class EntryChange(EntryWords):
    """New words, numbers and dates; with `state` closed and an `outcome` it is closed."""

    state: State | None = None
    outcome: Text = Field("", max_length=20_000)


class EntryPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[EntryOut]
    next: str | None


class QuestionOut(Schema):
    """A question of the pre-mortem; `entry` is the risk that it became."""

    key: str
    question: str
    title: str
    why: str
    entry: UUID | None


class QuestionList(Schema):
    """Those of a phase."""

    items: list[QuestionOut]


class PreMortemIn(Given):
    """The keys of questions that can't be answered with yes, and who owns the risks."""

    keys: list[Text] = Field(min_length=1, max_length=200)
    owner: Whole | None = None


class EntryList(Schema):
    """Entries that are new."""

    items: list[EntryOut]


def entry_out(row: RaidEntry) -> dict[str, Any]:
    """Plain values of an entry."""
    plain = (
        "kind", "title", "description", "state", "party", "likelihood", "impact", "score", "rating", "trigger", "response",
        "response_text", "strikes_on", "due_date", "review_date", "outcome", "code",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "owner": row.owner_id,
    }  # fmt: skip


@router.get("/raid", auth=TokenDoor("projects:read"), response={200: EntryPage, **ERRORS})
def list_entries(
    request: HttpRequest, phase: UUID | None = None, biller: UUID | None = None, state: State | None = None, cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Entries of RAID logs, of one phase, one biller or all; staff only."""
    rows = rows_of(RaidEntry, staff_in(request))
    wanted = {"phase": phase, "biller": biller, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), entry_out)


@router.post("/raid", auth=TokenDoor("projects:write"), response={201: EntryOut, **CREATES})
@once
def create_entry(request: HttpRequest, given: EntryIn) -> Any:
    """Writes an entry into a phase's log."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    made = operations.raise_entry(
        phase=phase, kind=given.kind, by=by, now=timezone.now(),
        **sent_in(given, nullable=NULLABLE, leave={"phase", "kind"}),
    )  # fmt: skip
    return Status(201, entry_out(one(rows_of(RaidEntry, by), made.pk)))


@router.get("/raid/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: EntryOut, **ERRORS})
def get_entry(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One entry, with its ETag."""
    row = one(rows_of(RaidEntry, staff_in(request)), pk)
    with_etag(response, row.record)
    return entry_out(row)


@router.patch("/raid/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: EntryOut, **CHANGES})
def change_entry(request: HttpRequest, response: HttpResponse, pk: UUID, given: EntryChange) -> Any:
    """Changes an entry, or moves it between states. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(RaidEntry, by), pk)
    expect: int | None = expected_version(request, row.record)
    operations.change_by_values(
        entry=row, values=sent_in(given, nullable=NULLABLE, leave={"state", "outcome"}), state=given.state,
        outcome=given.outcome, expect=expect, by=by, now=now,
    )  # fmt: skip
    row = one(rows_of(RaidEntry, by), pk)
    with_etag(response, row.record)
    return entry_out(row)


@router.get("/phases/{uuid:pk}/pre-mortem", auth=TokenDoor("projects:read"), response={200: QuestionList, **ERRORS})
def list_questions(request: HttpRequest, pk: UUID) -> Any:
    """What could go wrong with a phase: questions from go-lives that went wrong, those of its CIS product first; staff only."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by).select_related("integration__product"), pk)
    held = queries.seeds_raised(phase.pk)
    seeds = (*seeds_of_product(phase, by), *questions(phase.biller.vertical or ""))
    return {
        "items": [
            {
                "key": seed.key, "question": seed.question, "title": seed.title, "why": seed.why,
                "entry": held[seed.key].pk if held.get(seed.key) else None,
            }
            for seed in seeds
        ]
    }  # fmt: skip


@router.post("/phases/{uuid:pk}/pre-mortem", auth=TokenDoor("projects:write"), response={201: EntryList, **CREATES})
@once
def raise_questions(request: HttpRequest, pk: UUID, given: PreMortemIn) -> Any:
    """Each question that can't be answered with yes becomes a risk, unless it is one already. Answers the new ones."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    made = operations.raise_seeds(phase=phase, keys=given.keys, owner=person(given.owner), by=by, now=timezone.now())
    rows = rows_of(RaidEntry, by).filter(pk__in=[row.pk for row in made]).order_by("pk")
    return Status(201, {"items": [entry_out(row) for row in rows]})
