"""CIS products over the API: found, added, corrected by version, and what past projects on them took."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from api.asking import send
from pilotage.core.viewer import system
from pilotage.people.operations import create_token

BODY: dict[str, Any] = {
    "vendor": "Larch", "product": "Larch Billing", "category": "Utility, mid-size", "interfaces": ["bills", "posting_file"],
    "pitfalls": ["Posts once a night", "No account status in the balance file"],
}  # fmt: skip


@pytest.fixture
def client(person) -> Callable[..., Client]:
    def make(*roles: str) -> Client:
        _row, token = create_token(
            by=system(), now=timezone.now(), user=person(*roles), name="t", scopes=["read", "write"]
        )
        return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})

    return make


def test_a_product_is_added_found_and_corrected_by_version(client) -> None:
    im = client("im")
    made = send(im, "post", "products", BODY)
    found = made.json()
    assert made.status_code == 201 and found["pitfalls"] == BODY["pitfalls"] and not found["is_retired"]
    assert [one["id"] for one in im.get("/api/v1/products?q=larch").json()["items"]] == [found["id"]]
    assert send(im, "post", "products", BODY).status_code == 409
    address = f"products/{found['id']}"
    assert send(im, "patch", address, {"file_notes": "Fixed width"}).status_code == 428
    changed = send(im, "patch", address, {"file_notes": "Fixed width", "is_retired": True}, **{"If-Match": '"1"'})
    assert changed.status_code == 200 and changed.json()["file_notes"] == "Fixed width" and changed.json()["is_retired"]
    assert changed.json()["pitfalls"] == BODY["pitfalls"]
    assert send(im, "patch", address, {"notes": "x"}, **{"If-Match": '"1"'}).status_code == 412
    assert im.get("/api/v1/products?q=larch").json()["items"] == []
    assert len(im.get("/api/v1/products?q=larch&retired=true").json()["items"]) == 1
    assert send(client("tsm"), "post", "products", BODY | {"product": "Other"}).status_code == 403


def test_a_product_without_projects_has_no_spread(client) -> None:
    im = client("im")
    key = send(im, "post", "products", BODY).json()["id"]
    found = im.get(f"/api/v1/products/{key}/past-projects").json()
    assert found == {"projects": 0, "total": None, "phases": {}, "milestones": {}}
