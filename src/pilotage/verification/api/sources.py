"""SFTP sources over the API. The private key is never told."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Schema, Status

from pilotage.people.api import (
    CREATES,
    ERRORS,
    Given,
    Text,
    TokenDoor,
    Whole,
    not_found,
    once,
    one,
    rows_of,
    staff_in,
)
from pilotage.verification import operations, queries
from pilotage.verification.api.specs import router
from pilotage.verification.models import SftpSource, Spec
from pilotage.verification.rules.remote import fingerprint


class SourceOut(Schema):
    """A folder on an SFTP server. Nothing is fetched before `server_key` is confirmed; `shown_key` is what it shows now."""

    id: int
    spec: UUID
    side: str
    host: str
    port: int
    user: str
    folder: str
    pattern: str
    starts_runs: bool
    public_key: str
    server_key: str
    shown_key: str
    problem: str
    looked_at: datetime | None


class SourceList(Schema):
    """All of one verification."""

    items: list[SourceOut]


class SourceIn(Given):
    """Where files of one side are fetched; one source a side, so a new one changes the one that is there."""

    side: Literal["left", "right"]
    host: Text = Field(min_length=1, max_length=253)
    port: Whole = Field(22, ge=1, le=65535)
    user: Text = Field(min_length=1, max_length=80)
    folder: Text = Field(".", max_length=400)
    pattern: Text = Field("*.csv", min_length=1, max_length=120)
    starts_runs: bool = True


class ServerKeyIn(Given):
    """The fingerprint as `shown_key` has it."""

    fingerprint: Text = Field(min_length=1, max_length=200)


@router.get(
    "/verification-specs/{uuid:pk}/sources", auth=TokenDoor("projects:read"), response={200: SourceList, **ERRORS}
)
def list_sources(request: HttpRequest, pk: UUID) -> Any:
    """From which SFTP servers a verification's files are fetched; staff only."""
    spec = one(rows_of(Spec, staff_in(request)), pk)
    return {"items": [source_out(row) for _side, row in sorted(queries.sources_of(spec).items())]}


@router.post(
    "/verification-specs/{uuid:pk}/sources", auth=TokenDoor("projects:write"), response={201: SourceOut, **CREATES}
)
@once
def set_source(request: HttpRequest, pk: UUID, given: SourceIn) -> Any:
    """Sets up the SFTP source of one side, or changes it. Its `public_key` goes to who runs the server."""
    by = staff_in(request)
    spec = one(rows_of(Spec, by).select_related("biller"), pk)
    made = operations.set_source(spec=spec, by=by, now=timezone.now(), **given.dict())
    return Status(201, source_out(made))


@router.post(
    "/verification-sources/{int:pk}/confirmations", auth=TokenDoor("projects:write"), response={201: SourceOut, **CREATES}
)  # fmt: skip
@once
def confirm_server_key(request: HttpRequest, pk: int, given: ServerKeyIn) -> Any:
    """This is the server's key; files are fetched from now on."""
    by = staff_in(request)
    row = _source(by, pk)
    key = row.seen_key if fingerprint(row.seen_key) == given.fingerprint else ""
    operations.confirm_server_key(source=row, key=key, by=by, now=timezone.now())
    return Status(201, source_out(_source(by, pk)))


@router.post(
    "/verification-sources/{int:pk}/pulls", auth=TokenDoor("projects:write"), response={201: SourceOut, **CREATES}
)
@once
def ask_source(request: HttpRequest, pk: int) -> Any:
    """Asks the server now, in the background; `looked_at` and `problem` tell what came of it."""
    by = staff_in(request)
    operations.ask_source(source=_source(by, pk), by=by, now=timezone.now())
    return Status(201, source_out(_source(by, pk)))


def source_out(row: SftpSource) -> dict[str, Any]:
    """Plain values of a source."""
    plain = (
        "id",
        "side",
        "host",
        "port",
        "user",
        "folder",
        "pattern",
        "starts_runs",
        "public_key",
        "problem",
        "looked_at",
    )
    return {name: getattr(row, name) for name in plain} | {
        "spec": row.spec_id, "server_key": fingerprint(row.host_key), "shown_key": fingerprint(row.seen_key),
    }  # fmt: skip


def _source(by: Any, pk: int) -> SftpSource:
    try:
        return queries.source_for(by, pk)
    except SftpSource.DoesNotExist:
        raise not_found() from None
