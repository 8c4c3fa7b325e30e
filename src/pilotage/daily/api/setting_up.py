"""Sets daily checks up, changes, pauses and resumes them over the API."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Status

from pilotage.billers.models import Phase
from pilotage.daily import operations
from pilotage.daily.api.checks import FullDailyCheckOut, KindWord, full_check_out, router
from pilotage.daily.models import DailyCheck
from pilotage.people.api import (
    CHANGES,
    CREATES,
    Flag,
    Given,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    one,
    rows_of,
    sent_in,
    staff_in,
    with_etag,
)
from pilotage.verification.models import Spec


class CheckSourceIn(Given):
    """Where a file comes from: a side of a verification, a watched folder with a pattern, or with neither by hand."""

    spec: UUID | None = None
    side: Text = Field("", max_length=5)
    folder: Text = Field("", max_length=200)
    pattern: Text = Field("", max_length=120)


class DailyCheckWords(Given):
    """What may be said of a check; left out: as it is, or as usual. `weekdays` count from Monday as 0.

    `sources` lead from a role (payments, posted, deposits, bank, bills, draws, notices, left, right) to where its file comes from.
    """

    name: Text | None = Field(None, max_length=120)
    spec: UUID | None = None
    spec_text: Text | None = Field(None, max_length=100_000)
    due_time: Text | None = Field(None, max_length=5)
    cut_off: Text | None = Field(None, max_length=5)
    weekdays: Annotated[list[Whole], Field(max_length=7)] | None = None
    skips_holidays: Flag | None = None
    look_back: Whole | None = None
    alarm_days: Whole | None = None
    owner: Whole | None = None
    sources: dict[str, CheckSourceIn] | None = None


class DailyCheckIn(DailyCheckWords):
    """A new check on a live phase."""

    phase: UUID
    kind: KindWord
    name: Text = Field(min_length=1, max_length=120)


class DailyCheckChange(DailyCheckWords):
    """What becomes different; `is_paused` pauses or resumes it."""

    is_paused: Flag | None = None


@router.post("/daily-checks", auth=TokenDoor("projects:write"), response={201: FullDailyCheckOut, **CREATES})
@once
def set_up_daily_check(request: HttpRequest, given: DailyCheckIn) -> Any:
    """Sets a check up on a live phase; its first day is the one whose files are due next."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by).select_related("biller"), given.phase)
    sources = _sources(given, by) or {}
    made = operations.set_up_check(
        phase=phase, kind=given.kind, sources=sources, by=by, now=timezone.now(), **_fields(given, by, leave={"phase", "kind"})
    )  # fmt: skip
    return Status(201, full_check_out(one(rows_of(DailyCheck, by), made.pk)))


@router.patch("/daily-checks/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: FullDailyCheckOut, **CHANGES})
def change_daily_check(request: HttpRequest, response: HttpResponse, pk: UUID, given: DailyCheckChange) -> Any:
    """Changes a check, pauses or resumes it; days that have run stay as they are. `sources` replace all of them. Needs If-Match."""
    by = staff_in(request)
    row = one(rows_of(DailyCheck, by).select_related("phase__biller", "spec"), pk)
    operations.change_by_values(
        check=row, values=_fields(given, by, leave={"is_paused"}), sources=_sources(given, by), is_paused=given.is_paused,
        expect=expected_version(request, row.record), by=by, now=timezone.now(),
    )  # fmt: skip
    row = one(rows_of(DailyCheck, by), pk)
    with_etag(response, row.record)
    return full_check_out(row)


def _fields(given: DailyCheckWords, by: Any, *, leave: set[str]) -> dict[str, Any]:
    """What was sent, the verification as itself."""
    sent = sent_in(given, nullable=("owner", "spec"), leave={"sources", *leave})
    if sent.get("spec") is not None:
        sent["spec"] = one(rows_of(Spec, by), sent["spec"])
    return sent


def _sources(given: DailyCheckWords, by: Any) -> dict[str, dict[str, Any]] | None:
    if given.sources is None:
        return None
    return {
        role: source.dict() | {"spec": one(rows_of(Spec, by), source.spec) if source.spec else None}
        for role, source in given.sources.items()
    }
