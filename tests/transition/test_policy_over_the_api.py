"""The support policy over the API: read, drafted by table, tried, reviewed by a second person, in force on its day."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.core.viewer import system
from pilotage.people.operations import create_token
from pilotage.transition import operations
from pilotage.transition.models import PolicyDraft
from pilotage.transition.policy import versions


@pytest.fixture
def shipped(db) -> None:
    operations.load_shipped_policy(by=system(), now=timezone.now())


@pytest.fixture
def api(person):
    """`api(user)`: sends as this person; each POST has a key of its own."""

    def enter(user):
        _row, token = create_token(by=system(), now=timezone.now(), user=user, name="t", scopes=["read", "write"])
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
        sent: list[str] = []

        def send(method: str, where: str, body: Any = None, **headers: str):
            sent.append(where)
            given = {"idempotency-key": f"{user.pk}-{len(sent)}"} | headers
            return getattr(client, method)(f"/api/v1/{where}", body, content_type="application/json", headers=given)

        return send

    return enter


def shipped_rows(send) -> list[dict[str, Any]]:
    return send("get", "policy-versions").json()["items"][-1]["rows"]


def test_the_shipped_rows_are_read_with_their_borders(shipped, api, person) -> None:
    found = api(person("tsm"))("get", "policy-versions").json()
    assert found["in_force"] == found["items"][-1]["name"]
    rows = {row["id"]: row for row in found["items"][-1]["rows"]}
    assert list(rows) == ["N1", "N2", "N3", "E1", "E2", "E3", "E4"]
    assert (rows["E2"]["mrr_from"], rows["E2"]["mrr_below"], rows["E2"]["window_days"]) == ("3000", "5000", 30)
    assert rows["N1"]["window_is_minimum"] and rows["N1"]["after_window"] == "client_services"


def test_a_version_is_drafted_tried_reviewed_by_a_second_person_and_published(shipped, api, person, phase) -> None:
    lea, max_ = api(person("cs_leader", name="Lea")), api(person("cs_leader", name="Max"))
    rows = shipped_rows(lea)
    rows[3]["mrr_below"], rows[4]["mrr_from"] = "2500.50", "2500.50"
    day = str((timezone.now() + timedelta(days=20)).date())
    body = {"name": "9.1", "effective_date": day, "reason": "More help for small ones", "rows": rows}
    made = lea("post", "policy-drafts", body)
    assert made.status_code == 201, made.content
    key, here = made.json()["id"], f"policy-drafts/{made.json()['id']}"
    assert made.json()["rows"][3]["mrr_below"] == "2500.50" and made.json()["state"] == "draft"
    tried = lea("get", f"{here}/what-if").json()
    assert {"pending", "pending_changed", "changed", "months", "ahead", "left_off"} <= set(tried)
    tag = lea("get", here)["ETag"]
    changed = lea("patch", here, {"reason": "More help"}, **{"if-match": tag})
    assert changed.status_code == 200 and changed.json()["reason"] == "More help"
    assert lea("patch", here, {"reason": "Late"}, **{"if-match": tag}).status_code == 412
    assert lea("post", f"{here}/submissions").json()["state"] == "review"
    own = lea("post", f"{here}/approvals")
    assert own.status_code == 409 and "second person" in own.content.decode()
    assert max_("post", f"{here}/returns", {"reason": ""}).status_code == 409
    assert max_("post", f"{here}/returns", {"reason": "Say more"}).json()["review_note"] == "Say more"
    lea("post", f"{here}/submissions")
    assert max_("post", f"{here}/approvals").json()["state"] == "published"
    assert versions()[-1].version == "9.1" and PolicyDraft.objects.get(pk=key).reviewer.name == "Max"
    found = lea("get", "policy-versions").json()
    assert found["items"][-1]["name"] == "9.1" != found["in_force"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda rows: rows[3].update(mrr_below="2999.99"), "No row takes this biller"),
        (lambda rows: rows[3].update(mrr_below="3000.01"), "both take this biller"),
        (lambda rows: rows[1].update(id="N1"), "N1"),
    ],
)
def test_gaps_overlaps_and_rows_of_one_name_are_refused_with_an_example(shipped, api, person, spoil, told) -> None:
    lea = api(person("cs_leader"))
    rows = shipped_rows(lea)
    spoil(rows)
    day = str((timezone.now() + timedelta(days=20)).date())
    answer = lea("post", "policy-drafts", {"name": "9.2", "effective_date": day, "reason": "x", "rows": rows})
    assert answer.status_code == 409 and told in answer.json()["detail"] and not PolicyDraft.objects.exists()


def test_a_draft_is_dropped_and_only_policy_makers_write_one(shipped, api, person) -> None:
    lea, tsm = api(person("cs_leader")), api(person("tsm"))
    day = str((timezone.now() + timedelta(days=20)).date())
    body = {"name": "9.3", "effective_date": day, "reason": "x", "rows": shipped_rows(lea)}
    assert tsm("post", "policy-drafts", body).status_code == 403
    key = lea("post", "policy-drafts", body).json()["id"]
    assert tsm("post", f"policy-drafts/{key}/drops").status_code == 403
    assert lea("post", f"policy-drafts/{key}/drops").json()["state"] == "dropped"
    assert lea("get", "policy-drafts?state=draft").json()["items"] == []
