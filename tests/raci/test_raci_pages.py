"""Pages of who does what: the editor with its checks, what I owe, the answer; constant queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotage.billers.operations import assign_care
from pilotage.core.viewer import system
from pilotage.raci import operations, queries
from pilotage.raci.enums import Work
from pilotage.raci.models import Share
from story import NOW


def text_of(answer) -> str:
    return answer.content.decode()


def typed(cells, **more) -> dict[str, str]:
    return {f"w{n}_{role}": value for n, row in cells.items() for role, value in row.items()} | more


@pytest.fixture
def pat(person, signed_in, phase):
    found = person("pm", "im", name="Pat")
    assign_care(biller=phase.biller, user=found, role="im", by=system(), now=NOW)
    return signed_in(found)


def test_the_editor_says_everything_that_is_wrong_and_keeps_what_was_chosen(pat, phase) -> None:
    address = f"/phases/{phase.pk}/raci/edit/"
    broken = queries.cells_of(phase.pk) | {"9": {"pm": "A", "im": "A", "tsm": "", "csm": "C"}}
    answer = pat.post(address, typed(broken, reason="So"))
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "PM and IM are accountable" in shown and "nobody is responsible" not in shown.split("Closing tickets")[0]
    right = queries.cells_of(phase.pk) | {"9": {"pm": "A", "im": "R", "tsm": "", "csm": "C"}}
    assert pat.post(address, typed(right, reason="The IM has the access")).status_code == 302
    shown = text_of(pat.get(f"/phases/{phase.pk}/raci/"))
    assert "The IM has the access" in shown and "differs" in shown
    assert pat.post(f"/phases/{phase.pk}/raci/reset/").status_code == 302
    assert "differs" not in text_of(pat.get(f"/phases/{phase.pk}/raci/")).split("<tbody>")[1].split("</tbody>")[0]


def test_a_question_is_answered_from_what_i_owe(pat, phase) -> None:
    operations.raise_duty(
        work=Work.TRIAGE, phase=phase, subject=phase.record, key="1", title="Triage C-1", by=system(), now=NOW
    )
    share = Share.objects.everywhere().get(letter="C")
    assert f"/raci/questions/{share.pk}/" in text_of(pat.get("/raci/?letter=C"))
    assert "Triage C-1" not in text_of(pat.get("/raci/?letter=R"))
    assert pat.post(f"/raci/questions/{share.pk}/", {"answer": "The bank sent late"}).status_code == 302
    assert "You owe nothing" in text_of(pat.get("/raci/"))
    assert "The bank sent late" in text_of(pat.get(f"/phases/{phase.pk}/raci/"))
    assert "The bank sent late" in b"".join(pat.get("/raci/?done=all&as=csv")).decode()


def test_the_pages_ask_as_often_for_one_row_as_for_nine(pat, phase) -> None:
    counted = []
    for n in (1, 8):
        for i in range(n):
            operations.raise_duty(
                work=Work.TRIAGE,
                phase=phase,
                subject=phase.record,
                key=f"{n} {i}",
                title="Triage",
                by=system(),
                now=NOW,
            )
        for address in ("/raci/?done=all", f"/phases/{phase.pk}/raci/"):
            pat.get(address)
            with CaptureQueriesContext(connection) as asked:
                pat.get(address)
            counted.append(len(asked))
    assert counted[:2] == counted[2:] and max(counted) <= 15
