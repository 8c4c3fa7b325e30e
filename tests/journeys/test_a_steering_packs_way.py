"""A steering pack in a real browser: made from live data, words added, sent, opened by its reader's own link as page, PDF and slides."""

import io
import re
import time
import zipfile
from email import message_from_bytes, policy
from pathlib import Path

import pypdf
import pytest

from walking import TODAY, begin, follow, follow_tab, narrow, portfolio, press, publish, worked

pytestmark = pytest.mark.browser
PLAN = (
    "id,phase,task,role,duration_days,depends_on,milestone\n"
    "A,1 Begin,Kickoff meeting,IM,1,,M1 Kickoff complete\n"
    "B,2 Live,Final review,PM,1,A,M2 Go-live approved\n"
    "C,2 Live,Cutover,IM,1,B,M3 Live\n"
)
WORDS = "The board sees the wallets on the fourth."


@pytest.fixture(scope="session")
def pack() -> dict[str, str]:
    """The reader's link, from one story to the next."""
    return {}


@pytest.fixture
def box(product: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the product's mails lie."""
    return tmp_path_factory.getbasetemp() / "journeys0" / "mail"


def test_a_pack_is_written_and_sent(enter, accessible, tmp_path, box, pack) -> None:
    portfolio(enter("admin"), tmp_path, {"yew": "Yew Water"})
    page = enter("pm")
    publish(page, tmp_path, "Small way", PLAN)
    begin(page, "Yew Water", "Small way, version 1", worked(TODAY, -3))
    follow_tab(page, "Reports")
    card = page.locator("section").filter(has=page.get_by_role("heading", name="Steering pack"))
    card.get_by_role("link", name="Schedule and readers").click()
    page.get_by_label("Other readers").fill("Bea Board <bea@board.example.com>")
    press(page, "Save")
    accessible(page)
    narrow(page)
    card.get_by_role("button", name="Write").click()
    page.wait_for_load_state()
    page.get_by_role("textbox", name="What changed since last time").fill(WORDS)
    press(page, "Save")
    assert page.get_by_text(WORDS).is_visible()
    accessible(page)
    narrow(page)
    follow(page, "Send…")
    assert page.get_by_label("Bea Board").is_checked()
    press(page, "Send")
    page.get_by_text("version 1").first.wait_for()
    pack["link"] = newest_link(box, "bea@board.example.com")


def test_its_reader_opens_it_by_the_link_with_its_files(enter, accessible, pack) -> None:
    page = enter()
    page.goto(pack["link"])
    assert page.get_by_text(WORDS).is_visible() and page.get_by_text("Yew Water").first.is_visible()
    accessible(page)
    narrow(page)
    files = {}
    for name in ("PDF", "Slides"):
        with page.expect_download() as coming:
            page.get_by_role("link", name=name).click()
        files[name] = Path(coming.value.path()).read_bytes()
    said = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(files["PDF"])).pages)
    assert "Yew Water" in said and WORDS in " ".join(said.split())
    with zipfile.ZipFile(io.BytesIO(files["Slides"])) as deck:
        slides = [name for name in deck.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
        assert len(slides) >= 3 and any(WORDS in deck.read(name).decode() for name in slides)


def newest_link(box: Path, email: str) -> str:
    """The link in the newest mail to this address."""
    for _ in range(60):
        for path in sorted(box.glob("*.eml"), key=lambda one: -one.stat().st_mtime) if box.is_dir() else []:
            mail = message_from_bytes(path.read_bytes(), policy=policy.default)
            text = mail.get_body(("plain",))
            found = re.search(r"https?://\S+/s/\S+", str(text.get_content())) if text else None
            if email in mail["To"] and found:
                return found.group(0)
        time.sleep(0.5)
    raise AssertionError(f"No mail came to {email}")
