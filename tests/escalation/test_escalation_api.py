"""Escalations, experts and triage calls over the API."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from pilotage.core.viewer import system
from pilotage.escalation import operations
from pilotage.people.operations import create_token
from pilotage.people.viewers import viewer_of
from pilotage.support import operations as support
from pilotage.support.models import TriageCall


@pytest.fixture
def call_api(client, person):
    """`call_api("get", "escalations")` as a client services leader."""
    lea = person("cs_leader", name="Lea")
    by = viewer_of(lea, source="page")
    _row, key = create_token(user=lea, name="t", scopes=["projects:read", "projects:write"], by=by, now=timezone.now())

    def send(method: str, path: str, body: object = None):
        more = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"}, **more)

    send.lea, send.by = lea, by
    return send


@pytest.fixture
def case(biller, call_api):
    return support.open_case(biller=biller, title="Nothing posts", severity=1, by=call_api.by, now=timezone.now())


def test_a_case_climbs_a_policy_and_is_taken_once(call_api, case, person) -> None:
    person("tsm", name="Tina")
    policy = operations.save_policy(
        department="Desk", levels=[{"hours": 0, "role": "tsm"}, {"hours": 8, "role": "cs_leader"}], severity_from=1,
        by=call_api.by, now=timezone.now(),
    )  # fmt: skip
    assert call_api("get", "escalation-policies").json()["items"][0]["levels"][1] == {"hours": 8, "role": "cs_leader"}
    made = call_api("post", f"cases/{case.pk}/escalations", {"policy": str(policy.pk), "reason": "Money is missing"})
    assert made.status_code == 201
    found = made.json()
    assert (found["level"], found["steps"][0]["told"], found["department"]) == (1, "Tina", "Desk")
    again = call_api("post", f"cases/{case.pk}/escalations", {"policy": str(policy.pk), "reason": "Again"})
    assert again.status_code == 409
    assert [row["id"] for row in call_api("get", "escalations?taken=false").json()["items"]] == [found["id"]]
    taken = call_api("post", f"escalations/{found['id']}/acknowledgements", {"remark": "I call them"}).json()
    assert (taken["acknowledged_by"], taken["next_at"]) == ("Lea", None)
    assert call_api("post", f"escalations/{found['id']}/acknowledgements", {}).status_code == 409
    assert call_api("get", "escalations?taken=false").json()["items"] == []
    assert call_api("get", f"escalations/{found['id']}").json()["remark"] == "I call them"
    nobody = {"policy": str(case.pk), "reason": "x"}
    assert call_api("post", f"cases/{case.pk}/escalations", nobody).json()["code"] == "policy"


def test_an_expert_is_asked_about_a_case_and_the_answer_is_read(call_api, case, person) -> None:
    from datetime import time

    hours = {"begins": time(0), "ends": time(23, 59), "backup": None, "remark": "", "is_retired": False}
    sme = person("sme", name="Sue")
    expert = operations.save_expert(area="Posting files", person=sme, by=call_api.by, now=timezone.now(), **hours)
    assert call_api("get", "experts?area=posting").json()["items"][0]["name"] == "Sue"
    asked = call_api("post", f"cases/{case.pk}/advice", {"expert": str(expert.pk), "question": "What is code 7?"})
    assert (asked.status_code, asked.json()["asked_of"]) == (201, sme.pk)
    pk = asked.json()["id"]
    assert len(call_api("get", "advice?answered=false").json()["items"]) == 1
    assert call_api("post", f"advice/{pk}/answers", {"answer": "A late file"}).json()["answered_by"] == "Lea"
    assert call_api("post", f"advice/{pk}/answers", {"answer": "Again"}).status_code == 409
    assert call_api("get", "advice?answered=false").json()["items"] == []


def test_a_case_leaves_a_triage_call_with_a_way_and_the_minutes_need_a_leader(call_api, case, person) -> None:
    tina = person("tsm", name="Tina")
    support.make_calls(by=system(), now=timezone.now() - timedelta(days=7))
    call = TriageCall.objects.filter(starts_at__lt=timezone.now()).order_by("starts_at").first()
    listed = call_api("get", "triage-calls?state=scheduled").json()["items"]
    assert str(call.pk) in [row["id"] for row in listed]
    whole = call_api("get", f"triage-calls/{call.pk}").json()
    leaders = [row["id"] for row in whole["invited"] if row["is_leader"]]
    others = [row["id"] for row in whole["invited"] if not row["is_leader"]]
    body = {
        "case": str(case.pk),
        "path": "us",
        "path_words": "We replay the file",
        "owner": tina.pk,
        "due_date": "2030-03-04",
    }
    said = call_api("post", f"triage-calls/{call.pk}/outcomes", body)
    assert (said.status_code, said.json()["outcomes"][0]["path_words"]) == (201, "We replay the file")
    refused = call_api("post", f"triage-calls/{call.pk}/minutes", {"attended": others, "minutes": "All said"})
    assert refused.status_code == 409 and "leader" in refused.json()["detail"]
    held = call_api("post", f"triage-calls/{call.pk}/minutes", {"attended": leaders, "minutes": "All said"})
    assert (held.status_code, held.json()["state"]) == (201, "held")


def test_people_are_invited_to_a_call_ahead_and_it_is_cancelled_with_a_reason(call_api, person) -> None:
    support.make_calls(by=system(), now=timezone.now())
    call = TriageCall.objects.filter(starts_at__gt=datetime.now(UTC)).order_by("starts_at").first()
    guest = person("marketing", name="Mia")
    invited = call_api("post", f"triage-calls/{call.pk}/invitations", {"users": [guest.pk]}).json()["invited"]
    assert "Mia" in [row["name"] for row in invited]
    gone = call_api("post", f"triage-calls/{call.pk}/cancellations", {"reason": "A holiday"})
    assert (gone.status_code, gone.json()["state"]) == (201, "cancelled")
    assert call_api("post", f"triage-calls/{call.pk}/cancellations", {"reason": "Again"}).status_code == 409


def test_a_policy_and_an_expert_are_set_and_changed_over_the_api(client, person) -> None:
    lea, ravi = person("tsm_manager", name="Grace"), person("sme", name="Ravi")
    _row, key = create_token(user=lea, name="t", scopes=["read", "write"], by=system(), now=timezone.now())

    def send(method: str, path: str, body: object, **headers: str):
        more = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"{path} {body}"} | headers
        return getattr(client, method)(f"/api/v1/{path}", data=body, content_type="application/json", headers=more)

    levels = [{"hours": 0, "role": "tsm"}, {"hours": 4, "role": "cs_leader"}]
    wrong = send("post", "escalation-policies", {"department": "Desk", "levels": levels[::-1]})
    assert wrong.status_code == 409 and "not later than" in wrong.json()["detail"]
    assert (
        send("post", "escalation-policies", {"department": "x", "levels": levels, "time_zone": "Mars/X"}).status_code
        == 409
    )
    made = send("post", "escalation-policies", {"department": "Desk", "levels": levels}).json()
    assert (made["holidays"], made["time_zone"], made["is_retired"]) == ("us-federal", "America/New_York", False)
    tag = {"If-Match": f'"{made["version"]}"'}
    changed = send("patch", f"escalation-policies/{made['id']}", {"is_round_the_clock": True}, **tag)
    assert changed.status_code == 200 and changed.json()["levels"] == levels and changed.json()["is_round_the_clock"]
    assert send("patch", f"escalation-policies/{made['id']}", {"is_retired": True}, **tag).status_code == 412
    expert = send("post", "experts", {"area": "Posting files", "person": ravi.pk, "backup": lea.pk}).json()
    assert (expert["name"], expert["begins"], expert["ends"]) == ("Ravi", "09:00", "17:00")
    nobody = send("post", "experts", {"area": "SSO", "person": 2**30})
    assert nobody.status_code == 409 and nobody.json()["code"] == "person"
    tag = {"If-Match": f'"{expert["version"]}"'}
    gone = send("patch", f"experts/{expert['id']}", {"backup": None, "ends": "16:00"}, **tag).json()
    assert (gone["backup"], gone["ends"], gone["person"]) == (None, "16:00", ravi.pk)
    assert (
        send("patch", f"experts/{expert['id']}", {"ends": "08:00"}, **{"If-Match": f'"{gone["version"]}"'}).status_code
        == 409
    )
