"""Pages of cases: open, triage one after the other, export one biller's, constant queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pilotage.support import operations
from pilotage.support.models import Case

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def tess(person, client):
    found = person("tsm", name="Tess")
    client.force_login(found, backend=BACKEND)
    return found


@pytest.fixture
def opened(phase, viewer):
    def make(title="Postings are late", severity=2) -> Case:
        return operations.open_case(
            biller=phase.biller, title=title, severity=severity, by=viewer("im"), now=timezone.now()
        )

    return make


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_case_is_opened_triaged_noted_and_closed(client, tess, phase) -> None:
    given = {"title": "Postings are late", "severity": "1", "category": "payment", "phase": str(phase.pk), "owner": ""}
    case_url = client.post(f"/billers/{phase.biller_id}/cases/new/", given)["Location"]
    shown = text_of(client.get(case_url))
    assert "no way to a resolution yet" in shown and "Critical" in shown
    assert "Postings are late" in text_of(client.get("/cases/triage/"))
    triage = {"path": "us", "path_words": "We post by hand", "owner": str(tess.pk), "version": "1"}
    assert client.post(f"{case_url}triage/?then=next", triage)["Location"] == "/cases/triage/"
    assert "Nothing waits for triage" in text_of(client.get("/cases/triage/"))
    assert client.post(f"{case_url}notes/", {"notes": "Two files came late"}).status_code == 302
    assert client.post(f"{case_url}close/", {"outcome": "The bank sent late"}).status_code == 302
    shown = text_of(client.get(case_url))
    assert "The bank sent late" in shown and "Two files came late" in shown
    assert "No open case" in text_of(client.get("/cases/"))


def test_a_missing_title_is_said_beside_its_field_and_nothing_typed_is_lost(client, tess, phase) -> None:
    given = {"title": "", "severity": "1", "category": "payment", "description": "Since Monday"}
    answer = client.post(f"/billers/{phase.biller_id}/cases/new/", given)
    assert answer.status_code == 422 and "Since Monday" in text_of(answer)
    assert not Case.objects.everywhere().exists()


def test_the_report_of_a_biller_holds_its_cases_and_no_formula(client, tess, phase, opened) -> None:
    opened("=HYPERLINK(1)")
    text = b"".join(client.get(f"/cases/?biller={phase.biller_id}&as=csv")).decode()
    assert "C-1" in text and "'=HYPERLINK(1)" in text


def test_the_lists_ask_as_often_for_one_row_as_for_nine(client, tess, opened) -> None:
    counted = []
    for n in (1, 8):
        for i in range(n):
            opened(f"Case {n} {i}")
        for address in ("/cases/", "/cases/triage/"):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counted.append(len(asked))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 10


def test_ticked_cases_go_to_one_person(client, tess, opened) -> None:
    cases = [opened(f"Case {i}") for i in range(3)]
    client.post("/cases/assign/", {"selected": [str(one.pk) for one in cases[:2]], "owner": str(tess.pk)})
    assert Case.objects.everywhere().filter(owner=tess).count() == 2


def test_an_im_has_no_button_to_close(client, person, opened) -> None:
    client.force_login(person("im"), backend=BACKEND)
    case = opened()
    shown = text_of(client.get(f"/cases/{case.pk}/"))
    assert f"/cases/{case.pk}/close/" not in shown and f"/cases/{case.pk}/notes/" in shown
