"""How the browser stories walk: press, follow, upload, wait."""

import re
from pathlib import Path
from typing import Any


def keyed(name: str) -> re.Pattern[str]:
    """A name, with the letter of its own key behind it where it has one."""
    return re.compile(rf"^{re.escape(name)}( [a-z])?$")


def press(page: Any, name: str) -> None:
    """Presses a button; one with a key of its own says the letter behind its name."""
    page.get_by_role("main").get_by_role("button", name=keyed(name)).first.click()
    page.wait_for_load_state()


def follow(page: Any, name: str) -> None:
    """Follows a link of the page's main part."""
    page.get_by_role("main").get_by_role("link", name=keyed(name)).first.click()
    page.wait_for_load_state()


def follow_tab(page: Any, name: str) -> None:
    """Follows a tab above the page, or an entry of the menu at the row's end."""
    more = page.locator("nav.ui-tabs details > summary, .ui-tabs details > summary").first
    link = page.get_by_role("main").get_by_role("link", name=name, exact=True).first
    if not link.is_visible() and more.count():
        more.click()
    link.click()
    page.wait_for_load_state()


def upload(page: Any, *paths: str) -> None:
    """Files into the import, checked."""
    page.goto("/import/")
    page.set_input_files("input[type=file]", list(paths))
    press(page, "Upload and check")


def write_all(folder: Path, texts: dict[str, str]) -> list[str]:
    """CSV files by name; their paths."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name}.csv"
        path.write_text(text)
        paths.append(str(path))
    return paths


def narrow(page: Any) -> None:
    """Fails when the page is wider than a phone; as wide as before afterwards."""
    was = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(was)
    assert wide <= 390, f"{page.url} is {wide} wide on a phone."
