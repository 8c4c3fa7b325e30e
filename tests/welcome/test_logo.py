"""The provider's logo: checked, drawn anew, and on page, PDF and Word of what a biller gets."""

import io
import zipfile
from datetime import date

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pictures import drawn
from pilotage.billers.operations import set_target_go_live
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.papers import Paper, docx_of, pdf_of
from pilotage.documents.models import ShareLink
from pilotage.documents.sharing import path_of_link
from pilotage.welcome import operations
from pilotage.welcome.brand import logo
from pilotage.welcome.pictures import read_logo
from story import NOW

pytestmark = pytest.mark.django_db


def test_a_picture_is_drawn_anew_within_the_frame_and_nothing_else_of_it_is_kept() -> None:
    given = drawn(size=(3000, 500), kind="JPEG", comment=b"secret place")
    assert b"secret" in given
    found = read_logo(given, "Northwind")
    assert (found.width, found.height, found.words) == (900, 150, "Northwind")
    assert found.png.startswith(b"\x89PNG") and b"secret" not in found.png
    assert read_logo(drawn(size=(300, 100)), "N").width == 300


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg onload='alert(1)'/>", "no picture"), (b"", "no picture"), (drawn()[:60], "no picture"),
        (drawn(kind="GIF"), "no picture"), (drawn(size=(20, 200)), "20 × 200"), (drawn(size=(6001, 30)), "6001 × 30"),
        (b"x" * 2_000_001, "larger than 2 MB"),
    ],
)  # fmt: skip
def test_what_is_no_logo_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_logo(data, "N")


def test_administrators_set_it_and_take_it_away(admin, pm) -> None:
    with pytest.raises(Forbidden):
        operations.set_logo(data=drawn(), by=pm, now=NOW)
    operations.set_logo(data=drawn(), by=admin, now=NOW)
    operations.set_logo(data=drawn(), by=admin, now=NOW)
    assert Event.objects.filter(kind="welcome.logo_set").count() == 1
    assert operations.take_logo_away(by=admin, now=NOW) and logo() is None
    assert not operations.take_logo_away(by=admin, now=NOW)
    operations.set_logo(data=drawn("red"), by=admin, now=NOW)
    assert logo() is not None


def test_it_stands_in_pdf_and_word_with_words_for_those_who_do_not_see_it() -> None:
    picture = read_logo(drawn(size=(600, 100)), 'North "wind" & Co')
    paper = Paper(title="T", parts=[], logo=picture)
    assert picture.within(6, 1.6) == (6, 1)
    plain, dressed = pdf_of(Paper(title="T", parts=[])), pdf_of(paper)
    assert b"/Subtype/Image" in dressed and b"/Subtype/Image" not in plain
    with zipfile.ZipFile(io.BytesIO(docx_of(paper))) as packed:
        for name in ("word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"):
            fromstring(packed.read(name))
        assert packed.read("word/media/logo.png") == picture.png
        assert b"North &quot;wind&quot; &amp; Co" in packed.read("word/document.xml")
    with zipfile.ZipFile(io.BytesIO(docx_of(Paper(title="T", parts=[])))) as packed:
        assert "word/media/logo.png" not in packed.namelist()


def test_readers_of_a_link_see_it_and_an_administrator_sets_it_on_a_page(phase, pm, signed_in, person, client) -> None:
    set_target_go_live(phase=phase, date=date(2026, 12, 1), by=pm, now=NOW)
    phase.refresh_from_db()
    operations.share_overview(phase=phase, readers=[("Gail", "gail@example.com")], days=60, by=pm, now=NOW)
    link = ShareLink.objects.everywhere().get()
    assert client.get(path_of_link(link, "logo.png")).status_code == 404
    browser = signed_in(person("admin"))
    bad = browser.post("/settings/logo/", {"file": SimpleUploadedFile("a.png", b"no")})
    assert bad.status_code == 422 and "no picture that can be read" in bad.content.decode()
    assert browser.post("/settings/logo/", {"file": SimpleUploadedFile("a.png", drawn())}).status_code == 302
    assert "Take it away" in browser.get("/settings/logo/").content.decode()
    words = client.get(path_of_link(link)).content.decode()
    assert path_of_link(link, "logo.png") in words and 'class="ui-logo"' in words
    shown = client.get(path_of_link(link, "logo.png"))
    assert shown["Content-Type"] == "image/png" and Image.open(io.BytesIO(shown.content)).size == (300, 100)
    assert b"/Subtype/Image" in client.get(path_of_link(link, "pdf")).content
    assert browser.post("/settings/logo/remove/").status_code == 302
    assert client.get(path_of_link(link, "logo.png")).status_code == 404
