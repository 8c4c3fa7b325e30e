"""Layouts over the API: proposed from a sample, tried, saved, read."""

import base64

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.core.viewer import system
from pilotage.people.operations import create_token
from pilotage.verification.models import SpecVersion
from verification.samples import FIXED

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(person) -> Client:
    owner = person("im", name="Ivy")
    _row, token = create_token(by=system(), now=timezone.now(), user=owner, name="t", scopes=["read", "write"])
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_a_layout_is_proposed_tried_saved_and_read(api, laid) -> None:
    there = f"/api/v1/verification-specs/{laid.pk}"
    read = api.get(f"{there}/layouts").json()
    left, right = read["items"]
    assert (read["number"], left["format"], left["has_sample"]) == (1, "fixed", True)
    assert (right["format"], right["layout"], right["has_sample"]) == ("csv", None, False)
    types = {one["name"]: (one["type"], one["confidence"], one["settings"]) for one in right["types"]}
    assert types["billDate"] == ("date", 60, {"type": "date", "format": "MM/DD/CCYY"}) and left["types"] == []
    sample = {"side": "left", "name": "b.dat", "content": coded(FIXED * 9)}
    proposed = api.post(f"{there}/layout-trials", sample, content_type="application/json")
    assert proposed.status_code == 201 and proposed.json()["layout"]["format"] == "fixed", proposed.content
    assert proposed.json()["fields"][0]["confidence"] > 0 and proposed.json()["read"] == 27
    layout = left["layout"]
    layout["fields"]["STATE"] = layout["fields"].pop("STATUS_CD")
    tried = api.post(
        f"{there}/layout-trials", {"side": "left", "layout": layout}, content_type="application/json"
    ).json()
    assert tried["columns"][-1] == "STATE" and tried["rows"][0][2] == "120.50" and tried["fields"] == []
    assert SpecVersion.objects.everywhere().count() == 1
    sent = {"side": "left", "layout": layout, "base": 1}
    saved = api.post(f"{there}/layouts", sent, content_type="application/json")
    assert saved.status_code == 201 and saved.json()["number"] == 2, saved.content
    assert saved.json()["body"]["left"]["layout"]["fields"][-1] == {"name": "STATE", "at": [37, 1]}
    late = api.post(f"{there}/layouts", sent, content_type="application/json")
    assert late.status_code == 409 and "Version 2" in late.content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"layout": {"format": "triangles"}}, "format"),
        ({"layout": {"format": "fixed", "fields": {"a": {"at": [1, 4], "refers": {"file": "/etc/passwd", "column": "a"}}}}}, "refers"),
        ({"side": "right", "layout": {"format": "fixed", "fields": {"a": {"at": [1, 4]}}}}, "Choose a sample"),
        ({"layout": {"format": "fixed", "note": "x" * 50_000}}, "too long"),
        ({"content": "abc", "layout": {"format": "fixed"}}, "base64"),
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused_in_words(api, laid, more, words) -> None:
    answer = api.post(
        f"/api/v1/verification-specs/{laid.pk}/layout-trials", {"side": "left"} | more, content_type="application/json"
    )
    assert answer.status_code == 409 and words in answer.content.decode(), answer.content
