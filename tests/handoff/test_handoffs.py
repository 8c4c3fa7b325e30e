"""Handoffs: a record of all that is known, questions back, and acceptance by both, once everything open has an owner."""

from datetime import timedelta

import pytest
from django.conf import settings

from docx_reading import docx_words
from pilotage.billers.models import Care, Phase
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of
from pilotage.handoff import operations
from pilotage.handoff.enums import SELF_SERVICE
from pilotage.handoff.queries import handoff_of, open_items, ownerless
from pilotage.handoff.record import record_of
from pilotage.handoff.rules import obstacles
from pilotage.notices.models import Notice
from pilotage.people.operations import deactivate_user
from pilotage.people.viewers import viewer_of
from pilotage.raid.operations import close_entry, raise_entry
from pilotage.support.operations import open_case
from pilotage.work.operations import create_task
from story import NOW

LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")


@pytest.fixture
def people(person):
    return {word: person(word, name=f"{word} of all") for word in ("tsm", "cs_agent", "csm")}


@pytest.fixture
def by(people):
    return {word: viewer_of(user, source="page") for word, user in people.items()}


@pytest.fixture
def handed(phase, people, by) -> Phase:
    """A phase whose handoff is written, with self-service introduced."""
    row = Phase.objects.everywhere().select_related("biller", "record", "integration__product").get(pk=phase.pk)
    write(row, by["tsm"], people)
    return row


def write(phase, by, people, **more):
    given = {
        "texts": {"quirks": "Bills are rounded up by the CIS."},
        "introduced": dict.fromkeys(SELF_SERVICE, NOW.date()),
        "taker": people["cs_agent"],
        "csm": people["csm"],
    } | more
    return operations.write_handoff(phase=phase, by=by, now=NOW, **given)


def accept(phase, side, by, now=LATER):
    return operations.accept_handoff(phase=phase, side=side, by=by, now=now)


def test_everything_open_needs_an_owner_who_is_still_here(handed, people, by, pm, admin, person) -> None:
    gone = person("im", name="Gone")
    task = create_task(
        subject=handed.biller.record, biller=handed.biller, title="Send the list", owner=gone, by=pm, now=NOW
    )
    case = open_case(biller=handed.biller, phase=handed, title="Payments stop", severity=1, by=pm, now=NOW)
    entry = raise_entry(phase=handed, kind="risk", title="The bank is slow", likelihood=3, impact=3, by=pm, now=NOW)
    deactivate_user(user=gone, by=admin, now=NOW)
    operations.offer_handoff(phase=handed, by=by["tsm"], now=NOW)
    lacking = {one.pk for one in ownerless(open_items(handed))}
    assert lacking == {task.pk, case.pk, entry.pk}
    with pytest.raises(Refused, match="3 open items have no owner"):
        accept(handed, "client_services", by["cs_agent"])
    keys = [one.key for one in open_items(handed)]
    assert operations.give_items(phase=handed, keys=keys, owner=people["tsm"], by=by["tsm"], now=LATER) == 3
    assert ownerless(open_items(handed)) == []
    assert accept(handed, "client_services", by["cs_agent"]).services_accepted_at == LATER


def test_a_question_holds_it_up_until_it_is_answered(handed, by, people) -> None:
    operations.offer_handoff(phase=handed, by=by["tsm"], now=NOW)
    question = operations.ask_question(phase=handed, text="Why up?", by=by["csm"], now=NOW)
    assert Notice.objects.filter(user=people["tsm"], kind="handoff").exists()
    with pytest.raises(Refused, match="1 question waits"):
        accept(handed, "csm", by["csm"])
    operations.answer_question(question=question, text="The council decided so.", by=by["tsm"], now=NOW)
    with pytest.raises(Refused, match="answered already"):
        operations.answer_question(question=question, text="Again", by=by["tsm"], now=NOW)
    assert accept(handed, "csm", by["csm"]).csm_accepted_by == people["csm"]


