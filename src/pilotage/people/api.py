"""What every router of the API shares: the token's door, problems as JSON, pages by cursor, versions, repeated requests."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from ninja.security import HttpBearer

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import IdempotencyKey
from pilotage.core.models.records import Record
from pilotage.core.rls import work_for
from pilotage.core.viewer import Viewer
from pilotage.people import operations
from pilotage.people.models import User
from pilotage.people.queries import token_user
from pilotage.people.rules import scope_allows
from pilotage.people.viewers import viewer_of

MOST = 200
PER_MINUTE = 600


class ApiRequest(HttpRequest):
    """A request with its token's viewer."""

    viewer: Viewer


class Problem(Schema):
    """What went wrong (RFC 9457): `detail` says what to do; `field` names the value that is wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str = ""
    field: str | None = None


#: Answers that any operation may give besides its own.
ERRORS = {frozenset({400, 401, 403, 404, 409, 412, 415, 422, 428, 429}): Problem}


class ApiProblem(Exception):
    """Ends a request with a problem."""

    def __init__(self, status: int, detail: str, *, code: str = "", field: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.code, self.field = status, detail, code, field


class TokenDoor(HttpBearer):
    """`Authorization: Bearer …`: the token's account, while it is active and the token neither past nor revoked."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        now = timezone.now()
        found = token_user(token, now)
        if found is None:
            return None
        user, row = found
        key = f"api:{row.pk}:{int(now.timestamp()) // 60}"
        cache.add(key, 0, 120)
        if cache.incr(key) > PER_MINUTE:
            raise ApiProblem(429, f"At most {PER_MINUTE} requests a minute. Wait a little.", code="too_many")
        request.viewer = viewer_of(  # type: ignore[attr-defined]
            user, source="api", address=request.META.get("REMOTE_ADDR", ""), scopes=frozenset(row.scopes)
        )
        work_for(request.viewer)  # type: ignore[attr-defined]
        if "%00" in request.META.get("QUERY_STRING", "") or b"\\u0000" in request.body:
            raise ApiProblem(422, "A text holds the sign NUL, which no field takes. Leave it out.", code="nul")
        if row.last_used_at is None or (now - row.last_used_at).total_seconds() > 60:
            operations.touch_token(token=row, now=now)
        return user


def need(request: HttpRequest, scope: str) -> Viewer:
    """The viewer, when the token has this scope; else a 403 that names it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not scope_allows(viewer.scopes, scope):
        raise ApiProblem(403, f"This token lacks the scope {scope}. Make one that has it.", code="scope")
    return viewer


def one(rows: QuerySet[Any], pk: UUID) -> Any:
    """The row with this key, or 404: the same for another biller's as for one that never was."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise ApiProblem(404, "There is nothing at this address.", code="not_found")
    return found


def page(rows: QuerySet[Any], cursor: str | None, limit: int, *, key: str = "pk") -> dict[str, Any]:
    """`{items, next}` in the order of the key; `next` is the cursor of the following page, or null."""
    found = rows.order_by(key)
    if cursor:
        found = found.filter(**{f"{key}__gt": _after(cursor)})
    try:
        items = list(found[: min(max(limit, 1), MOST) + 1])
    except (ValueError, TypeError):
        raise ApiProblem(422, "This cursor can't be read. Start without one.", code="cursor", field="cursor") from None
    more = len(items) > min(max(limit, 1), MOST)
    items = items[: min(max(limit, 1), MOST)]
    last = str(getattr(items[-1], key)) if items and more else None
    return {"items": items, "next": base64.urlsafe_b64encode(last.encode()).decode() if last else None}


def _after(cursor: str) -> str:
    try:
        value = base64.urlsafe_b64decode(cursor.encode()).decode()
        if "-" in value:
            UUID(value)
        else:
            int(value)
    except (ValueError, binascii.Error):
        raise ApiProblem(422, "This cursor can't be read. Start without one.", code="cursor", field="cursor") from None
    return value


def pages(found: dict[str, Any], out: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """A page with its rows as plain values."""
    return {"items": [out(row) for row in found["items"]], "next": found["next"]}


def rows_of(model: Any, viewer: Viewer) -> Any:
    """The rows of a biller-owned table that the viewer sees, with record and biller."""
    return model.objects.visible_to(viewer).select_related("record", "biller")


def staff_only(viewer: Viewer) -> Viewer:
    """The viewer, when they are of the provider; a biller's people get 404."""
    if not viewer.is_provider:
        raise ApiProblem(404, "There is nothing at this address.", code="not_found")
    return viewer


def person(pk: int | None) -> User | None:
    """An active account by its key, or nobody."""
    if pk is None:
        return None
    found = User.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise ApiProblem(422, "There is no such person.", code="person")
    return found


def expected_version(request: HttpRequest, record: Record) -> int:
    """The version that If-Match names. Without the header 428; with another version 412."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise ApiProblem(
            428, "Send If-Match with the ETag that you read, so that nobody is overwritten.", code="if_match"
        )
    text = given.removeprefix("W/").strip('"')
    if text != str(record.version):
        raise ApiProblem(412, "Somebody changed this since you read it. Read it again.", code="stale")
    return record.version


def with_etag(response: HttpResponse, record: Record) -> None:
    """The record's version as ETag."""
    response["ETag"] = f'"{record.version}"'


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """For POST: with an Idempotency-Key the first answer is given again; the same key with another body is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > 200:
            raise ApiProblem(
                422, "An Idempotency-Key has at most 200 signs.", code="idempotency", field="Idempotency-Key"
            )
        return _answer_once(view, request, key, args, kwargs)

    return guarded


def _answer_once(view: Callable[..., Any], request: HttpRequest, key: str, args: Any, kwargs: Any) -> Any:
    """Key, change and answer are one transaction: after a crash the request may come again, and nothing is doubled."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    fingerprint = hashlib.sha256(request.path.encode() + b"\x00" + request.body).hexdigest()
    held = IdempotencyKey.objects.filter(user_id=viewer.user_id, key=key).first()
    if held is None:
        try:
            with transaction.atomic():
                held = operations.hold_idempotency_key(
                    user_id=viewer.user_id or 0, key=key, fingerprint=fingerprint, now=timezone.now()
                )
                answer = view(request, *args, **kwargs)
                status, body = answer if isinstance(answer, tuple) else (200, answer)
                operations.keep_answer(held=held, status=status, body=json.loads(json.dumps(body, default=str)))
                return answer
        except IntegrityError:
            held = IdempotencyKey.objects.filter(user_id=viewer.user_id, key=key).first()
            if held is None:
                raise
    if held.fingerprint != fingerprint:
        raise ApiProblem(
            422, "This Idempotency-Key was used for another request.", code="idempotency", field="Idempotency-Key"
        )
    return HttpResponse(json.dumps(held.body), status=held.status or 200, content_type="application/json")


def problem_of(refused: Refused) -> ApiProblem:
    """A refusal of an operation as a problem."""
    status = 403 if isinstance(refused, Forbidden) else 412 if isinstance(refused, Stale) else 422
    if refused.code in ("not_ready", "not_approved"):
        status = 409
    return ApiProblem(status, refused.message, code=refused.code, field=refused.field)
