"""The matrices, duties and the right to close cases over the API."""

import json

import pytest
from django.test import Client

from pilotage.billers.operations import assign_care
from pilotage.core.viewer import system
from pilotage.people.operations import create_token
from pilotage.people.viewers import viewer_of
from pilotage.raci import operations
from pilotage.raci.enums import Work
from pilotage.support.operations import open_case
from story import NOW

pytestmark = pytest.mark.django_db
CLOSING = {"number": 9, "im": "R", "tsm": "A", "pm": "I", "csm": "I"}


@pytest.fixture
def api(person):
    def enter(role: str):
        user = person(role)
        scopes = ["projects:read", "projects:write"]
        _row, token = create_token(by=viewer_of(user, source="page"), now=NOW, user=user, name="t", scopes=scopes)
        client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

        def send(path: str, body: object = None, key: str = ""):
            if body is None:
                return client.get(f"/api/v1{path}")
            headers = {"Idempotency-Key": key} if key else {}
            return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)

        return send

    return enter


def test_rows_of_the_house_and_of_a_project_change_and_go_back(api, phase) -> None:
    leader, there = api("cs_leader"), f"/phases/{phase.pk}/raci"
    assert len(leader("/raci").json()) == 9
    changed = leader("/raci", {"rows": [CLOSING], "reason": "They know the files"})
    assert changed.status_code == 200 and changed.json()[8] == CLOSING | {"task": "Closing tickets"}
    assert leader(there).json()[8]["im"] == "R"
    own = leader(there, {"rows": [CLOSING | {"im": "C", "tsm": "RA"}], "reason": "Not here"})
    assert own.json()[8]["tsm"] == "RA" and leader("/raci").json()[8]["tsm"] == "A"
    assert leader(there, {"rows": [], "reason": "As everywhere"}).json()[8]["im"] == "R"
    assert api("pm")("/raci", {"rows": [CLOSING], "reason": "I want"}).status_code == 403


def test_a_matrix_sent_twice_with_one_key_is_changed_once(api) -> None:
    leader, asked = api("cs_leader"), {"rows": [CLOSING], "reason": "They know the files"}
    first = leader("/raci", asked, key="k")
    assert first.status_code == 200 and len(first.json()) == 9
    leader("/raci", {"rows": [CLOSING | {"im": "C", "tsm": "RA"}], "reason": "Since then"})
    assert leader("/raci", asked, key="k").json() == first.json()
    assert leader("/raci").json()[8]["tsm"] == "RA"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([CLOSING | {"im": "A"}], "exactly one role"), ([{"number": 9, "tsm": "A"}], "at least one role"),
        ([CLOSING | {"im": "X"}], "im"), ([CLOSING | {"number": 10}], "number"),
    ],
)  # fmt: skip
def test_a_matrix_that_is_not_whole_is_refused_in_words(api, rows: list, words: str) -> None:
    answer = api("cs_leader")("/raci", {"rows": rows, "reason": "Why not"})
    assert answer.status_code in (409, 422) and words in answer.content.decode()


def test_duties_of_a_phase_are_listed_with_everybodys_share(api, phase, person) -> None:
    tina = person("tsm", name="Tina")
    assign_care(biller=phase.biller, user=tina, role="tsm", by=system(), now=NOW)
    subject = phase.record
    given = {"work": Work.TRIAGE, "phase": phase, "subject": subject, "key": "case:1", "title": "Triage C-1"}
    operations.raise_duty(by=system(), now=NOW, **given)
    (duty,) = api("csm")(f"/phases/{phase.pk}/duties").json()["items"]
    assert (duty["number"], duty["title"], duty["settled_at"]) == (3, "Triage C-1", None)
    letters = {(one["role"], one["letter"]) for one in duty["shares"]}
    assert {("tsm", "R"), ("tsm", "A"), ("im", "C"), ("pm", "I"), ("csm", "I")} == letters
    assert {one["person"] for one in duty["shares"] if one["role"] == "tsm"} == {tina.pk}


def test_the_right_to_close_follows_the_matrix_in_force(api, phase, biller, pm) -> None:
    case = open_case(biller=biller, phase=phase, title="Late", severity=2, by=pm, now=NOW)
    there, im = f"/cases/{case.pk}/closing", api("im")
    told = im(there).json()
    assert told["may_close"] is False and told["roles"] == ["cs_agent", "cs_leader", "tam", "tsm", "tsm_manager"]
    api("cs_leader")(f"/phases/{phase.pk}/raci", {"rows": [CLOSING], "reason": "They know the files"})
    assert im(there).json()["may_close"] is True and "im" in im(there).json()["roles"]
