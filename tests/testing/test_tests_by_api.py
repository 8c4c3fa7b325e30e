"""Tests over the API: plans with their matrix, results that stay, defects that move by the rules."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from api.asking import send
from pilotage.core.viewer import system
from pilotage.people.operations import create_token
from pilotage.testing.models import TestPlan, TestResult
from pilotage.testing.operations import add_case, record_result

MISSING = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def client(person) -> Callable[..., Client]:
    def make(*roles: str, user: Any = None) -> Client:
        held = user or person(*roles)
        _row, token = create_token(by=system(), now=timezone.now(), user=held, name="t", scopes=["read", "write"])
        return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    return make


@pytest.fixture
def begun(client, phase) -> Callable[..., dict[str, Any]]:
    def begin(**more: Any) -> dict[str, Any]:
        body = {"phase": str(phase.pk), "kind": "uat", "cycles": ["1", "2"], "channels": ["web"], **more}
        answer = send(client("im"), "post", "test-plans", body)
        assert answer.status_code == 201, answer.json()
        return answer.json()

    return begin


def test_a_plan_begins_with_the_librarys_cases_and_its_pages_hold_each_once(client, begun) -> None:
    plan, api = begun(), client("tsm")
    found, after = [], "0"
    while after is not None:
        answer = api.get(f"/api/v1/test-plans/{plan['id']}/cases", {"after": after, "limit": 30}).json()
        found += [row["code"] for row in answer["items"]]
        after = answer["next"]
    assert len(found) == len(set(found)) == plan["cases"] > 40
    assert begun(with_library=False)["cases"] == 0
    assert api.get("/api/v1/test-plans", {"kind": "sit"}).json()["items"] == []
    assert api.get(f"/api/v1/test-plans/{MISSING}").status_code == 404


def test_a_result_stays_and_what_is_missing_is_told(client, begun) -> None:
    plan, api = begun(), client("os")
    case = api.get(f"/api/v1/test-plans/{plan['id']}/cases", {"limit": 1}).json()["items"][0]
    path = f"test-cases/{case['id']}/results"
    assert send(api, "post", path, {"outcome": "failed"}).status_code == 409
    assert send(api, "post", path, {"outcome": "broken"}).status_code == 422
    for body in ({"outcome": "failed", "remark": "Two cents off"}, {"outcome": "passed"}):
        assert send(api, "post", path, body).status_code == 201
    assert [row["outcome"] for row in api.get(f"/api/v1/{path}").json()] == ["passed", "failed"]
    assert TestResult.objects.everywhere().filter(case=case["id"]).count() == 2
    whole = api.get(f"/api/v1/test-plans/{plan['id']}").json()
    assert whole["passed"] == 1 and whole["missing"]
    assert send(client("cs_agent"), "post", path, {"outcome": "passed"}).status_code == 403
    assert api.get(f"/api/v1/test-cases/{10**30}/results").status_code == 404


def test_the_matrix_names_every_cell_and_how_it_stands(client, begun) -> None:
    plan = begun()
    found = client("csm").get(f"/api/v1/test-plans/{plan['id']}/coverage").json()
    assert {(cell["cycle"], cell["channel"]) for cell in found["cells"]} == {("1", "web"), ("2", "web")}
    assert sum(found["counts"].values()) == len(found["cells"]) == 2


def test_a_defect_moves_by_the_rules_and_nobody_is_overwritten(client, begun) -> None:
    plan, api = begun(), client("im")
    case = api.get(f"/api/v1/test-plans/{plan['id']}/cases", {"limit": 1}).json()["items"][0]
    path = f"test-plans/{plan['id']}/defects"
    assert send(api, "post", path, {"title": "Cents", "severity": "major", "case": 10**9}).status_code == 409
    made = send(api, "post", path, {"title": "Cents", "severity": "major", "case": case["id"]}).json()
    assert (made["code"], made["state"], made["case"]) == ("F1", "open", case["id"])
    one = f"defects/{made['id']}"
    tag = api.get(f"/api/v1/{one}")["ETag"]
    assert send(api, "patch", one, {"state": "closed"}, **{"If-Match": tag}).status_code == 409
    moved = send(api, "patch", one, {"state": "fixed", "severity": "minor"}, **{"If-Match": tag})
    assert (moved.json()["state"], moved.json()["severity"]) == ("fixed", "minor")
    assert send(api, "patch", one, {"title": "Late"}, **{"If-Match": tag}).status_code == 412
    assert send(api, "patch", one, {"title": "Late"}).status_code == 428
    alive = api.get("/api/v1/defects", {"plan": plan["id"], "state": "fixed"}).json()["items"]
    assert [row["id"] for row in alive] == [made["id"]]


def test_a_plan_is_signed_when_nothing_is_missing_and_the_signature_taken_back(client, begun) -> None:
    api = client("im")
    plan = begun(with_library=False, cycles=[], channels=[])
    path = f"test-plans/{plan['id']}/signatures"
    assert send(api, "post", path, {"name": "Gail Hill"}).status_code == 409
    begun_plan = TestPlan.objects.everywhere().get(pk=plan["id"])
    case = add_case(plan=begun_plan, title="A bill is paid", by=system(), now=timezone.now())
    record_result(case=case, outcome="passed", by=system(), now=timezone.now())
    assert send(client("cs_agent"), "post", path, {"name": "Gail Hill"}).status_code == 403
    signed = send(api, "post", path, {"name": "Gail Hill", "title": "CFO"}).json()
    assert len(signed["digest"]) == 64 and api.get(f"/api/v1/test-plans/{plan['id']}").json()["state"] == "signed"
    back = f"test-signatures/{signed['id']}/withdrawals"
    assert send(api, "post", back, {"reason": ""}).status_code == 422
    assert send(api, "post", back, {"reason": "Wrong person"}).json()["withdrawn_because"] == "Wrong person"
    assert send(api, "post", back, {"reason": "Again"}).status_code == 409
    assert [row["withdrawn_because"] for row in api.get(f"/api/v1/{path}").json()] == ["Wrong person"]
    assert api.get(f"/api/v1/test-plans/{plan['id']}").json()["state"] == "running"


def test_a_billers_people_have_no_tests_over_the_api(client, begun, phase, clerk) -> None:
    plan = begun()
    theirs = client(user=clerk(phase.biller))
    seen = [theirs.get(f"/api/v1/{path}") for path in (f"test-plans/{plan['id']}", f"test-plans/{MISSING}", "defects")]
    assert [one.status_code for one in seen] == [404] * 3
