"""Changes over the API: offered with their impact, approved by both sides, refused or withdrawn with a reason."""

from typing import Any

import pytest
from django.test import Client

from api.asking import send
from pilotage.changes import operations
from pilotage.changes.models import ChangeRequest
from pilotage.core.viewer import system
from pilotage.onboarding.models import PlanTask
from pilotage.people.operations import create_token
from story import NOW


@pytest.fixture
def api(person) -> Any:
    """A client of a new person of these roles."""

    def make(*roles: str) -> Client:
        _row, token = create_token(by=system(), now=NOW, user=person(*roles), name="t", scopes=["read", "write"])
        return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    return make


@pytest.fixture
def asked(project, fresh_phase, by) -> str:
    """The address of a change that makes the longest task five days longer."""
    made = operations.ask_for_change(phase=fresh_phase, title="Kiosks", what="Two kiosks", by=by["im"], now=NOW)
    longest = PlanTask.objects.everywhere().filter(project=project).order_by("-duration_days").first()
    assert longest
    request = ChangeRequest.objects.everywhere().get(pk=made.pk)
    operations.edit_plan(
        request=request, kind="change", plan_task=longest, duration_days=longest.duration_days + 5, by=by["pm"], now=NOW
    )
    return f"changes/{made.pk}"


def test_offered_and_approved_by_both_sides_it_is_done(api, asked) -> None:
    pm, leader = api("pm"), api("cs_leader")
    assert send(pm, "post", f"{asked}/approvals", {}).status_code == 409
    offer = {"risk": "low", "one_off_amount": "1200.00", "target_date": "2031-01-06"}
    offered = send(pm, "post", f"{asked}/offers", offer)
    assert offered.status_code == 201 and offered.json()["days_moved"] is not None
    assert send(pm, "post", f"{asked}/offers", offer | {"one_off_amount": "1200.001"}).status_code == 422
    sponsor = {"sponsor": "Gail Hill", "remark": "Mail of today"}
    assert send(pm, "post", f"{asked}/approvals", {"sponsor": "Gail Hill"}).status_code == 409
    assert send(pm, "post", f"{asked}/approvals", sponsor).json()["state"] == "offered"
    done = send(leader, "post", f"{asked}/approvals", {}).json()
    assert done["state"] == "approved" and done["decided_at"]
    assert send(leader, "post", f"{asked}/refusals", {"reason": "Late"}).status_code == 409


def test_a_no_and_a_withdrawal_need_a_reason(api, asked) -> None:
    leader = api("cs_leader")
    assert send(leader, "post", f"{asked}/refusals", {"reason": ""}).status_code == 422
    refused = send(leader, "post", f"{asked}/refusals", {"reason": "Too dear"}).json()
    assert (refused["state"], refused["reason"]) == ("refused", "Too dear")
    assert send(api("pm"), "post", f"{asked}/withdrawals", {"reason": "Gone"}).status_code == 409
    assert send(api("csm"), "post", f"{asked}/refusals", {"reason": "No"}).status_code == 403
