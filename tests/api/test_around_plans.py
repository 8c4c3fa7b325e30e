"""Around plans over the API: playbooks carried in, forecasts, staffing, reports, the vendor's people, approvals."""

from datetime import UTC, date, datetime

import pytest

from api.asking import send
from pilotage.core.viewer import system
from pilotage.forecasts.operations import work_out_forecasts
from pilotage.onboarding import jobs
from pilotage.onboarding import operations as onboarding
from pilotage.onboarding.models import PlaybookVersion, Project
from pilotage.onboarding.playbook_queries import published_parts
from pilotage.staffing.models import Run
from pilotage.staffing.operations import work_out_run
from pilotage.work.operations import answer_approval, create_task

NOW = datetime.now(UTC)
MISSING = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def version(db) -> PlaybookVersion:
    return onboarding.load_shipped_playbook(by=system(), now=NOW)


@pytest.fixture
def project(version, phase, pm) -> Project:
    return onboarding.start_project(
        phase=phase, playbook_version=version, kickoff_date=date(2026, 11, 2), by=pm, now=NOW
    )


def test_a_part_is_carried_in_only_after_a_yes(api, project, pm) -> None:
    client, part = api("pm"), next(one for one in published_parts() if one.playbook.slug == "part-autopay")
    body = {"playbook": str(part.playbook_id), "number": part.number, "projects": [str(project.pk)]}
    assert send(client, "post", "carryings", body | {"projects": [MISSING]}).status_code == 404
    made = send(client, "post", "carryings", body).json()
    path, total = f"carryings/{made['id']}", project.plan_tasks.count()
    early = send(client, "post", f"{path}/agreements", {"projects": [str(project.pk)]})
    assert early.status_code == 409
    jobs.look(arguments={"carrying": made["id"]}, progress=lambda done, all_of: None, by=pm, now=NOW)
    seen = client.get(f"/api/v1/{path}").json()["projects"][0]
    assert (seen["state"], project.plan_tasks.count()) == ("proposed", total) and seen["outcome"]["added"] > 0
    assert send(client, "post", f"{path}/agreements", {"projects": [MISSING]}).status_code == 409
    assert send(client, "post", f"{path}/agreements", {"projects": [str(project.pk)]}).status_code == 201
    jobs.carry(arguments={"carrying": made["id"]}, progress=lambda done, all_of: None, by=pm, now=NOW)
    assert client.get(f"/api/v1/{path}").json()["projects"][0]["state"] == "merged"
    assert project.plan_tasks.count() == total + seen["outcome"]["added"]


def test_a_forecast_is_asked_for_and_read(api, project, pm) -> None:
    client, path = api("pm"), f"projects/{project.pk}/forecasts"
    assert send(client, "post", path).json()["job"]
    work_out_forecasts(projects=[project], cause="asked", by=pm, now=NOW)
    [row] = client.get(f"/api/v1/{path}").json()["items"]
    assert row["p50"] <= row["p80"] <= row["p95"]
    assert client.get("/api/v1/forecasts").json() == {"items": [row], "next": None}
    onboarding.hold_project(project=project, reason="Merger", party="bank", by=pm, now=NOW)
    assert send(client, "post", path).status_code == 409


def test_a_staffing_run_is_asked_once_and_its_proposals_are_read(api, project, person, pm) -> None:
    client, taker = api("pm"), person("im", name="Ida")
    period = {"person": taker.pk, "from_date": "2026-01-01", "points": 30}
    assert send(client, "post", "capacities", period).status_code == 201
    assert send(client, "post", "capacities", period).status_code == 409
    [ida] = [one for one in client.get("/api/v1/staff").json()["items"] if one["id"] == taker.pk]
    assert [one["points"] for one in ida["capacities"]] == [30]
    body = {"kind": "assign", "roles": ["im"]}
    made = [send(client, "post", "staffing-runs", body, **{"Idempotency-Key": "k"}).json() for _ in range(2)]
    assert made[0] == made[1] and Run.objects.count() == 1
    work_out_run(run=Run.objects.get(), by=pm, now=NOW)
    read = client.get(f"/api/v1/staffing-runs/{made[0]['id']}").json()
    assert read["state"] == "done" and read["found"]["proposals"][0]["role"] == "im"
    assert send(client, "post", "staffing-runs", {"kind": "assign", "roles": ["ceo"]}).status_code == 409
    assert send(api("csm"), "post", "staffing-runs", body).status_code == 403


def test_there_is_one_draft_of_a_report_at_a_time(api, project, phase) -> None:
    client = api("pm")
    made = [send(client, "post", "reports", {"phase": str(phase.pk)}).json() for _ in range(2)]
    assert made[0]["id"] == made[1]["id"] and made[0]["kind"] == "status"
    read = client.get(f"/api/v1/reports/{made[0]['id']}")
    assert read["ETag"] and read.json()["facts"] and read.json()["standing_reason"]
    assert [one["id"] for one in client.get("/api/v1/reports", {"kind": "status"}).json()["items"]] == [made[0]["id"]]
    assert client.get("/api/v1/reports", {"state": "sent"}).json()["items"] == []


def test_a_vendors_person_is_named_once_and_changed_by_version(api, project) -> None:
    client = api("im")
    body = {"project": str(project.pk), "name": "Vic", "email": "Vic@n.example", "firm": "Northstar"}
    made = send(client, "post", "vendor-contacts", body).json()
    assert made["email"] == "vic@n.example"
    assert send(client, "post", "vendor-contacts", body).json()["field"] == "email"
    path = f"vendor-contacts/{made['id']}"
    tag = client.get(f"/api/v1/{path}")["ETag"]
    assert send(client, "patch", path, {"title": "Lead"}).status_code == 428
    assert send(client, "patch", path, {"title": "Lead"}, **{"If-Match": tag}).json()["title"] == "Lead"
    assert send(client, "patch", path, {"title": "Chief"}, **{"If-Match": tag}).status_code == 412
    assert send(api("tsm"), "post", "vendor-contacts", body | {"email": "v@n.example"}).status_code == 403


def test_a_biller_is_asked_for_a_yes_that_staff_can_not_give(api, project, biller, clerk, pm) -> None:
    from pilotage.people.viewers import viewer_of
    from pilotage.work.models import ApprovalAsk

    client, theirs = api("pm"), clerk(biller)
    task = create_task(subject=project.record, biller=biller, title="Approve", side="biller", by=pm, now=NOW)
    path = f"tasks/{task.pk}/approvals"
    asked = send(client, "post", path, {"about": "plan", "question": "Do you approve the plan?"})
    assert (asked.status_code, asked.json()["is_yes"]) == (201, None)
    assert send(client, "post", path, {"about": "plan", "question": "Again?"}).status_code == 409
    answer_approval(
        approval=ApprovalAsk.objects.everywhere().get(), is_yes=True, by=viewer_of(theirs, source="page"), now=NOW
    )
    seen = api(user=theirs).get(f"/api/v1/{path}").json()["items"]
    assert [(one["is_yes"], one["answered_by"]) for one in seen] == [(True, theirs.name)]
    assert send(api(user=theirs), "post", path, {"about": "plan", "question": "Me?"}).status_code == 404
