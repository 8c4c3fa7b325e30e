"""Whatever goes wrong over the API is a problem in words: addresses, methods, bodies, values, sizes; and nothing is half done."""

import pytest
from django.test import Client

from api.asking import PROBLEM, send
from pilotage.billers.models import Biller, Phase
from pilotage.config.api import api as described
from pilotage.onboarding.models import Project

MISSING = "01900000-0000-7000-8000-000000000000"


def told(answer, status: int) -> dict[str, object]:
    """The problem, which is one in every respect."""
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert body["title"] and body["detail"] and set(body) == {"type", "title", "status", "detail", "code", "field"}
    return body


@pytest.mark.parametrize("path", ["nothing", "billers/", "billers/7", "billers/null,null", "phases/x/readiness", ""])
def test_an_address_that_is_none_is_a_problem_with_and_without_a_token(api, path) -> None:
    for client in (api("pm"), Client(headers={"host": "localhost"})):
        assert told(client.get(f"/api/v1/{path}"), 404)["code"] == "not_found"


def test_a_method_that_is_not_known_is_a_problem_that_names_those_that_are(api, biller) -> None:
    answer = api("pm").delete(f"/api/v1/billers/{biller.pk}")
    assert told(answer, 405)["code"] == "method" and set(answer["Allow"].split(", ")) == {"GET", "PATCH"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"\xff\xfe{}",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"external_id": "a\x00", "name": "X"}',
    ],
)
def test_a_body_that_is_not_json_is_a_problem(api, body) -> None:
    answer = api("pm").post("/api/v1/billers", body, content_type="application/json")
    told(answer, 400 if body else 422)


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"null", b"7", b"[{}]"])
def test_json_that_is_no_object_is_a_problem(api, body) -> None:
    told(api("pm").post("/api/v1/billers", body, content_type="application/json"), 422)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "X"}, "external_id"),
        ({"external_id": "", "name": "X"}, "external_id"),
        ({"external_id": "a" * 121, "name": "X"}, "external_id"),
        ({"external_id": 7, "name": "X"}, "external_id"),
        ({"external_id": "a", "name": "X", "colour": "red"}, "colour"),
        ({"external_id": "a", "name": "X\x00"}, "name"),
        ({"external_id": "a", "name": "\ud800"}, "name"),
        ({"external_id": "a", "name": "X", "vertical": "water"}, "vertical"),
        ({"external_id": "a", "name": "X", "state": "Texas"}, "state"),
        ({"external_id": "a", "name": "X", "is_enterprise": 1}, "is_enterprise"),
        ({"external_id": "a", "name": "X", "contract_date": 0}, "contract_date"),
        ({"external_id": "a", "name": "X", "contract_date": "2026-02-30"}, "contract_date"),
        ({"external_id": "a", "name": "X", "contract_date": "03/01/2026"}, "contract_date"),
        *(
            ({"external_id": "a", "name": "X", "mrr": mrr}, "mrr")
            for mrr in ("1e5", "-3", "1.234", "٣", " 5000 ", "$5,000", "5,000", "", True, -1, 0.5, 10**400, "9" * 16)
        ),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_nothing_is_made(api, body, field) -> None:
    assert told(send(api("pm"), "post", "billers", body), 422)["field"] == field
    assert not Biller.objects.everywhere().exists()


@pytest.mark.parametrize(
    ("mrr", "kept"), [("4200.5", "4200.50"), ("0", "0.00"), (5000, "5000.00"), (5000.0, "5000.00"), (None, None)]
)
def test_an_amount_is_text_or_a_whole_number_and_comes_back_with_two_decimals(api, db, mrr, kept) -> None:
    answer = send(api("pm"), "post", "billers", {"external_id": "a", "name": "X", "vertical": "Utility", "mrr": mrr})
    assert (answer.status_code, answer.json()["mrr"], answer.json()["vertical"]) == (201, kept, "utility")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=nonsense", "cursor"), ("cursor=%00", "cursor"), ("cursor=-1", "cursor"), ("limit=many", "limit"), ("limit=1e3", "limit"),
        ("limit=", "limit"), ("q=%00", "q"), ("external_id=a%00b", "external_id"), ("vertical=water", "vertical"),
    ],
)  # fmt: skip
def test_a_query_that_does_not_fit_is_named(api, query, field) -> None:
    assert told(api("pm").get(f"/api/v1/billers?{query}"), 422)["field"] == field


def test_a_page_size_beyond_the_border_is_the_border(api, make_biller) -> None:
    names = [make_biller(f"B{n}").name for n in range(3)]
    for limit, count in ((10**30, 3), (-(10**30), 1), (0, 1), (2, 2)):
        answer = api("pm").get("/api/v1/billers", {"limit": limit}).json()
        assert [row["name"] for row in answer["items"]] == names[:count]


def test_a_cursor_after_the_last_row_gives_an_empty_page(api, biller) -> None:
    client = api("admin", scopes=("admin",))
    assert client.get("/api/v1/billers?cursor=ffffffff-ffff-ffff-ffff-ffffffffffff").json() == {
        "items": [],
        "next": None,
    }
    assert client.get(f"/api/v1/audit?cursor={2**63 - 1}").json() == {"items": [], "next": None}
    told(client.get(f"/api/v1/audit?cursor={2**63}"), 422)
    told(client.get("/api/v1/audit?cursor=-1"), 422)


