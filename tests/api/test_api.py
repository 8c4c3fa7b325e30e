"""The API: tokens and scopes, problems, pages, versions, repeated requests, and no door to live."""

import pytest
from django.test import Client

from api.asking import PROBLEM, send
from pilotage.billers.models import Biller, Phase


def test_without_a_token_or_its_scope_nothing_is_told(api, biller) -> None:
    answer = Client(headers={"host": "localhost"}).get("/api/v1/billers")
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    narrow = api("pm", scopes=("tasks:read",))
    answer = narrow.get("/api/v1/billers")
    assert answer.status_code == 403 and "billers:read" in answer.json()["detail"]
    assert send(api("pm", scopes=("read",)), "post", "billers", {"external_id": "x", "name": "X"}).status_code == 403


def test_another_billers_thing_answers_as_a_missing_one(api, make_biller, clerk) -> None:
    own, other = make_biller("Own"), make_biller("Other")
    theirs = api(user=clerk(own))
    assert theirs.get(f"/api/v1/billers/{own.pk}").status_code == 200
    seen = [theirs.get(f"/api/v1/billers/{key}") for key in (other.pk, "01900000-0000-7000-8000-000000000000")]
    assert [one.status_code for one in seen] == [404, 404] and seen[0].content == seen[1].content
    assert [row["name"] for row in theirs.get("/api/v1/billers").json()["items"]] == ["Own"]


def test_pages_follow_each_other_without_gap_or_double(api, make_biller) -> None:
    made = [str(make_biller(f"B{n}").pk) for n in range(5)]
    client, seen, cursor = api("pm"), [], ""
    while cursor is not None:
        answer = client.get("/api/v1/billers", {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["id"] for row in answer["items"]]
        cursor = answer["next"]
    assert seen == made
    assert client.get("/api/v1/billers?cursor=nonsense").status_code == 422


def test_a_change_needs_the_version_that_was_read(api, biller) -> None:
    client = api("pm")
    tag = client.get(f"/api/v1/billers/{biller.pk}")["ETag"]
    path = f"billers/{biller.pk}"
    assert send(client, "patch", path, {"name": "A"}).status_code == 428
    answer = send(client, "patch", path, {"name": "A"}, **{"If-Match": tag})
    assert answer.status_code == 200 and answer["ETag"] != tag
    assert send(client, "patch", path, {"name": "B"}, **{"If-Match": tag}).status_code == 412
    assert Biller.objects.everywhere().get().name == "A"


def test_a_repeated_request_is_answered_once(api, db) -> None:
    client, body = api("pm"), {"external_id": "x1", "name": "X"}
    first = send(client, "post", "billers", body, **{"Idempotency-Key": "k"})
    again = send(client, "post", "billers", body, **{"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (201, 201) and first.json() == again.json()
    other = send(client, "post", "billers", body | {"name": "Y"}, **{"Idempotency-Key": "k"})
    assert other.status_code == 409 and Biller.objects.everywhere().count() == 1
    refused = send(client, "post", "billers", body | {"external_id": "x2", "mrr": "1.234"}, **{"Idempotency-Key": "k2"})
    assert refused.status_code == 422 and refused.json()["field"] == "mrr"
    mended = send(client, "post", "billers", body | {"external_id": "x2"}, **{"Idempotency-Key": "k2"})
    assert mended.status_code == 201


@pytest.mark.parametrize(
    "body", [{"stage": "transition"}, {"went_live": "2026-01-01"}, {"is_live_before_pilotage": True}]
)
def test_no_field_makes_a_phase_live(api, phase, body) -> None:
    client = api("pm", "admin", scopes=("admin",))
    tag = client.get(f"/api/v1/phases/{phase.pk}")["ETag"]
    send(client, "patch", f"phases/{phase.pk}", body, **{"If-Match": tag})
    held = Phase.objects.everywhere().get()
    assert (held.stage, held.went_live_date) == ("contract", None)
    answer = send(client, "post", f"phases/{phase.pk}/go-live", {"on": "2026-11-01"})
    assert answer.status_code == 409 and answer.json()["code"] == "not_ready"
