"""Welcome leaflets: from a template per biller, shared, opened, acknowledged by link or portal, and read by readiness."""

import pytest

from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.documents.models import ShareLink, StoredFile
from pilotage.documents.sharing import path_of_link
from pilotage.golive.queries import readiness
from pilotage.transition import operations as transition
from pilotage.transition.queries import decision_of
from pilotage.welcome import leaflet_text, operations
from pilotage.welcome.queries import leaflet_of
from story import NOW, TARGET

FAY = ("Fay Finance", "fay@hill.example")


@pytest.fixture
def desk(phase, biller, pm, leader) -> Phase:
    """A phase that the help desk takes."""
    billers.set_target_go_live(phase=phase, date=TARGET, by=pm, now=NOW)
    decision = transition.work_out_decision(phase=phase, by=system(), now=NOW)
    transition.decide(decision=decision, choice="help_desk", assignee=None, reason="Small", by=leader, now=NOW)
    return Phase.objects.everywhere().select_related("biller", "record").get(pk=phase.pk)


def send(phase, by, readers=(FAY,)):
    return operations.send_leaflet(phase=phase, readers=readers, days=30, by=by, now=NOW)


def gate(phase):
    return next(one for one in readiness(phase, now=NOW)["gates"] if one["id"] == "help_desk")


def test_the_leaflet_is_filled_in_for_its_biller_and_kept_as_it_was_shared(desk, pm, leader) -> None:
    change_settings(by=system(), now=NOW, values={"support_phone": "555 0100", "support_hours": ""})
    operations.write_template(
        title="Hello {biller}", body="Live on {go_live}.\n- Call {phone}\n- Hours: {hours}", by=leader, now=NOW
    )
    leaflet = send(desk, pm)
    assert leaflet.shared_title == "Hello Hill Water"
    assert leaflet.shared_body == "Live on Mon 15 Feb 2027.\n- Call 555 0100"  # a line about nothing is left out
    operations.write_template(title="Other", body="Other words", by=leader, now=NOW)
    assert leaflet_of(desk.pk).shared_title == "Hello Hill Water"
    assert StoredFile.objects.everywhere().filter(subject_id=leaflet.pk, is_shared=True).count() == 1
    assert decision_of(desk.pk).leaflet_shared_at == NOW


def test_a_billers_own_text_goes_before_the_template(desk, pm) -> None:
    operations.write_leaflet(phase=desk, title="", body="Only for {biller}.", by=pm, now=NOW)
    assert send(desk, pm).shared_body == "Only for Hill Water."
    with pytest.raises(Refused, match="no placeholder"):
        operations.write_leaflet(phase=desk, title="", body="{secret}", by=pm, now=NOW)


def test_who_holds_the_link_opens_and_acknowledges_it(desk, pm, client, time_machine) -> None:
    time_machine.move_to(NOW)
    send(desk, pm)
    address = path_of_link(ShareLink.objects.everywhere().get())
    assert leaflet_of(desk.pk).opened_at is None
    assert client.get(address).status_code == 200
    opened = leaflet_of(desk.pk)
    assert (opened.opened_by, opened.acknowledged_at) == ("Fay Finance", None)
    assert client.post(address, {"name": " "}).status_code == 422
    assert client.post(address, {"name": "Fay F. Finance"}).status_code == 302
    assert leaflet_of(desk.pk).acknowledged_by == "Fay F. Finance"
    assert b"I have read it" not in client.get(address).content
    assert client.get(path_of_link(ShareLink.objects.everywhere().get(), "pdf")).content.startswith(b"%PDF")


def test_in_the_portal_a_person_reads_it_and_walks_through_customer_support(desk, pm, clerk, biller, signed_in) -> None:
    send(desk, pm)
    client = signed_in(clerk(biller, name="Cora Clerk"))
    leaflet = leaflet_of(desk.pk)
    assert b"Your way to Customer Support" in client.get("/portal/support/").content
    assert client.get(f"/portal/leaflets/{leaflet.pk}/").status_code == 200
    client.post(f"/portal/leaflets/{leaflet.pk}/acknowledge/")
    client.post(f"/portal/leaflets/{leaflet.pk}/walk/")
    held = leaflet_of(desk.pk)
    assert (held.opened_by, held.acknowledged_by, held.walked_by) == ("Cora Clerk",) * 3
    assert decision_of(desk.pk).portal_shown_at is not None
    assert b"I know the way" not in client.get("/portal/support/").content


def test_readiness_reads_how_far_the_leaflet_is(desk, pm) -> None:
    assert "The welcome leaflet is not shared." in gate(desk)["missing"]
    leaflet = send(desk, pm)
    found = gate(desk)
    assert "The leaflet is not opened yet, not acknowledged yet." in found["evidence"]
    assert found["missing"] == ["Customer Support in the portal is not shown."]
    change_settings(by=system(), now=NOW, values={"leaflet_must_be_acknowledged": True})
    assert "The biller has not acknowledged the leaflet." in gate(desk)["missing"]
    outside = type(pm)(user_id=None, name="Fay, by link")
    operations.acknowledge_leaflet(leaflet=leaflet, who="Fay Finance", by=outside, now=NOW)
    assert not operations.acknowledge_leaflet(leaflet=leaflet, who="Fay Finance", by=outside, now=NOW)
    assert "acknowledged by Fay Finance 2 Nov 2026" in gate(desk)["evidence"]


def test_other_words_are_acknowledged_anew_the_same_words_are_not(desk, pm) -> None:
    outside = type(pm)(user_id=None, name="Fay, by link")
    operations.acknowledge_leaflet(leaflet=send(desk, pm), who="Fay", by=outside, now=NOW)
    assert send(desk, pm).acknowledged_at == NOW
    operations.write_leaflet(phase=desk, title="", body="Other words", by=pm, now=NOW)
    assert send(desk, pm).acknowledged_at is None


def test_where_no_help_desk_takes_the_biller_there_is_no_leaflet(near, pm, viewer) -> None:
    with pytest.raises(Refused, match="help desk"):
        send(near, pm)
    with pytest.raises(Forbidden):
        send(near, viewer("csm"))
    assert leaflet_of(near.pk) is None


def test_the_providers_people_acknowledge_nothing(desk, pm) -> None:
    leaflet = send(desk, pm)
    with pytest.raises(Forbidden):
        operations.acknowledge_leaflet(leaflet=leaflet, who="Pat", by=pm, now=NOW)
    with pytest.raises(Forbidden):
        operations.note_walked(leaflet=leaflet, who="Pat", by=pm, now=NOW)


def test_headings_and_list_lines_become_parts() -> None:
    parts = leaflet_text.parts_of("First.\n\n# One\n- a\n- b\nand so on\n# Two")
    assert [(one.title, one.text, list(one.lines)) for one in parts] == [
        ("", "First.", []), ("One", "and so on", ["a", "b"]), ("Two", "", []),
    ]  # fmt: skip
