"""Signatures under test plans over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.people.api import CREATES, ERRORS, Given, Text, TokenDoor, once, one, staff_in
from pilotage.testing import operations, queries
from pilotage.testing.api.plans import plan_of
from pilotage.testing.models import SignOff

router = Router(tags=["tests"])


class TestSignatureOut(Schema):
    """Who signed; `digest` is the SHA-256 of the cases, results and defects as they stood."""

    id: int
    plan: UUID
    name: str
    title: str
    remark: str
    digest: str
    made_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


class TestSignatureIn(Given):
    """A named person, whose signature a PM or IM writes down; `remark`: where it is kept."""

    name: Text = Field(min_length=1, max_length=200)
    title: Text = Field("", max_length=120)
    remark: Text = Field("", max_length=300)


class TestSignatureEndIn(Given):
    """Why it is taken back."""

    reason: Text = Field(min_length=1, max_length=300)


def signature_out(row: SignOff) -> dict[str, Any]:
    """Plain values of a signature."""
    plain = ("name", "title", "remark", "digest", "made_at", "withdrawn_at", "withdrawn_because")
    return {name: getattr(row, name) for name in plain} | {"id": row.pk, "plan": row.plan_id}


@router.get(
    "/test-plans/{uuid:pk}/signatures",
    auth=TokenDoor("projects:read"),
    response={200: list[TestSignatureOut], **ERRORS},
)
def list_test_signatures(request: HttpRequest, pk: UUID) -> Any:
    """The signatures under a test plan, the newest first, with those taken back."""
    return [signature_out(row) for row in queries.sign_offs_of(plan_of(request, pk))]


@router.post(
    "/test-plans/{uuid:pk}/signatures", auth=TokenDoor("projects:write"), response={201: TestSignatureOut, **CREATES}
)
@once
def create_test_signature(request: HttpRequest, pk: UUID, given: TestSignatureIn) -> Any:
    """Signs a test plan as it stands; refused while anything is missing."""
    plan, by = plan_of(request, pk), staff_in(request)
    made = operations.sign_plan(
        plan=plan, name=given.name, title=given.title, note=given.remark, by=by, now=timezone.now()
    )
    return Status(201, signature_out(made))


@router.post(
    "/test-signatures/{int:pk}/withdrawals",
    auth=TokenDoor("projects:write"),
    response={201: TestSignatureOut, **CREATES},
)
@once
def create_test_signature_withdrawal(request: HttpRequest, pk: int, given: TestSignatureEndIn) -> Any:
    """Takes a signature back: a plan without another one runs again."""
    by = staff_in(request)
    row = one(SignOff.objects.visible_to(by), min(pk, 2**62))
    operations.withdraw_sign_off(sign_off=row, reason=given.reason, by=by, now=timezone.now())
    return Status(201, signature_out(row))
