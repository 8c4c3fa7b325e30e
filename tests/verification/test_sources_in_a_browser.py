"""An onboarding specialist sets an SFTP source up in a real browser and confirms the server's key; earlier values are given."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from browsers import accessible, people_at
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.verification import operations
from pilotage.verification.limits import LOCAL_SERVERS
from pilotage.verification.models import SftpSource
from story import NOW
from verification.samples import LEFT
from verification.sftp_server import USER, served

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PASSWORD = "calm dense exact 9"


def seen(page, name: str) -> None:
    """The page fits a phone; a picture at both widths, where PILOTAGE_PICTURES names a folder."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if folder := os.environ.get("PILOTAGE_PICTURES"):
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def look() -> str:
    """A worker looks at the server, in a thread of its own beside the browser's; our public key."""

    def work() -> str:
        try:
            row = SftpSource.objects.everywhere().select_related("spec__record").get()
            operations.pull(source=row, tell_progress=lambda *_: None, by=system(), now=NOW, still=0)
            return row.public_key
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(work).result()


def test_a_source_is_set_up_its_key_confirmed_and_earlier_values_are_given(
    spec, viewer, person, live_server, tmp_path
) -> None:
    ola = person("os", name="Ola", password=PASSWORD)
    change_settings(values={LOCAL_SERVERS: True}, by=viewer("admin"), now=NOW)
    (tmp_path / "remote").mkdir()
    (tmp_path / "remote" / "bal.csv").write_text(LEFT)
    with served(tmp_path / "remote") as server, people_at(live_server.url, PASSWORD) as enter:
        page = enter(ola)
        page.goto(f"/verification/specs/{spec.pk}/")
        page.get_by_role("link", name="Fetch by SFTP Harmony").click()
        accessible(page)
        seen(page, "source-form")
        page.get_by_label("Server").fill("127.0.0.1")
        page.get_by_label("Port").fill(str(server.port))
        page.get_by_label("User").fill(USER)
        page.get_by_role("button", name="Save source").click()
        page.get_by_text("1. Our key").wait_for()
        server.lets_in = look()
        page.reload()
        accessible(page)
        seen(page, "source-key")
        page.get_by_role("button", name="This is the server's key").click()
        page.get_by_text("Files are fetched from now on").wait_for()
        look(), look()
        page.reload()
        page.get_by_role("link", name="bal.csv").wait_for()
        accessible(page)
        seen(page, "source")
        page.goto(f"/verification/specs/{spec.pk}/")
        accessible(page)
        seen(page, "spec")
        page.get_by_role("link", name="Give earlier values").click()
        accessible(page)
        seen(page, "history-form")
        page.get_by_label("or one that came").select_option(index=1)
        page.get_by_role("button", name="Use earlier values").click()
        page.get_by_text("New runs use it.").wait_for()


def test_a_layout_is_moved_until_it_fits_and_saved(spec, person, live_server, tmp_path) -> None:
    ola = person("os", name="Ola", password=PASSWORD)
    sample = tmp_path / "balances.dat"
    sample.write_text("".join(f"0001000{n}{'Ann Lee':<12}{n * 1050:09}\n" for n in range(1, 9)))
    layout = "format: fixed\nfields:\n  ACCT_NO: {at: [1, 8]}\n  CUST_NAME: {at: [9, 12]}\n"
    with people_at(live_server.url, PASSWORD) as enter:
        page = enter(ola)
        page.goto(f"/verification/specs/{spec.pk}/")
        page.get_by_role("link", name="Layout Harmony").click()
        page.get_by_text("As YAML, with all that a layout can say").click()
        page.locator("#id_layout").fill(f"{layout}  BAL_AMT: {{at: [21, 9], type: money, decimals: 2}}\n")
        page.get_by_label("Another sample").set_input_files(str(sample))
        page.get_by_role("button", name="Show what it makes").click()
        page.get_by_text("84.00").wait_for()
        page.get_by_label("Another sample").set_input_files(str(sample))
        page.get_by_role("button", name="Save layout").click()
        page.get_by_text("The layout is saved.").wait_for()
        page.goto(f"/verification/specs/{spec.pk}/layout/left/")
        page.locator("pre", has_text="00010003Ann Lee").wait_for()
        accessible(page)
        seen(page, "layout")
