"""Daily checks are set up, changed, paused and resumed over the API, by the same rules as on the page."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.daily.models import DailyCheck
from pilotage.people.operations import create_token

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/daily-checks"


@pytest.fixture
def send(person):
    """Sends JSON as a person of this role with a token that may write."""

    def sent(method: str, address: str, body, *, role: str = "tsm", **headers: str):
        user = person(role, name=f"{role} of {method} {len(address)}")
        _row, token = create_token(
            by=system(), now=timezone.now(), user=user, name="t", scopes=["projects:read", "projects:write"]
        )
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}", **headers})
        return client.generic(method, address, json.dumps(body), content_type="application/json")

    return sent


def test_a_check_is_set_up_changed_paused_and_resumed(send, live_phase) -> None:
    body = {
        "phase": str(live_phase.pk), "kind": "posting", "name": "Posting", "due_time": "06:30", "weekdays": [0, 2, 4], "alarm_days": 3,
        "sources": {"posted": {"folder": "hill/posted", "pattern": "POST*.csv"}},
    }  # fmt: skip
    made = send("POST", ADDRESS, body)
    assert made.status_code == 201
    said = made.json()
    assert (said["name"], said["due_time"], said["weekdays"], said["is_paused"]) == (
        "Posting",
        "06:30",
        [0, 2, 4],
        False,
    )
    assert {one["role"]: one["folder"] for one in said["sources"]} == {"payments": "", "posted": "hill/posted"}
    there = f"{ADDRESS}/{said['id']}"
    read = send("GET", there, {})
    change = {"alarm_days": 5, "is_paused": True}
    assert send("PATCH", there, change).status_code == 428
    done = send("PATCH", there, change, **{"If-Match": read["ETag"]})
    assert (done.status_code, done.json()["alarm_days"], done.json()["is_paused"]) == (200, 5, True)
    assert {one["folder"] for one in done.json()["sources"]} == {"", "hill/posted"}
    assert send("PATCH", there, {"is_paused": False}, **{"If-Match": read["ETag"]}).status_code in (409, 412)
    resumed = send("PATCH", there, {"is_paused": False, "sources": {}}, **{"If-Match": done["ETag"]})
    assert resumed.json()["is_paused"] is False and {one["folder"] for one in resumed.json()["sources"]} == {""}
    kinds = set(Event.objects.filter(record_id=said["id"]).values_list("kind", flat=True))
    assert {"daily.dailycheck_created", "daily.check_paused", "daily.check_resumed"} <= kinds


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "name"), ({"weekdays": []}, "day of the week"), ({"due_time": "25:00"}, "07:00"),
        ({"alarm_days": 99}, "0 to 60"), ({"sources": {"posted": {"folder": "../out", "pattern": "*.csv"}}}, "inside the inbox"),
        ({"colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_what_is_refused_on_the_page_is_refused_here(send, live_phase, change, words) -> None:
    body = {"phase": str(live_phase.pk), "kind": "posting", "name": "Posting"} | change
    answer = send("POST", ADDRESS, body)
    assert answer.status_code in (409, 422) and words in answer.content.decode()
    assert not DailyCheck.objects.everywhere().exists()


def test_a_role_of_another_kind_is_named_and_who_may_not_write_is_told(send, check) -> None:
    there = f"{ADDRESS}/{check.pk}"
    tag = send("GET", there, {})["ETag"]
    answer = send("PATCH", there, {"sources": {"bank": {"folder": "a", "pattern": "*"}}}, **{"If-Match": tag})
    assert answer.status_code in (409, 422) and "payments, posted" in answer.content.decode()
    assert send("PATCH", there, {"alarm_days": 5}, role="marketing", **{"If-Match": tag}).status_code == 403
