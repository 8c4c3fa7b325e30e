"""Repeated requests: with an Idempotency-Key the first answer is given again."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Status
from ninja.responses import NinjaJSONEncoder

from pilotage.core.models import IdempotencyKey
from pilotage.people import operations
from pilotage.people.api.door import viewer_in
from pilotage.people.api.problems import ApiProblem

LONGEST_KEY = 200


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """For POST: with an Idempotency-Key the first answer is given again; the same key with another body is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "").strip(" \t")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > LONGEST_KEY or "\x00" in key:
            words = f"An Idempotency-Key has at most {LONGEST_KEY} signs."
            raise ApiProblem(422, words, code="idempotency", field="Idempotency-Key")
        return _answer_once(view, request, key, args, kwargs)

    return guarded


def _answer_once(view: Callable[..., Any], request: HttpRequest, key: str, args: Any, kwargs: Any) -> Any:
    """Key, change and answer are one transaction: after a crash the request may come again, and nothing is doubled."""
    user_id = viewer_in(request).user_id
    fingerprint = hashlib.sha256(request.path.encode() + b"\x00" + request.body).hexdigest()
    held = IdempotencyKey.objects.filter(user_id=user_id, key=key).first()
    if held is None:
        try:
            with transaction.atomic():
                held = operations.hold_idempotency_key(
                    user_id=user_id or 0, key=key, fingerprint=fingerprint, now=timezone.now()
                )
                given = view(request, *args, **kwargs)
                answer: Status[Any] = given if isinstance(given, Status) else Status(200, given)
                body = json.loads(json.dumps(answer.value, cls=NinjaJSONEncoder))
                operations.keep_answer(held=held, status=answer.status_code, body=body)
                return answer
        except IntegrityError:
            held = IdempotencyKey.objects.filter(user_id=user_id, key=key).first()
            if held is None:
                raise
    if held.fingerprint != fingerprint:
        words = "This Idempotency-Key was used for another request. Use a new one."
        raise ApiProblem(409, words, code="idempotency", field="Idempotency-Key")
    return HttpResponse(
        json.dumps(held.body), status=held.status or 200, content_type="application/json; charset=utf-8"
    )
