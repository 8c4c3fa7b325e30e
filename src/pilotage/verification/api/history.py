"""Earlier values of one side over the API."""

import base64
import binascii
import io
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Schema, Status

from pilotage.core.errors import Refused
from pilotage.people.api import CREATES, Day, Given, Text, TokenDoor, Whole, not_found, once, one, rows_of, staff_in
from pilotage.verification import operations
from pilotage.verification.api.specs import router
from pilotage.verification.models import HistoryFile, ReceivedFile, Spec


class HistoryOut(Schema):
    """Earlier values that new runs use."""

    id: int
    spec: UUID
    side: str
    name: str
    sha256: str
    date_column: str
    date_format: str
    as_of: date | None
    received_at: datetime


class HistoryIn(Given):
    """A file in base64 with its `name`, or the number of one that came (`file`). `date_column` where it has a row for each day."""

    side: Literal["left", "right"]
    name: Text = Field("", max_length=200)
    content: str = Field("", pattern="^[A-Za-z0-9+/]*={0,2}$")
    file: Whole | None = None
    date_column: Text = Field("", max_length=120)
    date_format: Text = Field("", max_length=40)
    as_of: Day | None = None


@router.post(
    "/verification-specs/{uuid:pk}/history", auth=TokenDoor("projects:write"), response={201: HistoryOut, **CREATES}
)
@once
def give_history(request: HttpRequest, pk: UUID, given: HistoryIn) -> Any:
    """Gives earlier values of one side, by which new runs tell old values; they take the place of the last ones."""
    by = staff_in(request)
    spec = one(rows_of(Spec, by), pk)
    more = given.dict(include={"side", "date_column", "date_format", "as_of"})
    made = operations.give_history(spec=spec, by=by, now=timezone.now(), **more, **_file(spec, given))
    return Status(201, history_out(made))


def history_out(row: HistoryFile) -> dict[str, Any]:
    """Plain values of a history file."""
    plain = ("id", "side", "name", "sha256", "date_column", "date_format", "as_of", "received_at")
    return {name: getattr(row, name) for name in plain} | {"spec": row.spec_id}


def _file(spec: Spec, given: HistoryIn) -> dict[str, Any]:
    if given.file is not None:
        held = ReceivedFile.objects.everywhere().filter(spec=spec, pk=given.file).first()
        if held is None:
            raise not_found()
        return {"held": held}
    try:
        return {"name": given.name, "stream": io.BytesIO(base64.b64decode(given.content, validate=True))}
    except binascii.Error:
        raise Refused("This is no base64.", field="content") from None
