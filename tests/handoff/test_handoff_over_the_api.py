"""A handoff from its first word to both acceptances, by programs alone."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from pilotage.core.viewer import system
from pilotage.handoff.models import HandoffQuestion
from pilotage.people.operations import create_token

pytestmark = pytest.mark.django_db


def client(user) -> Client:
    scopes = ["windows:read", "windows:write"]
    _row, token = create_token(by=system(), now=timezone.now(), user=user, name="t", scopes=scopes)
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def post(api: Client, url: str, **given):
    return api.post(f"/api/v1/{url}", given, content_type="application/json")


def test_a_handoff_goes_its_whole_way_over_the_api(phase, person, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")
    users = {role: person(role, name=f"{role.title()} of all") for role in ("tsm", "cs_agent", "csm")}
    tsm, agent, csm = (client(user) for user in users.values())
    there = f"phases/{phase.pk}/handoff"
    days = dict.fromkeys(("knowledge", "videos", "community"), timezone.now().date().isoformat())
    told = post(tsm, there, quirks="Rounds up", taker=users["cs_agent"].pk, csm=users["csm"].pk, **days).json()
    assert (told["state"], told["taker"], told["csm"]) == ("draft", users["cs_agent"].name, users["csm"].name)
    assert post(tsm, there, advice="Call on Mondays").json()["csm"] == users["csm"].name
    assert post(tsm, f"{there}/offers").json()["state"] == "offered"
    assert post(tsm, f"{there}/offers").status_code == 409
    asked = post(csm, f"{there}/questions", text="Why does it round up?").json()
    assert len(asked["obstacles"]) == 1 and asked["questions"][0]["answer"] == ""
    assert post(agent, f"{there}/acceptances", side="client_services").status_code == 409
    answers = f"handoff-questions/{asked['questions'][0]['id']}/answers"
    assert post(tsm, answers, text="Their CIS does").json()["obstacles"] == []
    assert post(tsm, f"{there}/acceptances", side="csm").status_code == 403
    assert post(agent, f"{there}/acceptances", side="client_services").json()["state"] == "offered"
    assert post(csm, f"{there}/acceptances", side="csm").json()["state"] == "accepted"
    assert HandoffQuestion.objects.everywhere().get().answer == "Their CIS does"
    assert post(tsm, f"{there}/items", items=["task:1"], owner=users["tsm"].pk).status_code == 409
