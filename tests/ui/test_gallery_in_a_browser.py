"""The gallery in a real browser: accessible, within the policy, no wider than the screen, by keys, without scripts."""

import os
import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from django.urls import include, path

from pilotage.ui.gallery import pages

urlpatterns = [path("", include("pilotage.ui.urls"))]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": ["django.template.context_processors.request"],
        },
    }
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = [("light", 1440, "errors"), ("dark", 390, "crowded")]

if not CHROMIUM and os.environ.get("CI") != "true":
    pytest.skip("no Chromium on this machine", allow_module_level=True)


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once, as a browser makes them."""

    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    """Serves without a line per request."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The gallery alone on a port of its own, under the product's policy; no database."""
    alone = override_settings(
        ROOT_URLCONF=__name__,
        TEMPLATES=TEMPLATES,
        MIDDLEWARE=["csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
        ALLOWED_HOSTS=["127.0.0.1"],
        DEBUG=True,
    )
    with alone:
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, QuietHandler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """A wide, light page; relative addresses are the gallery's."""
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def settled(page: Any) -> None:
    """Fonts have come, nothing moves, and no bar that stays in place covers what lies under it."""
    page.evaluate("document.fonts.ready.then(() => Promise.all(document.getAnimations().map((one) => one.finished)))")
    size = page.viewport_size
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
    page.evaluate("scrollTo(0, 0)")


def test_the_page_of_components_stays_at_its_top(page: Any) -> None:
    page.goto("/gallery/")
    assert page.evaluate("[scrollY, document.activeElement.tagName]") == [0, "BODY"]


@pytest.mark.parametrize(("scheme", "width", "data"), SCREENS)
def test_nothing_is_inaccessible_forbidden_or_too_wide(
    chromium: Any, address: str, scheme: str, width: int, data: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for place in ["/gallery/", *(f"/gallery/{kind}/?data={data}" for kind in pages.KINDS)]:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(place)
        settled(page)
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert not [(one["id"], one["nodes"][0]["target"]) for one in found], place
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), place
    assert complaints == []
    context.close()


def test_rows_are_walked_selected_and_opened_by_keys(page: Any) -> None:
    page.goto("/gallery/list/")
    assert not page.is_visible("#bulk")
    for key in "jjx":
        page.keyboard.press(key)
    assert page.locator("[data-select]").nth(1).is_checked()
    assert page.inner_text("[data-bulk-count]") == "1 row selected"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/record/")


def test_a_biller_is_found_with_a_slash_and_three_letters(page: Any) -> None:
    page.goto("/gallery/form/")
    page.keyboard.press("/")
    page.keyboard.type("fen")
    page.wait_for_selector("#palette-results >> text=City of Fenwick")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/record/")


def test_keys_do_nothing_while_somebody_types(page: Any) -> None:
    page.goto("/gallery/form/")
    page.click("[name=note]")
    page.keyboard.type("gb/?je")
    assert page.input_value("[name=note]") == "gb/?je"
    assert not page.is_visible("#keys") and not page.is_visible("#palette")


def test_a_proposal_is_accepted_with_one_key(page: Any) -> None:
    page.goto("/gallery/decision/")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.keyboard.press("a")
    assert sent.value.url.endswith("/gallery/decision/")


def test_text_that_was_not_saved_is_offered_again(page: Any) -> None:
    page.goto("/gallery/form/")
    page.fill("[name=note]", "A long thought about settlement.")
    page.wait_for_timeout(500)  # a draft is kept a moment after the last key
    page.reload()
    page.click("text=Put it back")
    assert page.input_value("[name=note]") == "A long thought about settlement."


def test_a_filter_swaps_only_the_list_and_is_in_the_address(page: Any) -> None:
    page.goto("/gallery/list/?data=normal")
    page.evaluate("document.querySelector('.ui-rail').dataset.same = 'yes'")
    page.select_option("[name=vertical]", "utility")
    page.wait_for_url("**vertical=utility**")
    assert page.get_attribute(".ui-rail", "data-same") == "yes"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_sent_with_and_without_scripts(chromium: Any, address: str, scripts: bool) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/gallery/upload/")
    given = {"name": "billers.csv", "mimeType": "text/csv", "buffer": b"a,b\n" * 1000}
    page.set_input_files("input[type=file]", files=[given])
    page.click("main button[type=submit]")
    page.wait_for_selector("text=billers.csv arrived whole, 4,000 bytes.")
    context.close()


def test_without_scripts_the_bulk_bar_shows_the_rest_of_the_rail_opens_and_search_works(
    chromium: Any, address: str
) -> None:
    context = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto("/gallery/list/")
    assert page.is_visible("#bulk")
    page.click(".ui-more summary")
    assert page.is_visible(".ui-more >> text=Settings")
    page.fill("#search", "fen")
    page.press("#search", "Enter")
    page.wait_for_selector("#search-results >> text=City of Fenwick")
    context.close()
