"""Where the browser of this machine is, people who are signed in with it, and what axe says of a page."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    """The Chromium of this machine, by any of the names that it goes by."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def open_chromium() -> Iterator[Any]:
    """A browser without a window, for one thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def people_at(address: str, password: str) -> Iterator[Callable[[Any], Any]]:
    """`enter(user)`: a page of a browser of its own in which this person is signed in. What the browser complains of fails the test."""
    complaints: list[str] = []
    with open_chromium() as browser:

        def enter(user: Any) -> Any:
            page = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900}).new_page()
            page.set_default_timeout(30_000)
            page.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto("/accounts/login/")
            page.get_by_label("E-mail").fill(user.email)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url(lambda url: "/accounts/" not in url)
            return page

        yield enter
    assert complaints == []


def faultless(page: Any) -> None:
    """Nothing that axe finds, as wide as the page is now."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("scrollTo(0, 0)")  # what lies half under the top bar would count as too small
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url


def accessible(page: Any) -> None:
    """Nothing that axe finds, and nothing wider than the screen, at 390 pixels dark and 1440 light."""
    for width, scheme in ((390, "dark"), (1440, "light")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (page.url, width)
        faultless(page)