def test_with_the_second_signature_the_record_is_kept_and_both_look_after_the_biller(handed, by, people, pm) -> None:
    entry = raise_entry(phase=handed, kind="decision", title="Who pays the fee?", impact=3, by=pm, now=NOW)
    close_entry(entry=entry, outcome="The payer.", by=pm, now=NOW)
    operations.offer_handoff(phase=handed, by=by["tsm"], now=NOW)
    assert accept(handed, "client_services", by["cs_agent"]).state == "offered"
    done = accept(handed, "csm", by["csm"])
    assert done.state == "accepted"
    kept = StoredFile.objects.everywhere().filter(subject_id=done.pk, series="handoff")
    assert sorted(one.name.rpartition(".")[2] for one in kept) == ["docx", "pdf"]
    words = docx_words(path_of(kept.get(name__endswith=".docx").stored_name).read_bytes())
    assert "Bills are rounded up by the CIS." in words and "Who pays the fee?: The payer." in words
    cares = dict(Care.objects.everywhere().filter(biller=handed.biller).values_list("role", "user_id"))
    assert (cares["cs_agent"], cares["csm"]) == (people["cs_agent"].pk, people["csm"].pk)
    assert Event.objects.filter(kind="handoff.accepted").count() == 2
    with pytest.raises(Refused, match="stays as it is"):
        write(handed, by["tsm"], people)
    with pytest.raises(Refused, match="accepted already"):
        accept(handed, "csm", by["csm"])


def test_each_side_accepts_for_itself_and_nobody_before_it_is_offered(handed, by, viewer) -> None:
    with pytest.raises(Refused, match="isn't offered yet"):
        accept(handed, "csm", by["csm"])
    operations.offer_handoff(phase=handed, by=by["tsm"], now=NOW)
    for side, who in (("csm", by["cs_agent"]), ("client_services", by["tsm"]), ("nobody", by["csm"])):
        with pytest.raises(Forbidden):
            accept(handed, side, who)
    with pytest.raises(Forbidden):
        operations.offer_handoff(phase=handed, by=viewer("marketing"), now=NOW)


def test_taken_back_it_loses_its_signatures(handed, by) -> None:
    operations.offer_handoff(phase=handed, by=by["tsm"], now=NOW)
    accept(handed, "csm", by["csm"])
    operations.take_back_handoff(phase=handed, by=by["tsm"], now=LATER)
    found = handoff_of(handed.pk)
    assert (found.state, found.csm_accepted_at, found.offered_at) == ("draft", None, None)


def test_who_takes_over_is_of_the_right_side(handed, by, people) -> None:
    with pytest.raises(Refused, match="client services"):
        write(handed, by["tsm"], people, taker=people["csm"])
    with pytest.raises(Refused, match="no active CSM"):
        write(handed, by["tsm"], people, csm=people["cs_agent"])
    write(handed, by["tsm"], people, csm=None)
    with pytest.raises(Refused, match="and the CSM"):
        operations.offer_handoff(phase=handed, by=by["tsm"], now=NOW)


def test_the_record_has_every_part_even_where_nothing_is_known(handed) -> None:
    parts = record_of(handed, None, [])
    assert [part.title for part in parts] == [
        "History", "People", "Set-up and quirks", "Open items", "Cases so far", "Documents", "Agreements and decisions",
        "Outlook and self-service",
    ]  # fmt: skip


def test_what_stands_in_the_way_is_said_in_sentences() -> None:
    days = dict.fromkeys(SELF_SERVICE, "2026-11-02")
    assert obstacles("offered", 0, 0, days, has_taker=True, has_csm=True) == []
    assert obstacles("draft", 1, 2, {}, has_taker=False, has_csm=False) == [
        "It isn't offered yet.",
        "Nobody of client services is named to take the cases.",
        "No CSM is named.",
        "1 open item has no owner who is still here.",
        "2 questions wait for an answer.",
        "The biller was not introduced to: knowledge base, training videos, community.",
    ]


def test_the_pages_show_it_and_take_it_through(handed, people, signed_in) -> None:
    browser, home = signed_in(people["tsm"]), f"/phases/{handed.pk}/handoff/"
    assert b"Bills are rounded up by the CIS." in browser.get(home).content
    assert browser.post(f"{home}move/", {"to": "refresh"}).status_code == 302
    assert browser.post(f"{home}move/", {"to": "offer"}).status_code == 302
    assert signed_in(people["csm"]).post(f"{home}accept/", {"side": "csm"}).status_code == 302
    assert handoff_of(handed.pk).csm_accepted_at is not None
    assert browser.get("/handoffs/").status_code == 200


def test_addresses_of_this_product_are_whole_in_the_record() -> None:
    from pilotage.handoff.record import _whole

    assert _whole("/raid/?phase=1").startswith("http") and _whole("/raid/?phase=1").endswith("/raid/?phase=1")
    assert _whole("See https://files.example.com/x") == "See https://files.example.com/x"