def test_a_body_that_is_too_large_is_a_problem(api, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = {"external_id": "a", "name": "X", "time_zone": "Z" * 2000}
    assert told(send(api("pm"), "post", "billers", body), 413)["code"] == "too_large"


def test_a_fault_of_ours_is_a_problem_without_its_inside(api, biller, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("pilotage.billers.api.biller_out", broken)
    client = api("pm")
    client.raise_request_exception = False
    answer = client.get(f"/api/v1/billers/{biller.pk}")
    assert told(answer, 500)["code"] == "fault" and b"secret" not in answer.content


def test_a_token_without_the_scope_is_told_so_before_its_request_is_read(api, biller) -> None:
    answer = send(api("pm", scopes=("billers:read",)), "post", "billers", {"nonsense": 1})
    assert "billers:write" in str(told(answer, 403)["detail"])


def test_too_many_requests_are_told_when_to_go_on(api, monkeypatch, db) -> None:
    monkeypatch.setattr("pilotage.people.api.door.PER_MINUTE", 2)
    client = api("pm")
    answers = [client.get("/api/v1/billers") for _ in range(6)]
    late = [one for one in answers if one.status_code != 200]
    assert late and told(late[0], 429)["code"] == "too_many" and 1 <= int(late[0]["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("tag", "status"),
    [("", 428), ('"7"', 412), ("*", 422), ("abc", 422), ('"1", "2"', 422), ('"1"', 200), ('W/"1"', 200)],
)
def test_if_match_names_the_version_that_was_read(api, biller, tag, status) -> None:
    answer = send(api("pm"), "patch", f"billers/{biller.pk}", {"state": "CA"}, **({"If-Match": tag} if tag else {}))
    assert answer.status_code == status
    if status != 200:
        told(answer, status)


def test_what_is_well_formed_and_refused_is_a_conflict(api, biller) -> None:
    client = api("pm")
    body = {"external_id": biller.external_id, "name": "Another"}
    assert told(send(client, "post", "billers", body), 409)["field"] == "external_id"
    assert (
        told(send(client, "post", "billers", {"external_id": "b", "name": "B", "time_zone": "Mars"}), 409)["field"]
        == "time_zone"
    )
    assert (
        told(send(client, "post", "tasks", {"subject": str(biller.pk), "title": "T", "owner": 2**31 - 1}), 409)["code"]
        == "person"
    )


def test_a_change_of_several_things_is_made_whole_or_not_at_all(api, phase) -> None:
    client = api("pm")
    tag = client.get(f"/api/v1/phases/{phase.pk}")["ETag"]
    body = {"target_go_live": "2027-03-01", "name": " \t "}
    told(send(client, "patch", f"phases/{phase.pk}", body, **{"If-Match": tag}), 409)
    assert Phase.objects.everywhere().get().target_go_live_date is None


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_breaks_nothing(api, phase, day) -> None:
    client = api("pm", "admin", "cs_leader", scopes=("admin",))
    tag = client.get(f"/api/v1/phases/{phase.pk}")["ETag"]
    answers = [
        send(client, "patch", f"phases/{phase.pk}", {"target_go_live": day}, **{"If-Match": tag}),
        send(client, "post", "phases", {"biller": str(phase.biller_id), "target_go_live": day}),
        send(client, "post", "projects", {"phase": str(phase.pk), "kickoff": day}),
        send(client, "post", "tasks", {"subject": str(phase.pk), "title": "T", "due_date": day}),
        send(client, "post", f"phases/{phase.pk}/go-live", {"on": day}),
        *(
            send(
                client,
                "post",
                f"phases/{phase.pk}/waivers",
                {"gate": "summary", "reason": "R", "expires_at": f"{day}T{time}"},
            )
            for time in ("00:00:00+14:00", "23:59:59-12:00", "12:00:00Z")
        ),
        client.get(f"/api/v1/phases/{phase.pk}/readiness"),
    ]
    assert [one.status_code for one in answers if one.status_code >= 500] == []
    assert not Project.objects.everywhere().exists()


def test_every_operation_says_its_scope_its_headers_and_its_problems() -> None:
    schema = described.get_openapi_schema(path_prefix="/api/v1/")
    found = [(method, one) for path in schema["paths"].values() for method, one in path.items()]
    assert len(found) > 30
    for method, one in found:
        assert one["summary"] and one["security"][0]["token"][0] in one["description"]
        headers = [param["name"] for param in one["parameters"] if param["in"] == "header"]
        assert headers == {"get": [], "post": ["Idempotency-Key"], "patch": ["If-Match"]}[method]
        wrong = {int(status): answer for status, answer in one["responses"].items() if int(status) >= 400}
        assert {400, 401, 403, 404, 422, 429, 500} <= set(wrong) and (412 in wrong) == (method == "patch")
        assert all(list(answer["content"]) == [PROBLEM] and answer["description"] for answer in wrong.values())
