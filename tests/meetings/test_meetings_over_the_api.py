"""Meetings before a go-live are scheduled, moved, minuted and cancelled by programs."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.core.viewer import system
from pilotage.meetings.models import Meeting
from pilotage.people.operations import create_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(person):
    user = person("pm", name="Petra")
    scopes = ["projects:read", "projects:write"]
    _row, token = create_token(by=system(), now=timezone.now(), user=user, name="t", scopes=scopes)
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    def post(url: str, **given):
        return client.post(f"/api/v1/{url}", given, content_type="application/json")

    return client, post


def test_a_meeting_is_scheduled_moved_and_minuted(api, phase, person) -> None:
    client, post = api
    tina = person("tsm", name="Tina")
    at = (timezone.now() - timedelta(hours=2)).replace(microsecond=0)
    made = post("meetings", phase=str(phase.pk), kind="tsm_kickoff", starts_at=at.isoformat(), people=[tina.pk])
    assert made.status_code == 201
    there = f"meetings/{made.json()['id']}"
    later = at + timedelta(hours=1)
    moved = post(f"{there}/moves", starts_at=later.isoformat()).json()
    assert datetime.fromisoformat(moved["starts_at"]) == later
    (row,) = client.get(f"/api/v1/{there}/attendances").json()
    assert (row["name"], row["has_attended"]) == ("Tina", None)
    assert post(f"{there}/minutes", minutes="Opening cases", attended=[]).status_code == 422
    held = post(f"{there}/minutes", minutes="Opening cases", attended=[row["id"]]).json()
    assert (held["state"], held["minutes"]) == ("held", "Opening cases")
    assert client.get(f"/api/v1/{there}/attendances").json()[0]["has_attended"] is True
    assert post(f"{there}/cancellations", reason="Too late").status_code == 409


def test_a_meeting_is_cancelled_with_a_reason(api, phase) -> None:
    _client, post = api
    at = (timezone.now() + timedelta(days=2)).isoformat()
    pk = post("meetings", phase=str(phase.pk), kind="other", title="Talk", starts_at=at).json()["id"]
    assert post(f"meetings/{pk}/cancellations", reason="").status_code == 422
    assert post(f"meetings/{pk}/cancellations", reason="No room").json()["state"] == "cancelled"
    assert Meeting.objects.everywhere().get().state == "cancelled"
    assert post("meetings", phase=str(phase.pk), kind="party", starts_at=at).status_code == 422
    for more in ({"time_zone": "Mars"}, {"starts_at": "9999-12-31T23:59:59Z"}):
        given = {"phase": str(phase.pk), "kind": "other", "starts_at": at} | more
        assert post("meetings", **given).status_code == 409
