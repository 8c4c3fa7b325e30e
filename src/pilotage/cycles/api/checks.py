"""Who would be drafted twice, over the API: both lists of accounts are compared and forgotten."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from pilotage.cycles import operations
from pilotage.cycles.models import AccountCheck, AutopayMove
from pilotage.cycles.permissions import require_keeper
from pilotage.cycles.reading import Read, read_accounts
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    FileIn,
    Given,
    TokenDoor,
    once,
    one,
    rows_of,
    staff_in,
    stream_in,
)

router = Router(tags=["cycles"])
MOST_TOLD = 20


class AccountList(FileIn):
    """A CSV or XLSX file in base64, with a column `account` (numbers, or their SHA-256), and `shut_off` where it is known."""


class CheckIn(Given):
    """The accounts that the old system still drafts, and those enrolled on our side."""

    old: AccountList
    new: AccountList


class AccountAtRisk(Schema):
    """An account on the old side alone, and the day of its shut-off."""

    account: str
    shut_off: date


class CheckOut(Schema):
    """Two lists as they were compared: accounts on both sides, and those on the old side alone whose shut-off is near.

    At most 5,000 of each are kept; the counts are of all.
    """

    id: int
    board: UUID
    at: datetime
    by: str
    old_name: str
    new_name: str
    old_count: int
    new_count: int
    both_count: int
    at_risk_count: int
    is_hashed: bool
    both: list[str]
    at_risk: list[AccountAtRisk]


@router.post("/autopay/{uuid:pk}/checks", auth=TokenDoor("projects:write"), response={201: CheckOut, **CREATES})
@once
def check_accounts(request: HttpRequest, pk: UUID, given: CheckIn) -> Any:
    """Compares two lists of accounts: who would be drafted by both systems. The lists are forgotten."""
    by, now = staff_in(request), timezone.now()
    move = one(rows_of(AutopayMove, by), pk)
    require_keeper(by)
    made = operations.check_accounts(
        move=move, old=_rows(given.old, "old"), new=_rows(given.new, "new"), names=(given.old.name, given.new.name),
        today=now.astimezone(ZoneInfo(move.biller.time_zone)).date(), by=by, now=now,
    )  # fmt: skip
    return Status(201, check_out(made))


@router.get("/autopay-checks/{int:pk}", auth=TokenDoor("projects:read"), response={200: CheckOut, **ERRORS})
def get_check(request: HttpRequest, pk: int) -> Any:
    """One comparison of accounts: those on both sides, and those at risk of a shut-off; staff only."""
    return check_out(one(AccountCheck.objects.visible_to(staff_in(request)), pk))


def rows_read(read: Read, name: str, *, field: str) -> list[dict[str, Any]]:
    """The rows of a file; 409 with the first ones that can't be taken."""
    if read.errors:
        told = [
            f"{name}: {f'row {wrong.row}, ' if wrong.row else ''}{wrong.column} {wrong.reason}".replace("  ", " ")
            for wrong in read.errors[:MOST_TOLD]
        ]
        raise ApiProblem(409, "\n".join(told), code="accounts", field=field)
    return read.rows


def _rows(given: AccountList, field: str) -> list[dict[str, Any]]:
    return rows_read(
        read_accounts(stream_in(given, field=field), given.name, field_name=field), given.name, field=field
    )


def check_out(row: AccountCheck) -> dict[str, Any]:
    """Plain values of a comparison."""
    return {
        "id": row.pk, "board": row.move_id, "at": row.made_at, "by": row.made_by_name, "old_name": row.old_name,
        "new_name": row.new_name, "old_count": row.old_count, "new_count": row.new_count, "both_count": row.both_count,
        "at_risk_count": row.at_risk_count, "is_hashed": row.is_hashed, "both": row.found,
        "at_risk": [{"account": account, "shut_off": day} for account, day in row.at_risk],
    }  # fmt: skip
