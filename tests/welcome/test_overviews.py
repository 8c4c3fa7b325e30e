"""Go-Live Overviews: made of a phase's own facts, shared by link, flagged when the facts change, sent again with the difference named."""

import io
from datetime import date, timedelta

import pypdf
import pytest

from docx_reading import docx_words
from pilotage.billers import operations as billers
from pilotage.billers.models import Phase
from pilotage.core import app_settings
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event, OutboxMessage
from pilotage.core.operations.settings import change_settings
from pilotage.core.papers import Paper, Part, docx_of
from pilotage.core.viewer import system
from pilotage.documents.models import ShareLink, ShareUse, StoredFile
from pilotage.documents.operations import revoke_link
from pilotage.documents.sharing import path_of_link
from pilotage.notices.models import Notice
from pilotage.welcome import operations
from pilotage.welcome.facts import gather
from pilotage.welcome.queries import overview_of, shared_overviews
from pilotage.welcome.rules import differences
from story import NOW

FAY = ("Fay Finance", "fay@hill.example")
MOVED = date(2027, 3, 1)


def share(phase, by, readers=(FAY,), now=NOW, **more):
    return operations.share_overview(phase=phase, readers=readers, days=30, by=by, now=now, **more)


def move(near, pm) -> Phase:
    billers.set_target_go_live(phase=near, date=MOVED, reason="The vendor is late", by=pm, now=NOW)
    return Phase.objects.everywhere().select_related("biller", "record", "integration__product").get(pk=near.pk)


