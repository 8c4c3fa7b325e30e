"""Phased billers over the API: the signs, a person's word, and everything that is open."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Biller
from pilotage.documents.sharing import address_of_link
from pilotage.people.api import CREATES, ERRORS, Flag, Given, Text, TokenDoor, Whole, once, one, staff_in
from pilotage.phased import case_papers, operations, queries, rules
from pilotage.phased.queries import Item

router = Router(tags=["phased projects"])
MOST = 1000


class SignOut(Schema):
    """One of the five signs, with what shows it."""

    sign: str
    holds: bool
    evidence: list[str]


class PhasedOut(Schema):
    """`is_proposed` is the product's reading; `is_phased` a person's word, null while nobody has said."""

    biller: UUID
    is_proposed: bool
    is_phased: bool | None
    reason: str
    said_by: str
    said_at: datetime | None
    signs: list[SignOut]


class PhasedIn(Given):
    """A person's word; taking back needs a reason."""

    is_phased: Flag
    reason: Text = Field("", max_length=300)


class OpenOut(Schema):
    """One open thing; `side` is who has to act: provider, biller or vendor (any other party)."""

    kind: str
    code: str
    title: str
    state: str
    owner: int | None
    owner_name: str
    side: str
    phase: UUID | None
    due_date: date | None
    since: date
    address: str


class CaseReportOut(Schema):
    """The report of a biller's cases as it stands: headers, and a row of words for each open and each lately closed case."""

    biller: UUID
    title: str
    intro: str
    as_of: datetime
    headers: list[str]
    open: list[list[str]]
    closed: list[list[str]]


class CaseReportLinkIn(Given):
    """Who gets a link to the report, and for how many days, 1 to 365."""

    name: Text = Field(min_length=1, max_length=200)
    email: Text = Field(min_length=3, max_length=254)
    days: Whole = 90


class CaseReportLinkOut(Schema):
    """A link to the report; whoever holds its address reads it until it expires or is ended."""

    id: UUID
    address: str
    expires_at: datetime


@router.get("/billers/{uuid:pk}/case-report", auth=TokenDoor("projects:read"), response={200: CaseReportOut, **ERRORS})
def case_report(request: HttpRequest, pk: UUID) -> Any:
    """The report of a biller's cases, by its own words and columns or the template's."""
    biller = one(Biller.objects.visible_to(staff_in(request)), pk)
    found = case_papers.gather(biller, timezone.now())
    return {
        "biller": biller.pk, "title": found.terms.title, "intro": found.terms.intro, "as_of": found.now,
        "headers": case_papers.headers_of(found), "open": case_papers.rows_of(found, found.still),
        "closed": case_papers.rows_of(found, found.done),
    }  # fmt: skip


@router.post(
    "/billers/{uuid:pk}/case-report/links",
    auth=TokenDoor("projects:write"),
    response={201: CaseReportLinkOut, **CREATES},
)
@once
def share_case_report(request: HttpRequest, pk: UUID, given: CaseReportLinkIn) -> Any:
    """Gives somebody a link to the report, and mails it; who has an open one gets that again."""
    by = staff_in(request)
    biller = one(Biller.objects.visible_to(by).select_related("record"), pk)
    (link,) = operations.share_case_report(
        biller=biller, readers=[(given.name, given.email)], days=given.days, by=by, now=timezone.now()
    )
    return Status(201, {"id": link.pk, "address": address_of_link(link), "expires_at": link.expires_at})


@router.get("/billers/{uuid:pk}/phased", auth=TokenDoor("projects:read"), response={200: PhasedOut, **ERRORS})
def phased_of_biller(request: HttpRequest, pk: UUID) -> Any:
    """The five signs of a biller, and what a person said."""
    by = staff_in(request)
    return _out(one(Biller.objects.visible_to(by).select_related("record"), pk), request)


@router.post("/billers/{uuid:pk}/phased", auth=TokenDoor("projects:write"), response={200: PhasedOut, **CREATES})
def say_phased(request: HttpRequest, pk: UUID, given: PhasedIn) -> Any:
    """Confirms that a biller is phased, or takes it back."""
    by = staff_in(request)
    biller = one(Biller.objects.visible_to(by).select_related("record"), pk)
    operations.say_phased(biller=biller, is_phased=given.is_phased, reason=given.reason, by=by, now=timezone.now())
    return _out(biller, request)


@router.get("/billers/{uuid:pk}/open", auth=TokenDoor("projects:read"), response={200: list[OpenOut], **ERRORS})
def open_for_biller(
    request: HttpRequest, pk: UUID, kind: Literal["case", "task", "raid", "change"] | None = None,
    side: Literal["provider", "biller", "vendor"] | None = None,
) -> Any:  # fmt: skip
    """Everything open for a client, the most urgent first; the first thousand."""
    by = staff_in(request)
    biller = one(Biller.objects.visible_to(by), pk)
    today = timezone.now().astimezone(ZoneInfo(biller.time_zone)).date()
    found = queries.front(by, biller, {"kind": kind, "side": side}, today=today)
    return [_open(row, request) for row in found[:MOST]]


def _out(biller: Biller, request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    facts = queries.facts_of([biller.pk], now)[biller.pk]
    found = rules.signs(facts, now.date())
    said = queries.standing_of(staff_in(request), biller.pk)
    return {
        "biller": biller.pk,
        "is_proposed": rules.is_proposed(facts, found),
        "is_phased": said.is_phased if said is not None else None,
        "reason": said.reason if said is not None else "",
        "said_by": said.said_by_name if said is not None else "",
        "said_at": said.said_at if said is not None else None,
        "signs": [{"sign": s.sign, "holds": s.holds, "evidence": list(s.evidence)} for s in found],
    }


def _open(row: Item, request: HttpRequest) -> dict[str, Any]:
    return {
        "kind": row.kind, "code": row.mark, "title": row.title, "state": row.state, "owner": row.owner_id,
        "owner_name": row.owner, "side": row.side, "phase": row.phase_id, "due_date": row.due_date, "since": row.since,
        "address": request.build_absolute_uri(row.url),
    }  # fmt: skip
