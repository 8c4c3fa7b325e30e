"""Requests to the API, as tests write them."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

PROBLEM = "application/problem+json"


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
    """`send(client, "post", "billers", {…}, **{"Idempotency-Key": "k"})`: JSON there, and the answer."""
    answer: HttpResponse = getattr(client, method)(
        f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers
    )
    return answer
