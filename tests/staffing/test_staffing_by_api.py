"""Staffing over the API: what a run proposes is locked, accepted and taken back."""

from django.test import Client
from django.utils import timezone

from api.asking import send
from pilotage.billers.models import Care
from pilotage.core.viewer import system
from pilotage.people.operations import create_token
from pilotage.staffing.models import Run
from pilotage.staffing.operations import work_out_run
from story import NOW


def api(user) -> Client:
    _row, token = create_token(by=system(), now=timezone.now(), user=user, name="t", scopes=["read", "write"])
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def test_a_locked_proposal_is_accepted_and_taken_back(running, person) -> None:
    person("im", name="Ina"), person("tsm", name="Tea")
    ivo, client, project = person("im", name="Ivo"), api(person("pm", name="Pat")), running("Hill Water")
    need = f"{project.biller_id}:im"
    body = {"kind": "assign", "roles": ["im"], "locks": {need: ivo.pk}, "extra": [{"person": ivo.pk, "points": 3}]}
    made = send(client, "post", "staffing-runs", body)
    assert made.status_code == 201
    key = made.json()["id"]
    assert send(client, "post", f"staffing-runs/{key}/acceptances", {"accept": [need]}).status_code == 409
    work_out_run(run=Run.objects.get(pk=key), by=system(), now=NOW)
    found = client.get(f"/api/v1/staffing-runs/{key}").json()
    assert [(row["name"], row["is_locked"]) for row in found["found"]["proposals"]] == [("Ivo", True)]
    assert send(client, "post", f"staffing-runs/{key}/acceptances", {"accept": ["another"]}).status_code == 409
    taken = send(client, "post", f"staffing-runs/{key}/acceptances", {"accept": [need]})
    care = Care.objects.everywhere().filter(biller=project.biller_id, role="im")
    assert taken.json()["state"] == "accepted" and care.get().user == ivo
    back = send(client, "post", f"staffing-runs/{key}/withdrawals")
    assert back.json()["state"] == "undone" and not care.exists()
    assert send(client, "post", f"staffing-runs/{key}/withdrawals").status_code == 409
