"""Reports over the API: who reads them and when they are made, sending one, a new version of a sent one."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Flag,
    Given,
    Text,
    TokenDoor,
    Whole,
    once,
    one,
    person,
    rows_of,
    staff_in,
    whole,
)
from pilotage.people.models import User
from pilotage.reports import operations, queries
from pilotage.reports.api.drafts import ReportOut, report_of, report_out
from pilotage.reports.enums import ReportKind
from pilotage.reports.models import Delivery, Reader, Report, ReportSeries

router = Router(tags=["reports"])
Weekday = Annotated[int, Field(ge=0, le=6), BeforeValidator(whole)]
Hour = Annotated[int, Field(ge=0, le=23), BeforeValidator(whole)]


class ReaderOut(Schema):
    """Somebody who gets the reports of a series; `person` where they have an account."""

    id: int
    person: int | None
    name: str
    email: str


class GuestIn(Given):
    """A reader without an account."""

    name: Text = Field("", max_length=200)
    email: Text = Field(min_length=3, max_length=254)


class ScheduleIn(Given):
    """How often reports of a kind are made (never by itself: empty), on which weekday (0 is Monday) and hour in the biller's zone.

    `people` and `guests` are all its readers. With `is_sent_unread` it goes out by itself, else a draft waits for you.
    """

    kind: ReportKind
    cadence: Literal["", "weekly", "fortnightly", "monthly"] = ""
    weekday: Weekday = 4
    hour: Hour = 9
    is_sent_unread: Flag = False
    people: list[Whole] = Field(default_factory=list, max_length=200)
    guests: list[GuestIn] = Field(default_factory=list, max_length=200)


class ScheduleOut(Schema):
    """When reports of a kind are made, and who reads them."""

    kind: str
    cadence: str
    weekday: int
    hour: int
    is_sent_unread: bool
    keeper: int | None
    readers: list[ReaderOut]


class ScheduleList(Schema):
    """Those of a phase."""

    items: list[ScheduleOut]


class SendingIn(Given):
    """To whom a report goes, by the keys of its series' readers; left out: to all of them."""

    readers: list[Whole] | None = Field(None, max_length=400)


class DeliveryOut(Schema):
    """Somebody to whom a report was sent, and until when their link opens it."""

    name: str
    email: str
    link_ends: datetime | None


class SentOut(ReportOut):
    """A sent report, and who got it."""

    deliveries: list[DeliveryOut]


def schedule_out(row: ReportSeries) -> dict[str, Any]:
    """Plain values of a series."""
    names = ("kind", "cadence", "weekday", "hour", "is_sent_unread")
    readers = sorted(row.readers.all(), key=lambda reader: reader.name)
    return {name: getattr(row, name) for name in names} | {
        "keeper": row.keeper_id,
        "readers": [{"id": one.pk, "person": one.user_id, "name": one.name, "email": one.email} for one in readers],
    }


def sent_out(row: Report) -> dict[str, Any]:
    """Plain values of a report with its deliveries."""
    found = Delivery.objects.everywhere().filter(report=row).select_related("link").order_by("pk")
    told = [
        {"name": each.name, "email": each.email, "link_ends": each.link.expires_at if each.link else None}
        for each in found
    ]
    return report_out(row) | {"deliveries": told}


@router.get(
    "/phases/{uuid:pk}/report-schedules", auth=TokenDoor("projects:read"), response={200: ScheduleList, **ERRORS}
)
def list_schedules(request: HttpRequest, pk: UUID) -> Any:
    """When reports of a phase are made by themselves, and who reads each kind; staff only."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    return {"items": [schedule_out(row) for row in queries.series_of(phase)]}


@router.post(
    "/phases/{uuid:pk}/report-schedules", auth=TokenDoor("projects:write"), response={201: ScheduleOut, **CREATES}
)
@once
def set_schedule(request: HttpRequest, pk: UUID, given: ScheduleIn) -> Any:
    """Sets when reports of a kind are made, and all who read them; sent again, it replaces what was set."""
    by, now = staff_in(request), timezone.now()
    phase = one(rows_of(Phase, by), pk)
    people = [someone for key in given.people if (someone := person(key))]
    readers: list[User | tuple[str, str]] = [*people, *((guest.name, guest.email) for guest in given.guests)]
    series = operations.schedule_reports(
        phase=phase, readers=readers, by=by, now=now, **given.dict(exclude={"people", "guests"})
    )
    found = next(row for row in queries.series_of(phase) if row.pk == series.pk)
    return Status(201, schedule_out(found))


@router.post("/reports/{uuid:pk}/sendings", auth=TokenDoor("projects:write"), response={201: SentOut, **CREATES})
@once
def send_report(request: HttpRequest, pk: UUID, given: SendingIn) -> Any:
    """Sends a draft: each reader gets a mail with a link of their own, and the report stays as it is from then on."""
    by, row = staff_in(request), report_of(request, pk)
    readers = None if given.readers is None else _readers(row, given.readers)
    operations.send_report(report=row, readers=readers, by=by, now=timezone.now())
    return Status(201, sent_out(report_of(request, pk)))


@router.get("/reports/{uuid:pk}/deliveries", auth=TokenDoor("projects:read"), response={200: SentOut, **ERRORS})
def get_deliveries(request: HttpRequest, pk: UUID) -> Any:
    """To whom a report was sent; staff only."""
    return sent_out(report_of(request, pk))


@router.post("/reports/{uuid:pk}/revisions", auth=TokenDoor("projects:write"), response={201: ReportOut, **CREATES})
@once
def revise_report(request: HttpRequest, pk: UUID) -> Any:
    """Begins a new version of a sent report, to be corrected and sent again."""
    by = staff_in(request)
    made = operations.revise_report(report=report_of(request, pk), by=by, now=timezone.now())
    return Status(201, report_out(queries.report_for(by, made.pk)))


def _readers(row: Report, keys: list[int]) -> list[Reader]:
    held = {reader.pk: reader for reader in row.series.readers.select_related("user")}
    unknown = [key for key in keys if key not in held]
    if unknown:
        words = f"{unknown[0]} is no reader of this report. Its readers are named by its schedule."
        raise ApiProblem(409, words, code="readers", field="readers")
    return [held[key] for key in dict.fromkeys(keys)]
