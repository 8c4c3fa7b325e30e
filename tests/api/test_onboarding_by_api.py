"""Onboarding over the API: checklists, test cases, scope, reports that are sent, comments and files, plans as of a day."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest

from api.asking import send
from pilotage.core.models import OutboxMessage
from pilotage.core.viewer import system
from pilotage.cycles import operations as cycles
from pilotage.onboarding import operations as onboarding
from pilotage.onboarding.models import Project
from pilotage.reports.models import Report
from pilotage.scope.models import ScopeLine
from pilotage.technical.models import CheckItem
from pilotage.testing.models import TestCase
from pilotage.vendors import operations as vendors

NOW = datetime.now(UTC)
MISSING = "01900000-0000-7000-8000-000000000000"


def in_base64(name: str, text: str) -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(text.encode()).decode()}


@pytest.fixture
def project(phase, pm) -> Project:
    version = onboarding.load_shipped_playbook(by=system(), now=NOW)
    return onboarding.start_project(
        phase=phase, playbook_version=version, kickoff_date=date(2026, 11, 2), by=pm, now=NOW
    )


def test_a_checklist_begins_gets_an_item_and_its_evidence_is_a_file(api, phase) -> None:
    client = api("im")
    made = send(client, "post", "checklists", {"phase": str(phase.pk), "areas": ["ivr"]})
    assert made.status_code == 201 and made.json()["areas"].keys() == {"ivr"} and made.json()["done"] == 0
    assert send(client, "post", "checklists", {"phase": str(phase.pk)}).status_code == 409
    body = {"area": "gateway", "title": "Keys are rotated", "needs_second": True}
    item = send(client, "post", f"checklists/{made.json()['id']}/items", body).json()
    assert (item["code"], item["needs_second"], item["state"]) == ("X1", True, "open")
    shown = {"kind": "file", "file": in_base64("log.txt", "Rotated at 09:00"), "expires_on": "2090-01-01"}
    kept = send(client, "post", f"check-items/{item['id']}/evidence", shown).json()
    assert CheckItem.objects.everywhere().get(pk=item["id"]).evidence.get().file.name == "log.txt"
    empty = send(client, "post", f"check-items/{item['id']}/evidence", {"kind": "file"})
    assert empty.status_code == 409 and empty.json()["field"] == "file"
    back = send(client, "post", f"evidence/{kept['id']}/withdrawals", {"reason": "The wrong log"})
    assert back.status_code == 201 and back.json()["valid_until"] is None
    [row] = client.get("/api/v1/checklists", {"phase": str(phase.pk)}).json()["items"]
    assert row["areas"]["gateway"] == [0, 1] and row["items"] == made.json()["items"] + 1


def test_cases_are_written_changed_and_run_from_a_file(api, phase, make_biller) -> None:
    client = api("im")
    sides = {"cycles": ["1", "2"], "channels": ["web"]}
    plan = send(
        client, "post", "test-plans", {"phase": str(phase.pk), "kind": "uat", "with_library": False} | sides
    ).json()
    path = f"test-plans/{plan['id']}"
    lost = send(client, "post", f"{path}/cases", {"title": "Pay", "cycle": "9"})
    assert lost.status_code == 409 and lost.json()["field"] == "cycle"
    case = send(client, "post", f"{path}/cases", {"title": "Pay", "code": "P1", "cycle": "1", "channel": "web"}).json()
    read = client.get(f"/api/v1/{path}")
    late = send(client, "patch", f"test-cases/{case['id']}", {"title": "Pay by card"}, **{"If-Match": '"1"'})
    assert late.status_code == 412
    done = send(client, "patch", f"test-cases/{case['id']}", {"title": "Pay by card"}, **{"If-Match": read["ETag"]})
    assert (done.json()["title"], done.json()["cycle"]) == ("Pay by card", "1")
    send(client, "post", f"{path}/uncovered", {"cycle": "2", "channel": "web", "reason": "Billed by hand"})
    states = {cell["cycle"]: cell["state"] for cell in client.get(f"/api/v1/{path}/coverage").json()["cells"]}
    assert states == {"1": "untested", "2": "not_needed"}
    wrong = send(client, "post", f"{path}/results-file", in_base64("back.csv", "code,result\nP1,maybe\nP7,passed\n"))
    assert wrong.status_code == 409 and "Row 2" in wrong.json()["detail"] and "Row 3" in wrong.json()["detail"]
    taken = send(client, "post", f"{path}/results-file", in_base64("back.csv", "code,result\nP1,passed\n")).json()
    assert (taken["taken"], taken["plan"]["passed"]) == (1, 1)
    assert send(client, "post", f"test-cases/{case['id']}/removals").status_code == 409
    etag = client.get(f"/api/v1/{path}")["ETag"]
    assert send(client, "patch", path, {"cycles": ["1"]}, **{"If-Match": etag}).json()["cycles"] == ["1"]
    spare = send(client, "post", f"{path}/cases", {"title": "Spare"}).json()
    assert send(client, "post", f"test-cases/{spare['id']}/removals").json()["cases"] == 1


def test_a_tester_of_another_biller_is_refused(api, phase, make_biller, pm, clerk) -> None:
    plan = send(api("im"), "post", "test-plans", {"phase": str(phase.pk), "kind": "uat"}).json()
    other = clerk(make_biller("Lake Power"))
    answer = send(api("im"), "post", f"test-plans/{plan['id']}/cases", {"title": "Pay", "tester": other.pk})
    assert answer.status_code == 409 and answer.json()["field"] == "tester"


def test_a_scope_line_is_changed_linked_dropped_and_taken_up_again(api, phase) -> None:
    client, base = api("im"), {"phase": str(phase.pk)}
    promise = send(client, "post", "promises", base | {"title": "Wallets", "source": "sales"}).json()
    line = send(client, "post", "scope-lines", base | {"title": "Two wallets"}).json()
    path = f"scope-lines/{line['id']}"

    def change(body: dict) -> dict:
        etag = client.get(f"/api/v1/{path}")["ETag"]
        return send(client, "patch", path, body, **{"If-Match": etag}).json()

    assert send(client, "patch", path, {"title": "x"}).status_code == 428
    assert change({"title": "Three wallets", "promises": [promise["id"]]})["title"] == "Three wallets"
    assert ScopeLine.objects.everywhere().get().keeps.count() == 1
    links = send(client, "post", f"{path}/links", {"step": "kpi", "text": "Half of payers by June"}).json()["items"]
    assert [(one["step"], one["text"]) for one in links] == [("kpi", "Half of payers by June")]
    send(client, "post", f"{path}/links", {"step": "test", "is_not_needed": True, "text": "The wallet's own tests"})
    left = send(client, "post", f"scope-links/{links[0]['id']}/removals").json()["items"]
    assert [(one["step"], one["is_not_needed"]) for one in left] == [("test", True)]
    refused = change({"title": "Never kept", "state": "dropped"})
    assert refused["status"] == 409 and client.get(f"/api/v1/{path}").json()["title"] == "Three wallets"
    assert change({"state": "dropped", "reason": "Bought later"})["state"] == "dropped"
    assert change({"state": "in_scope", "description": "With tokens"})["description"] == "With tokens"
    etag = client.get(f"/api/v1/promises/{promise['id']}")["ETag"]
    gone = {"is_withdrawn": True, "reason": "By agreement"}
    answer = send(client, "patch", f"promises/{promise['id']}", gone, **{"If-Match": etag})
    assert answer.json()["is_withdrawn"] is True
    file = in_base64("scope.csv", "promise,source,line\nIVR,contract,IVR in two languages\n")
    assert send(client, "post", f"phases/{phase.pk}/scope-file", file).json() == {"promises": 1, "lines": 1, "links": 0}


def test_a_report_is_worded_and_sent_to_its_readers_once(api, project, make_biller, clerk) -> None:
    client, phase = api("pm"), project.phase
    stranger = clerk(make_biller("Lake Power"))
    schedule = {
        "kind": "status",
        "guests": [{"name": "Gail", "email": "gail@example.com"}, {"email": "bo@example.com"}],
    }
    refused = send(client, "post", f"phases/{phase.pk}/report-schedules", schedule | {"people": [stranger.pk]})
    assert refused.status_code == 409 and refused.json()["field"] == "people"
    readers = send(client, "post", f"phases/{phase.pk}/report-schedules", schedule).json()["readers"]
    assert {one["email"] for one in readers} == {"gail@example.com", "bo@example.com"}
    assert client.get(f"/api/v1/phases/{phase.pk}/report-schedules").json()["items"][0]["readers"] == readers
    report = send(client, "post", "reports", {"phase": str(phase.pk)}).json()
    path = f"reports/{report['id']}"
    etag = client.get(f"/api/v1/{path}")["ETag"]
    words = {"texts": {"next": "We meet on Monday."}, "left_out": ["tests"]}
    assert send(client, "patch", path, {"texts": {"soup": "x"}}, **{"If-Match": etag}).status_code == 409
    worded = send(client, "patch", path, words, **{"If-Match": etag}).json()
    assert (worded["texts"], worded["left_out"]) == ({"next": "We meet on Monday."}, ["tests"])
    assert client.get(f"/api/v1/{path}/file").content.startswith(b"%PDF")
    gail = next(one["id"] for one in readers if one["name"] == "Gail")
    assert send(client, "post", f"{path}/sendings", {"readers": [gail + 999]}).json()["field"] == "readers"
    before = OutboxMessage.objects.count()
    sent = send(client, "post", f"{path}/sendings", {"readers": [gail]}, **{"Idempotency-Key": "once"}).json()
    again = send(client, "post", f"{path}/sendings", {"readers": [gail]}, **{"Idempotency-Key": "once"}).json()
    assert sent == again and sent["state"] == "sent"
    assert [one["email"] for one in sent["deliveries"]] == ["gail@example.com"]
    assert OutboxMessage.objects.count() == before + 1
    assert send(client, "post", f"{path}/sendings").status_code == 409
    kept = client.get(f"/api/v1/{path}/file")
    assert b"".join(kept).startswith(b"%PDF") and client.get(f"/api/v1/{path}/file?kind=pptx").status_code == 404
    assert send(client, "post", f"{path}/revisions").json()["state"] == "draft"
    assert Report.objects.everywhere().count() == 2


def test_a_plan_is_looked_at_as_of_a_day_and_moved_only_when_asked(api, project) -> None:
    client, path = api("pm"), f"projects/{project.pk}/replan"
    before = client.get(f"/api/v1/projects/{project.pk}").json()
    ahead = client.get(f"/api/v1/{path}", {"as_of": "2027-01-11"}).json()
    assert ahead["as_of"] == "2027-01-11" and ahead["go_live_days"] > 0 and ahead["moves"]
    assert min(one["start"] for one in ahead["tasks"]) >= "2027-01-11"
    assert client.get(f"/api/v1/projects/{project.pk}").json() == before
    for wrong in ("9999-12-31", "0001-01-01"):
        assert client.get(f"/api/v1/{path}", {"as_of": wrong}).status_code == 409
    assert client.get(f"/api/v1/{path}", {"as_of": "soon"}).status_code == 422
    tomorrow = (NOW + timedelta(days=3)).date().isoformat()
    refused = send(client, "post", path, {"as_of": tomorrow})
    assert refused.status_code == 409 and refused.json()["field"] == "status_date"
    moved = send(client, "post", path, {"as_of": "2026-11-03"})
    assert moved.status_code == 201 and Project.objects.everywhere().get().status_date == date(2026, 11, 3)
    assert send(api("csm"), "post", path, {}).status_code == 403


def test_many_tasks_change_at_once_and_back(api, project) -> None:
    client = api("pm")
    rows = client.get(f"/api/v1/projects/{project.pk}/plan-tasks", {"limit": 3}).json()["items"]
    edits = [{"task": row["id"], "version": row["version"], "duration_days": 9} for row in rows]
    made = send(client, "post", "plan-edits", {"edits": edits, "words": "Longer"}).json()
    assert (made["tasks"], made["projects"]) == (3, 1)
    stale = send(client, "post", "plan-edits", {"edits": [edits[0] | {"version": 99}]})
    assert stale.status_code in (409, 412)
    assert send(client, "post", "plan-edits", {"edits": [edits[0], {"task": MISSING}]}).status_code == 404
    assert send(client, "post", "plan-edits", {"edits": [edits[0], edits[0]]}).status_code == 409
    assert send(client, "post", f"plan-edits/{made['edit']}/undo").json() == {"tasks": 3, "left": []}
    after = client.get(f"/api/v1/projects/{project.pk}/plan-tasks", {"limit": 3}).json()["items"]
    assert [row["duration_days"] for row in after] == [row["duration_days"] for row in rows]


def test_the_pre_mortem_becomes_risks_once(api, phase) -> None:
    client, path = api("im"), f"phases/{phase.pk}/pre-mortem"
    asked = client.get(f"/api/v1/{path}").json()["items"]
    keys = [one["key"] for one in asked[:2]]
    assert len(send(client, "post", path, {"keys": keys}).json()["items"]) == 2
    assert send(client, "post", path, {"keys": keys}).json()["items"] == []
    assert [bool(one["entry"]) for one in client.get(f"/api/v1/{path}").json()["items"][:3]] == [True, True, False]
    assert send(client, "post", path, {"keys": ["soup"]}).status_code == 409


def test_autopay_figures_come_as_a_file(api, phase, pm) -> None:
    client = api("pm")
    board = cycles.begin_move(phase=phase, by=pm, now=NOW)
    path, day = f"autopay/{board.pk}/figures-file", f"{NOW - timedelta(days=2):%Y-%m-%d}"
    wrong = send(client, "post", path, in_base64("f.csv", f"date,method,total\n{day},soup,7\n"))
    assert wrong.status_code == 409 and "row 2" in wrong.json()["detail"]
    assert send(client, "post", path, {"name": "f.csv", "content": "A"}).status_code == 409
    taken = send(
        client, "post", path, in_base64("f.csv", f"date,method,total,told,begun,moved\n{day},token,70,70,9,7\n")
    ).json()
    assert taken["counts"]["total"] == 70


def test_comments_and_files_of_any_record(api, project) -> None:
    client, path = api("im"), f"records/{project.pk}"
    assert send(client, "post", f"{path}/comments", {"text": " "}).status_code == 409
    said = send(client, "post", f"{path}/comments", {"text": "Keys came", "is_shared": True}).json()
    assert client.get(f"/api/v1/{path}/comments").json() == {"items": [said], "next": None}
    kept = send(client, "post", f"{path}/files", in_base64("keys.txt", "Fingerprints")).json()
    assert kept in client.get(f"/api/v1/{path}/files").json()["items"]
    read = client.get(f"/api/v1/files/{kept['id']}/content")
    assert b"".join(read) == b"Fingerprints" and "attachment" in read["Content-Disposition"]
    card = in_base64("cards.txt", "4111 1111 1111 1111")
    assert send(client, "post", f"{path}/files", card).status_code == 409
    assert client.get(f"/api/v1/records/{MISSING}/comments").status_code == 404


def test_a_vendors_link_is_sent_and_ended(api, project, pm) -> None:
    client = api("pm")
    contact = vendors.add_contact(project=project, name="Val", email="val@n.example", by=pm, now=NOW)
    path = f"vendor-contacts/{contact.pk}"
    [link] = send(client, "post", f"{path}/links", {"days": 9}).json()["items"]
    assert (link["opened"], link["revoked_at"]) == (0, None)
    ended = send(client, "post", f"share-links/{link['id']}/revocations").json()
    assert ended["revoked_at"]
    assert send(client, "post", f"{path}/links", {"days": 400}).status_code == 422
    assert send(client, "post", f"{path}/departures").json()["left_at"]
    assert send(client, "post", f"{path}/links", {"days": 9}).status_code == 409


def test_documents_are_made_and_their_versions_read(api, project) -> None:
    from pilotage.reports.operations import export_documents

    client, path = api("pm"), f"phases/{project.phase_id}/documents"
    assert client.get(f"/api/v1/{path}").json() == {"items": []}
    assert send(client, "post", path).status_code == 201
    export_documents(phase=project.phase, by=system(), now=NOW)
    found = client.get(f"/api/v1/{path}").json()["items"]
    assert {one["number"] for one in found} == {1} and len(found) >= 2
    read = client.get(f"/api/v1/files/{found[0]['id']}/content")
    assert len(b"".join(read)) == found[0]["size"]
    assert TestCase.objects.everywhere().count() == 0
