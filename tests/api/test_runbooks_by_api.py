"""Cut-overs, bill cycles, protections, parts and playbooks written over the API: by version, once, with the pages' refusals."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from api.asking import PROBLEM, send
from pilotage.billers.models import InvoiceType
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.cutover.models import CutoverEntry, CutoverPlan
from pilotage.cycles.models import BillCycle, Protection
from pilotage.people.operations import create_token

BILL = {"kind": "bill", "offset": 3, "unit": "month_day", "roll": "next"}
DUE = {"kind": "due", "offset": 21, "unit": "days", "roll": "next"}
AT = "2027-03-06T18:00:00-06:00"


@pytest.fixture
def api(person) -> Client:
    _row, token = create_token(by=system(), now=timezone.now(), user=person("pm"), name="t", scopes=["read", "write"])
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def made(api: Client, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
    answer = send(api, "post", path, body, **headers)
    assert answer.status_code == 201, answer.content
    return answer.json()


def step(plan: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in plan["steps"] if one["code"] == code)


def test_a_cut_over_is_planned_worked_through_and_ended_over_the_api(api, phase) -> None:
    plan = made(api, "cutovers", {"phase": str(phase.pk), "starts_at": AT})
    steps = f"cutovers/{plan['id']}/steps"
    for code, kind, waits in (
        ("A1", "step", []),
        ("G1", "decision", ["a1"]),
        ("B1", "step", ["G1"]),
        ("X1", "backout", []),
    ):
        body = {"code": code, "kind": kind, "title": f"Do {code}", "minutes": 30, "depends_on": waits}
        plan = made(api, steps, body)
    assert [one["code"] for one in plan["steps"]] == ["A1", "G1", "B1", "X1"]
    assert step(plan, "B1")["planned_start"] == "2027-03-07T01:00:00Z"
    ring = send(api, "post", steps, {"code": "C1", "title": "Ring", "minutes": 1, "depends_on": ["C1"]})
    assert ring.status_code == 409 and ring.json()["field"] == "depends_on"
    made(api, f"cutovers/{plan['id']}/triggers", {"title": "Totals differ", "threshold": "1 cent"})
    made(api, f"cutovers/{plan['id']}/reviews", {"note": "Walked through"})
    rehearsal = made(api, f"cutovers/{plan['id']}/copies", {"starts_at": "2027-03-01T18:00:00Z"})
    assert rehearsal["is_rehearsal"] and len(rehearsal["triggers"]) == 1 and not rehearsal["log"]
    plan = made(api, f"cutovers/{plan['id']}/starts")
    early = send(api, "post", f"cutover-steps/{step(plan, 'G1')['id']}/decisions", {"outcome": "go"})
    assert early.status_code == 409 and "waits for A1" in early.json()["detail"]
    made(api, f"cutover-steps/{step(plan, 'A1')['id']}/moves", {"to": "done"})
    silent = send(api, "post", f"cutover-steps/{step(plan, 'G1')['id']}/decisions", {"outcome": "no_go"})
    assert silent.status_code == 409 and silent.json()["field"] == "note"
    made(api, f"cutover-steps/{step(plan, 'G1')['id']}/decisions", {"outcome": "go"})
    line = made(api, f"cutovers/{plan['id']}/log", {"text": "The bank has  called"}, **{"Idempotency-Key": "bank"})
    assert line["text"] == "The bank has called"
    assert (
        made(api, f"cutovers/{plan['id']}/log", {"text": "The bank has  called"}, **{"Idempotency-Key": "bank"}) == line
    )
    assert CutoverEntry.objects.everywhere().filter(text="The bank has called").count() == 1
    plan = made(api, f"cutover-triggers/{plan['triggers'][0]['id']}/pulls", {"note": "2 cents"})
    assert plan["triggers"][0]["fired_by_name"]
    left = send(api, "post", f"cutovers/{plan['id']}/endings")
    assert left.status_code == 409 and "B1" in left.json()["detail"]
    plan = made(api, f"cutovers/{plan['id']}/back-outs", {"reason": "Totals differ"})
    made(api, f"cutover-steps/{step(plan, 'X1')['id']}/moves", {"to": "done"})
    assert made(api, f"cutovers/{plan['id']}/endings")["state"] == "backed_out"


def test_a_step_is_changed_by_the_runbooks_version_and_only_while_it_is_planned(api, phase) -> None:
    plan = made(api, "cutovers", {"phase": str(phase.pk), "starts_at": AT, "template": "channel"})
    read = api.get(f"/api/v1/cutovers/{plan['id']}")
    one, tag = read.json()["steps"][0], read["ETag"]
    address = f"cutover-steps/{one['id']}"
    assert send(api, "patch", address, {"minutes": 7}).status_code == 428
    changed = send(api, "patch", address, {"minutes": 7, "code": "ZZ"}, **{"If-Match": tag})
    assert changed.status_code == 200 and step(changed.json(), "ZZ")["minutes"] == 7 and changed["ETag"] != tag
    assert not any(one["code"] in other["depends_on"] for other in changed.json()["steps"])
    assert any("ZZ" in other["depends_on"] for other in changed.json()["steps"])
    stale = send(api, "patch", address, {"title": "Mine"}, **{"If-Match": tag})
    assert stale.status_code == 412 and stale["Content-Type"] == PROBLEM
    later = send(
        api,
        "patch",
        f"cutovers/{plan['id']}",
        {"starts_at": "2027-03-13T18:00:00-06:00"},
        **{"If-Match": changed["ETag"]},
    )
    assert later.status_code == 200 and later.json()["starts_at"] == "2027-03-14T00:00:00Z"
    made(api, f"cutover-steps/{one['id']}/removals")
    made(api, f"cutovers/{plan['id']}/starts")
    tag = api.get(f"/api/v1/cutovers/{plan['id']}")["ETag"]
    late = send(api, "patch", f"cutovers/{plan['id']}", {"name": "Late"}, **{"If-Match": tag})
    assert late.status_code == 409 and "has begun" in late.json()["detail"]
    assert CutoverPlan.objects.everywhere().get(pk=plan["id"]).name != "Late"


def test_a_step_typed_on_an_older_page_is_not_saved_over_a_newer_one(signed_in, person, api, phase) -> None:
    plan = made(api, "cutovers", {"phase": str(phase.pk), "starts_at": AT, "template": "channel"})
    one = plan["steps"][0]
    browser = signed_in(person("im"))
    seen = {"code": one["code"], "kind": one["kind"], "title": one["title"], "minutes": "3", "version": plan["version"]}
    tag = api.get(f"/api/v1/cutovers/{plan['id']}")["ETag"]
    assert send(api, "patch", f"cutover-steps/{one['id']}", {"title": "Theirs"}, **{"If-Match": tag}).status_code == 200
    answer = browser.post(f"/cutover-steps/{one['id']}/edit/", seen)
    assert answer.status_code == 409 and "saved this before you" in answer.content.decode()
    assert step(api.get(f"/api/v1/cutovers/{plan['id']}").json(), one["code"])["title"] == "Theirs"


def test_a_cycle_is_added_changed_and_retired_and_its_runs_are_fixed(api, phase, pm) -> None:
    InvoiceType(biller_id=phase.biller_id, name="Water").save()
    body = {
        "phase": str(phase.pk),
        "name": "Cycle 7",
        "first_month": "2027-01-15",
        "rules": [BILL, DUE],
        "invoice_type": "Water",
    }
    cycle = made(api, "cycles", body, **{"Idempotency-Key": "seven"})
    assert made(api, "cycles", body, **{"Idempotency-Key": "seven"})["id"] == cycle["id"]
    assert cycle["first_month"] == "2027-01-01" and cycle["invoice_type"] == "Water" and len(cycle["runs"]) >= 12
    assert send(api, "post", "cycles", body).json()["field"] == "name"
    gas = send(api, "post", "cycles", body | {"name": "Gas", "invoice_type": "Gas"})
    assert gas.status_code == 409 and "no invoice type “Gas”" in gas.json()["detail"]
    loose = send(api, "post", "cycles", body | {"name": "Loose", "rules": [DUE]})
    assert loose.status_code == 409 and loose.json()["field"] == "due_offset"
    address = f"cycles/{cycle['id']}"
    tag = api.get(f"/api/v1/{address}")["ETag"]
    changed = send(
        api, "patch", address, {"accounts": 900, "is_retired": True, "invoice_type": None}, **{"If-Match": tag}
    )
    assert changed.status_code == 200
    assert (changed.json()["accounts"], changed.json()["is_retired"], changed.json()["invoice_type"]) == (
        900,
        True,
        None,
    )
    assert send(api, "patch", address, {"name": "Mine"}, **{"If-Match": tag}).status_code == 412
    runs = [{"cycle": name, "month": "2027-05", "days": {"bill": "2027-05-06"}} for name in ("Cycle 7", "Cycle 8")]
    assert made(api, f"phases/{phase.pk}/cycle-dates", {"runs": runs}) == {"runs": 2, "new_cycles": 1}
    fixed = BillCycle.objects.everywhere().get(pk=cycle["id"]).days.everywhere().get()
    assert (fixed.kind, str(fixed.on)) == ("bill", "2027-05-06")


def test_a_protection_is_agreed_extended_ended_with_evidence_and_opened_again(api, phase) -> None:
    days = {"starts_on": "2027-03-01", "ends_on": "2027-03-31"}
    empty = send(api, "post", "penalty-protections", {"phase": str(phase.pk), "agreed_by": " ", **days})
    assert empty.status_code == 409 and empty.json()["field"] == "agreed_by"
    body = {"phase": str(phase.pk), "agreed_by": "Mayor", "cost_amount": "22500.50"} | days
    row = made(api, "penalty-protections", body)
    assert row["cost_amount"] == "22500.50" and row["owner"]
    address = f"penalty-protections/{row['id']}"
    tag = api.get(f"/api/v1/{address}")["ETag"]
    later = send(api, "patch", address, {"ends_on": "2027-04-30"}, **{"If-Match": tag})
    assert later.status_code == 200 and later.json()["ends_on"] == "2027-04-30"
    assert Event.objects.filter(kind="cycles.protection_extended", record_id=row["id"]).count() == 1
    assert made(api, f"{address}/closings", {"evidence": "Council minutes 7"})["state"] == "closed"
    shut = send(api, "patch", address, {"payers": "Seniors"}, **{"If-Match": api.get(f"/api/v1/{address}")["ETag"]})
    assert shut.status_code == 409 and "closed" in shut.json()["detail"]
    assert made(api, f"{address}/reopenings")["state"] == "agreed"
    assert Protection.objects.everywhere().get().evidence == ""


def test_parts_of_a_go_live_overlap_and_move_between_states(api, phase) -> None:
    days = {"starts_on": "2027-03-01", "ends_on": "2027-03-31"}
    nameless = send(api, "post", "go-live-parts", {"phase": str(phase.pk), "by": "payers", **days})
    assert nameless.status_code == 409 and nameless.json()["field"] == "words"
    ours = [
        made(api, "go-live-parts", {"phase": str(phase.pk), "by": "channel", "words": w, **days})
        for w in ("IVR", "Web")
    ]
    address = f"go-live-parts/{ours[0]['id']}"
    tag = api.get(f"/api/v1/{address}")["ETag"]
    changed = send(api, "patch", address, {"accounts": 40, "words": "Phone"}, **{"If-Match": tag})
    assert changed.status_code == 200 and (changed.json()["what"], changed.json()["accounts"]) == ("Phone", 40)
    ahead = send(api, "post", f"{address}/moves", {"to": "live", "on": "2099-01-01"})
    assert ahead.status_code == 409 and ahead.json()["field"] == "on"
    assert made(api, f"{address}/moves", {"to": "live"})["state"] == "live"
    assert send(api, "post", f"{address}/moves", {"to": "cancelled"}).status_code == 409


def test_a_part_for_playbooks_is_built_line_by_line_and_published(api) -> None:
    book = made(api, "playbooks", {"name": "Lockbox", "is_part": True, "products": ["autopay"]})
    assert send(api, "post", "playbooks", {"name": "Lockbox"}).json()["field"] == "name"
    lines = f"playbooks/{book['id']}/lines"
    made(api, lines, {"code": "L2", "title": "Send a test file", "depends_on": ["T001 SS+2"], "needed_by": ["#M4"]})
    unknown = send(api, "post", lines, {"code": "L3", "title": "Check", "depends_on": ["L9"]})
    assert unknown.status_code == 409 and "L9" in unknown.json()["detail"]
    first, second = api.get(f"/api/v1/{lines}?version=1").json()["items"]
    assert second["depends_on"] == ["T001 SS+2"]
    tag = api.get(f"/api/v1/playbook-lines/{first['id']}")["ETag"]
    body = {"code": "L1", "title": "Order the lockbox", "roles": ["IM"], "duration_days": 4}
    changed = send(api, "patch", f"playbook-lines/{first['id']}", body, **{"If-Match": tag})
    assert changed.status_code == 200 and changed.json()["duration_days"] == 4
    assert send(api, "patch", f"playbook-lines/{first['id']}", body, **{"If-Match": tag}).status_code == 412
    moved = made(api, f"playbook-lines/{second['id']}/moves", {"up": True})["items"]
    assert [one["code"] for one in moved] == ["L2", "L1"] and moved[0]["depends_on"] == ["L1 SS+2"]
    assert made(api, f"playbooks/{book['id']}/publications", {"note": "First"})["versions"][0]["is_published"]
    none = send(api, "post", lines, {"code": "L4", "title": "Late"})
    assert none.status_code == 409 and none.json()["code"] == "no_draft"
    draft = made(api, f"playbooks/{book['id']}/drafts")
    assert draft["version"] == 2 and [one["code"] for one in draft["items"]] == ["L2", "L1"]
    made(api, f"playbook-lines/{draft['items'][1]['id']}/removals")
    file = "id,task,duration_days,depends_on\nA,Begin,1,\nB,End,2,A\n"
    assert len(made(api, f"playbooks/{book['id']}/draft-file", {"content": file})["items"]) == 2
    ring = send(api, "post", f"playbooks/{book['id']}/draft-file", {"content": file.replace("1,\n", "1,B\n")})
    assert ring.status_code == 409 and len(api.get(f"/api/v1/{lines}?version=2").json()["items"]) == 2
    assert len(made(api, f"playbooks/{book['id']}/discards")["versions"]) == 1
