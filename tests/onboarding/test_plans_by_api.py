"""Plans over the API: tasks changed by version, the ledger that adds up, files looked at and taken, starts that are told facts."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from api.asking import send
from pilotage.billers import operations as billers
from pilotage.core.viewer import system
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.people.operations import create_token

MISSING = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def client(person) -> Callable[..., Client]:
    def make(*roles: str) -> Client:
        _row, token = create_token(
            by=system(), now=timezone.now(), user=person(*roles), name="t", scopes=["read", "write"]
        )
        return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    return make


def pages_of(client: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = ""
    while cursor is not None:
        answer = client.get(f"/api/v1/{path}", {"limit": 40} | ({"cursor": cursor} if cursor else {})).json()
        found += answer["items"]
        cursor = answer["next"]
    return found


def test_every_task_of_a_plan_is_listed_once_with_what_it_waits_for(client, project) -> None:
    rows = pages_of(client("tsm"), f"projects/{project.pk}/plan-tasks")
    assert sorted(row["code"] for row in rows) == sorted(project.plan_tasks.values_list("code", flat=True))
    links = sum(len(row["waits_for"].split(";")) for row in rows if row["waits_for"])
    assert links == Dependency.objects.everywhere().filter(project=project).count()
    assert client("tsm").get(f"/api/v1/projects/{MISSING}/plan-tasks").status_code == 404


def test_a_changed_task_moves_what_follows_and_nobody_is_overwritten(client, project, plan_task) -> None:
    pm, row = client("pm"), plan_task("T040")
    path = f"plan-tasks/{row.pk}"
    read = pm.get(f"/api/v1/{path}")
    later = row.duration_days + row.float_days + 5
    body = {"duration_days": later, "waits_for": "T024 FS+2"}
    assert send(pm, "patch", path, body).status_code == 428
    answer = send(pm, "patch", path, body, **{"If-Match": read["ETag"]})
    assert (answer.json()["duration_days"], answer.json()["waits_for"]) == (later, "T024 FS+2")
    assert send(pm, "patch", path, {"duration_days": 3}, **{"If-Match": read["ETag"]}).status_code == 412
    moved = Project.objects.everywhere().get(pk=project.pk)
    assert moved.planned_go_live_date > project.planned_go_live_date
    circle = send(pm, "patch", path, {"waits_for": "T040"}, **{"If-Match": answer["ETag"]})
    assert circle.status_code == 409 and "T040" in circle.json()["detail"]
    assert send(client("cs_agent"), "patch", path, {"party": "bank"}, **{"If-Match": answer["ETag"]}).status_code == 403


def test_owner_and_length_change_together_or_not_at_all(client, project, plan_task, person) -> None:
    row, owner = plan_task("T040"), person("im")
    pm = client("pm")
    tag = pm.get(f"/api/v1/plan-tasks/{row.pk}")["ETag"]
    body = {"owner": owner.pk, "duration_days": 0}
    assert send(pm, "patch", f"plan-tasks/{row.pk}", body, **{"If-Match": tag}).status_code == 409
    assert plan_task("T040").task.owner_id == row.task.owner_id
    answer = send(pm, "patch", f"plan-tasks/{row.pk}", {"owner": owner.pk, "duration_days": 9}, **{"If-Match": tag})
    assert (answer.json()["owner"], answer.json()["duration_days"]) == (owner.pk, 9)


def test_a_task_is_held_released_and_completed_once(client, project, plan_task) -> None:
    pm, row = client("pm"), plan_task("T002")
    held = send(pm, "post", f"plan-tasks/{row.pk}/holds", {"reason": "No keys", "party": "bank"})
    assert (held.status_code, held.json()["state"]) == (201, "blocked")
    assert send(pm, "post", f"plan-tasks/{row.pk}/releases").json()["state"] == "open"
    done = [send(pm, "post", f"plan-tasks/{row.pk}/completions", **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert done[0].json() == done[1].json() and done[0].json()["state"] == "done"
    ahead = (timezone.now().date() + timedelta(days=9)).isoformat()
    assert send(pm, "post", f"plan-tasks/{plan_task('T003').pk}/completions", {"on": ahead}).status_code == 409


def test_the_ledger_adds_up_and_a_baseline_is_its_other_end(client, project, plan_task) -> None:
    pm, path = client("pm"), f"projects/{project.pk}"
    tag = pm.get(f"/api/v1/plan-tasks/{plan_task('T040').pk}")["ETag"]
    send(pm, "patch", f"plan-tasks/{plan_task('T040').pk}", {"duration_days": 60}, **{"If-Match": tag})
    found = pm.get(f"/api/v1/{path}/lost-days").json()
    assert found["days"] == sum(one["days"] for one in found["entries"]) == sum(one["days"] for one in found["parties"])
    assert any(one["code"] == "T040" and one["party"] == "cis_vendor" for one in found["entries"])
    made = send(pm, "post", f"{path}/baselines", {"name": "After scope"})
    assert made.status_code == 201 and send(pm, "post", f"{path}/baselines", {"name": "After scope"}).status_code == 409
    held = pm.get(f"/api/v1/{path}/baselines").json()["items"]
    assert [one["name"] for one in held] == ["Plan at the start", "After scope"]
    since = pm.get(f"/api/v1/{path}/lost-days", {"since": held[1]["id"]}).json()
    assert (since["days"], since["entries"]) == (0, [])
    assert pm.get(f"/api/v1/{path}/lost-days", {"since": -(10**30)}).status_code == 404


def test_a_plan_goes_out_and_comes_back_only_as_it_was_looked_at(client, project, plan_task) -> None:
    pm, path = client("pm"), f"projects/{project.pk}/plan-file"
    for kind in ("xml", "xlsx"):
        out = pm.get(f"/api/v1/{path}", {"kind": kind})
        sent = {"name": f"plan.{kind}", "content": base64.b64encode(out.content).decode()}
        found = send(pm, "post", path, sent).json()
        assert (found["added"], found["changed"], found["missing"], found["is_taken"]) == ([], {}, [], False)
    sent = {"name": "p.csv", "content": base64.b64encode(b"id,task,duration_days\nZ1,Fresh task,2\n").decode()}
    seen = send(pm, "post", path, sent).json()["seen"]
    tag = pm.get(f"/api/v1/plan-tasks/{plan_task('T040').pk}")["ETag"]
    send(pm, "patch", f"plan-tasks/{plan_task('T040').pk}", {"duration_days": 60}, **{"If-Match": tag})
    stale = send(pm, "post", path, sent | {"seen": seen})
    assert stale.status_code == 409 and stale.json()["field"] == "seen"
    again = send(pm, "post", path, sent).json()["seen"]
    assert send(pm, "post", path, sent | {"seen": again}).json()["is_taken"]
    assert PlanTask.objects.everywhere().filter(project=project, code="Z1").exists()
    broken = send(pm, "post", path, {"name": "p.xml", "content": base64.b64encode(b"<Project").decode()})
    assert broken.status_code == 409 and broken.json()["field"] == "content"
    assert send(client("tsm"), "post", path, sent).status_code == 403


def test_a_start_is_told_facts_lengths_and_parts_as_its_page_is(client, version, biller, pm) -> None:
    from pilotage.onboarding.playbook_queries import published_with_lines

    api = client("pm")

    def start(**told: Any) -> Any:
        phase = billers.add_phase(by=pm, now=timezone.now(), biller=biller, name=f"Phase {told}"[:60])
        return send(api, "post", "projects", {"phase": str(phase.pk), "kickoff": "2026-11-02", **told})

    plain, bought = start().json(), start(facts={"products": ["autopay"]}).json()
    assert bought["tasks_total"] > plain["tasks_total"]
    made = Project.objects.everywhere().get(pk=bought["id"])
    assert made.facts["products"] == ["autopay"] and made.parts.everywhere().count() >= 1
    names = {row.parameter for rows in published_with_lines().values() for row in rows if row.parameter}
    assert names
    for wrong, field in (
        ({"facts": {"colour": "red"}}, "facts"),
        ({"facts": {"fee_model": "free"}}, "facts"),
        ({"facts": {"tier": "help_desk"}}, "facts"),
        ({"days": {"nothing": 3}}, "days"),
        ({"words": {"nothing": "x"}}, "words"),
        ({"parts": ["nothing"]}, "parts"),
    ):
        answer = start(**wrong)
        assert (answer.status_code, answer.json()["field"]) == (409, field), wrong
    assert start(anchor="target").status_code == 409


def test_a_start_names_people_by_role_and_the_others_stay_with_who_looks_after_the_biller(
    client, version, biller, person, pm
) -> None:
    api, im, os = client("pm"), person("im"), person("os")
    billers.assign_care(by=pm, now=timezone.now(), biller=biller, user=os, role="os")

    def start(owners: dict[str, int]) -> Any:
        phase = billers.add_phase(by=pm, now=timezone.now(), biller=biller, name=f"Phase {owners}"[:60])
        body = {"phase": str(phase.pk), "kickoff": "2026-11-02", "owners": owners}
        return send(api, "post", "projects", body)

    begun = start({"im": im.pk})
    assert begun.status_code == 201
    made = Project.objects.everywhere().get(pk=begun.json()["id"])
    owners: dict[str, set[int | None]] = {}
    for row in made.plan_tasks.everywhere().select_related("task"):
        owners.setdefault(row.roles[0] if row.roles else "", set()).add(row.task.owner_id)
    assert owners["IM"] == {im.pk} and owners["OS"] == {os.pk}
    for wrong in ({"im": os.pk}, {"im": 10**9}, {"sponsor": im.pk}):
        answer = start(wrong)
        assert (answer.status_code, answer.json()["field"]) == (409, "owners"), wrong


def test_playbooks_are_read_with_their_lines(client, version) -> None:
    api = client("csm")
    held = pages_of(api, "playbooks")
    assert str(version.playbook_id) in {row["id"] for row in held}
    whole = api.get(f"/api/v1/playbooks/{version.playbook_id}").json()
    assert next(one["number"] for one in whole["versions"] if one["is_published"]) == version.number
    lines = api.get(f"/api/v1/playbooks/{version.playbook_id}/lines").json()
    assert lines["version"] == version.number and len(lines["items"]) == version.tasks.count()
    assert api.get(f"/api/v1/playbooks/{version.playbook_id}/lines", {"version": 10**30}).status_code == 404


def test_another_billers_plan_answers_as_a_missing_one_and_billers_people_have_none(project, biller, clerk) -> None:
    _row, token = create_token(by=system(), now=timezone.now(), user=clerk(biller), name="t", scopes=["read", "write"])
    theirs = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    row = project.plan_tasks.first()
    paths = [f"plan-tasks/{key}" for key in (row.pk, MISSING)]
    seen = [theirs.get(f"/api/v1/{path}") for path in (*paths, f"projects/{project.pk}/lost-days")]
    assert [one.status_code for one in seen] == [404] * 3 and seen[0].content == seen[1].content
    assert theirs.get("/api/v1/forecasts").status_code == 404


def test_a_task_is_added_to_a_running_plan_and_gets_its_dates(client, project) -> None:
    pm = client("pm")
    first = pages_of(pm, f"projects/{project.pk}/plan-tasks")[0]
    body = {
        "title": "Order badge readers",
        "part": first["part"],
        "duration_days": 3,
        "after": [first["code"]],
        "role": "OS",
    }
    made = send(pm, "post", f"projects/{project.pk}/plan-tasks", body)
    found = made.json()
    assert made.status_code == 201 and (found["code"], found["waits_for"], found["roles"]) == (
        "N1",
        first["code"],
        ["OS"],
    )
    assert found["start_date"] > first["due_date"] and found["due_date"] > found["start_date"]
    for wrong, words in (
        ({"after": ["T999"]}, "no task T999"), ({"role": "COOK"}, "no role COOK"), ({"title": "  "}, ""),
    ):  # fmt: skip
        refused = send(pm, "post", f"projects/{project.pk}/plan-tasks", body | wrong)
        assert refused.status_code in (409, 422) and words in refused.json()["detail"]
    assert send(client("tsm"), "post", f"projects/{project.pk}/plan-tasks", body).status_code == 403


def test_a_project_stands_still_and_goes_on_over_the_api(client, project) -> None:
    pm, address = client("pm"), f"projects/{project.pk}/moves"
    assert send(pm, "post", address, {"to": "hold"}).json()["detail"] == "Say why."
    held = send(pm, "post", address, {"to": "hold", "reason": "Council votes again", "party": "biller"})
    assert held.status_code == 201 and held.json()["state"] == "on_hold"
    assert send(pm, "post", address, {"to": "finish"}).status_code == 409
    assert send(pm, "post", address, {"to": "resume"}).json()["state"] == "active"
    assert send(pm, "post", address, {"to": "cancel", "reason": "Sold to another town"}).json()["state"] == "cancelled"
