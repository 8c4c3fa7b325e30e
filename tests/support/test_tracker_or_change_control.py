"""An issue goes to the tracker, or to change control where it changes integration or product (R15); notes are kept current (R16)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.billers.operations import assign_care
from pilotage.changes.models import ChangeRequest
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.people.operations import create_token
from pilotage.support import operations
from pilotage.support.models import Case
from story import NOW


@pytest.fixture
def case(phase, viewer) -> Case:
    return operations.open_case(
        biller=phase.biller, phase=phase, title="Sync drops zeros", severity=2, by=viewer("im"), now=NOW
    )


@pytest.fixture
def api(person) -> Client:
    owner = person("tsm", name="Api")
    _row, token = create_token(by=system(), now=timezone.now(), user=owner, name="t", scopes=["read", "write"])
    return Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})


def send_to(case: Case, path: str, by, owner) -> None:
    operations.triage_case(case=case, path=path, path_words="Next", owner=owner, by=by, now=NOW)


def test_a_case_that_goes_to_change_control_leaves_the_tracker_and_its_history_keeps_it(case, viewer, person) -> None:
    by, tess = viewer("tsm"), person("tsm", name="Tess")
    operations.link_tracker(case=case, key="PAY-7", url="https://t.example/PAY-7", state="Open", by=by, now=NOW)
    send_to(case, "change", by, tess)
    held = Case.objects.everywhere().get()
    assert (held.tracker_key, held.tracker_url, held.tracker_state, held.tracked_at) == ("", "", "", None)
    event = Event.objects.filter(record_id=case.pk, kind="support.triaged").get()
    assert event.payload["before"]["tracker_key"] == "PAY-7"


def test_the_change_is_asked_for_from_the_case_and_both_show_each_other(case, viewer, person, signed_in) -> None:
    im = person("im", name="Ida")
    page, there = signed_in(im), f"/cases/{case.pk}/"
    assert "Change control" not in page.get(there).content.decode()
    send_to(case, "change", viewer("tsm"), im)
    assert f"/phases/{case.phase_id}/changes/new/?case={case.pk}" in page.get(there).content.decode()
    form = page.get(f"/phases/{case.phase_id}/changes/new/?case={case.pk}").content.decode()
    assert "Sync drops zeros" in form and "C-1: Next" in form
    given = {"title": "Keep zeros", "what": "Pad accounts to ten digits", "kind": "integration", "raid_entry": ""}
    made = page.post(f"/phases/{case.phase_id}/changes/new/?case={case.pk}", given)
    assert made.status_code == 302
    assert ChangeRequest.objects.everywhere().get().came_from_id == case.pk
    assert "Keep zeros" in page.get(there).content.decode()
    assert there in page.get(made.url).content.decode()


def test_another_billers_case_leads_to_no_change(case, make_biller, viewer, person, signed_in, api) -> None:
    other = make_biller("Oak Power")
    strange = operations.open_case(biller=other, title="Theirs", severity=3, by=viewer("im"), now=NOW)
    page = signed_in(person("im", name="Ida"))
    assert page.get(f"/phases/{case.phase_id}/changes/new/?case={strange.pk}").status_code == 404
    body = {"phase": str(case.phase_id), "title": "x", "what": "y", "case": str(strange.pk)}
    head = {"idempotency-key": "a"}
    assert api.post("/api/v1/changes", body, content_type="application/json", headers=head).status_code == 404
    body["case"] = str(case.pk)
    head = {"idempotency-key": "b"}
    assert api.post("/api/v1/changes", body, content_type="application/json", headers=head).status_code == 201


def test_the_api_links_the_tracker_and_refuses_it_for_change_control(case, viewer, person, api) -> None:
    def send(key: str):
        body = {"key": "PAY-7", "url": "https://t.example/PAY-7", "state": "In review"}
        where = f"/api/v1/cases/{case.pk}/tracker"
        return api.post(where, body, content_type="application/json", headers={"idempotency-key": key})

    found = send("a")
    assert found.status_code == 201 and found.json()["tracker_state"] == "In review" and found.json()["tracked_at"]
    send_to(Case.objects.everywhere().select_related("biller", "record").get(), "change", viewer("tsm"), person("tsm"))
    refused = send("b")
    assert refused.status_code == 409 and "change control" in refused.content.decode()


def test_stale_notes_are_found_over_the_api(case, api) -> None:
    assert [one["id"] for one in api.get("/api/v1/cases?notes=stale").json()["items"]] == [str(case.pk)]
    Case.objects.everywhere().update(noted_at=timezone.now())
    assert api.get("/api/v1/cases?notes=stale").json()["items"] == []


def test_stale_notes_of_a_case_without_an_owner_reach_who_supports_the_biller(case, biller, pm, person) -> None:
    tess, sam = person("tsm", name="Tess"), person("sme", name="Sam")
    assign_care(biller=biller, user=tess, role="tsm", by=pm, now=NOW)
    assign_care(biller=biller, user=person("im", name="Ida"), role="im", by=pm, now=NOW)
    Notice.objects.all().delete()
    later = NOW + timedelta(days=2)
    assert operations.tell_of_stale_notes(by=system(), now=later) == 1
    assert operations.tell_of_stale_notes(by=system(), now=later) == 0
    told = Notice.objects.get()
    assert (told.user, told.kind) == (tess, "case_stale") and sam.pk != tess.pk