def pdf_words(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


def test_it_says_what_goes_live_when_who_supports_it_and_who_is_who(near, tsm) -> None:
    facts = gather(near)
    assert facts["values"]["go_live"] == "Mon 15 Feb 2027"
    assert facts["values"]["support"] == "Transition Success"
    assert facts["values"]["contact"] == f"Tess Transition, {tsm.email}"
    assert facts["values"]["window"].endswith("days from go-live, until and with Wed 17 Mar 2027")
    assert facts["lists"]["invoice_types"] == [["Water"]]
    assert ["Fay Finance", "Finance lead", "fay@hill.example"] in facts["lists"]["people"]


def test_a_reader_has_a_link_that_shows_it_in_the_brand_and_each_opening_is_logged(
    near, pm, client, time_machine
) -> None:
    time_machine.move_to(NOW)
    change_settings(by=system(), now=NOW, values={"brand_accent": "#12345A"})
    share(near, pm)
    link = ShareLink.objects.everywhere().get()
    mail = OutboxMessage.objects.get(channel="mail", key__contains="overview").payload
    assert mail["to"] == ["fay@hill.example"] and path_of_link(link) in mail["text"]
    page = client.get(path_of_link(link))
    assert page.status_code == 200
    assert b"Mon 15 Feb 2027" in page.content and b"Tess Transition" in page.content
    css = client.get(path_of_link(link, "brand.css"))
    assert css["Content-Type"] == "text/css" and b"#12345a" in css.content
    assert "Tess Transition" in pdf_words(client.get(path_of_link(link, "pdf")).content)
    assert "Tess Transition" in docx_words(client.get(path_of_link(link, "docx")).content)
    assert client.get(path_of_link(link, "exe")).status_code == 404
    assert ShareUse.objects.everywhere().filter(link=link).count() >= 4
    revoke_link(link=link, by=pm, now=NOW)
    assert client.get(path_of_link(link)).status_code == 410


def test_a_version_is_kept_as_pdf_and_docx_and_only_where_it_says_something_new(near, pm) -> None:
    assert share(near, pm).version == 1
    assert share(near, pm, now=NOW + timedelta(hours=1)).version == 1
    operations.write_overview(phase=near, texts={"intro": "Welcome aboard."}, left_out=["cycles"], by=pm, now=NOW)
    assert share(near, pm, now=NOW + timedelta(hours=2)).version == 2
    kept = StoredFile.objects.everywhere().filter(series="go_live_overview")
    assert sorted((one.number, one.name.rpartition(".")[2]) for one in kept) == [
        (1, "docx"), (1, "pdf"), (2, "docx"), (2, "pdf"),
    ]  # fmt: skip
    assert ShareLink.objects.everywhere().count() == 1  # who has a link keeps it


def test_a_change_of_facts_is_flagged_told_and_sent_again_with_the_difference_named(
    near, pm, client, time_machine
) -> None:
    time_machine.move_to(NOW)
    share(near, pm)
    found = move(near, pm)
    assert operations.recheck_overviews(overviews=list(shared_overviews(NOW.date())), by=system(), now=NOW) == 1
    overview = overview_of(near.pk)
    assert overview.differences[0] == "Go-live: Mon 1 Mar 2027 (was: Mon 15 Feb 2027)."
    assert overview.differs_since == NOW
    assert Notice.objects.filter(user_id=pm.user_id, kind="overview_differs").count() == 1
    assert Event.objects.filter(kind="welcome.overview_differs").count() == 1
    link = ShareLink.objects.everywhere().get()
    assert (
        b"Mon 15 Feb 2027" in client.get(path_of_link(link)).content
    )  # readers see what was shared, until it is sent again
    later = NOW + timedelta(hours=3)
    again = share(found, pm, now=later)
    assert (again.version, again.differences, again.differs_since) == (2, [], None)
    mails = [
        one.payload["text"]
        for one in OutboxMessage.objects.filter(key__contains="overview", payload__to=["fay@hill.example"])
    ]
    assert any("Go-live: Mon 1 Mar 2027 (was: Mon 15 Feb 2027)." in text for text in mails)
    page = client.get(path_of_link(link)).content
    assert b"What is new in this version" in page and b"was: Mon 15 Feb 2027" in page


def test_a_change_that_is_taken_back_needs_no_second_mail(near, pm) -> None:
    share(near, pm)
    move(near, pm)
    operations.recheck_overviews(overviews=list(shared_overviews(NOW.date())), by=system(), now=NOW)
    billers.set_target_go_live(phase=near, date=date(2027, 2, 15), reason="On time after all", by=pm, now=NOW)
    assert operations.recheck_overviews(overviews=list(shared_overviews(NOW.date())), by=system(), now=NOW) == 0
    assert overview_of(near.pk).differs_since is None


def test_who_may_not_and_what_cannot_be_is_refused(near, pm, viewer) -> None:
    with pytest.raises(Forbidden):
        share(near, viewer("marketing"))
    with pytest.raises(Refused, match="at least one reader"):
        share(near, pm, readers=[])
    with pytest.raises(Refused, match="no e-mail address"):
        share(near, pm, readers=[("X", "not an address")])
    with pytest.raises(Refused, match="card number"):
        operations.write_overview(phase=near, texts={"intro": "4111 1111 1111 1111"}, left_out=[], by=pm, now=NOW)
    with pytest.raises(Refused, match="no section"):
        operations.write_overview(phase=near, texts={"secret": "x"}, left_out=[], by=pm, now=NOW)
    held = operations.write_overview(phase=near, texts={"intro": "One"}, left_out=[], by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.write_overview(
            phase=near, texts={"intro": "Two"}, left_out=[], expect=held.record.version - 1, by=pm, now=NOW
        )
    assert not ShareLink.objects.everywhere().exists()


def test_without_a_day_there_is_nothing_to_share(phase, pm) -> None:
    with pytest.raises(Refused, match="target go-live"):
        share(phase, pm)


def test_differences_name_what_came_went_and_changed() -> None:
    before = {"values": {"go_live": "A"}, "lists": {"people": [["Ann", "PM", "a@x"], ["Bob", "IM", "b@x"]]}}
    after = {
        "values": {"go_live": "A", "contact": "Tess"},
        "lists": {"people": [["Ann", "CSM", "a@x"], ["Cy", "IM", ""]]},
    }
    assert differences(before, after) == [
        "Your named contact: Tess.",
        "Person added: Cy, IM.",
        "Person left out: Bob, IM, b@x.",
        "Person Ann: CSM, a@x (was: PM, a@x).",
    ]
    assert differences({}, after) == [] and differences(after, after) == []


def test_a_colour_that_is_none_is_refused() -> None:
    assert app_settings.cleaned("brand_accent", " #12AB9f ") == "#12ab9f"
    for wrong in ("red", "#12345", "#12345g", "12345a7"):
        with pytest.raises(Refused):
            app_settings.cleaned("brand_accent", wrong)


def test_signs_of_xml_and_of_no_alphabet_stand_in_a_docx_as_they_were_typed() -> None:
    parts = [Part("A & B", text="5 < 6 \x07 “ok”\nsecond line", lines=["first"], figures=[("Key", "Value")])]
    words = docx_words(docx_of(Paper(title='"Title" <x>', parts=parts, foot="Foot")))
    for said in ('"Title" <x>', "A & B", "5 < 6  “ok”", "second line", "first", "Key", "Value"):
        assert said in words
