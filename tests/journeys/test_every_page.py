"""Every page of the running product with its sample portfolio: accessible, narrow enough, named, quiet, whole without scripts.

The pages are the routes of the access table (which is the URL resolver's own list); an address for each is found by walking the
product's links as four people. A page that nobody reaches stands in `NO_PAGE` with its reason, or the test fails.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from access.table import ROWS
from chosen_database import make_database
from touring import NO_PAGE, TAGS, WIDE_ENOUGH, People, Place, axe, find_places, look, tour

#: Pages that are one page, found or not. A page that leads on to another is told by its own route.
SAME_TITLE = [
    ["search/", "no result"],
    ["404, staff", "404, no route"],
]
#: In an ordinary page, what a reader without scripts could press in vain.
DEAD = """() => [
  ...document.querySelectorAll("main button[type=button]"),
  ...[...document.querySelectorAll("main form:has(input:not([type=hidden]), textarea)")]
    .filter((form) => !form.querySelector("[type=submit], button:not([type=button])")),
].filter((part) => part.checkVisibility()).map((part) => part.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What the product with its sample portfolio says of itself when it answers."""
    own = ("PILOTAGE_", "DJANGO_", "DATABASE_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(own)}
    home = tmp_path_factory.mktemp("every-page")
    process = subprocess.Popen(
        [str(Path(sys.executable).parent / "pilotage"), "up", "--json", "--port", "0"],
        env=kept | {"PILOTAGE_HOME": str(home), "DATABASE_URL": make_database("every_page")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)


@pytest.fixture(scope="module")
def people(chromium: Any, started: str) -> Iterator[People]:
    made = People(chromium, started)
    yield made
    for page in made.pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def places(started: str, people: People) -> tuple[list[Place], list[Any], set[str]]:
    return find_places(started, people)


def test_every_route_has_a_page_or_a_reason(places: Any) -> None:
    reached = {place.route for place in places[0]}
    routes = {row.route for row in ROWS if row.method == "GET" and not row.is_api}
    assert sorted(routes - reached - NO_PAGE.keys() - places[2]) == []
    assert len(places[2] - NO_PAGE.keys()) < 25, "nearly every kind of record is in the sample"
    assert sorted(NO_PAGE.keys() - routes) == []


def test_no_link_leads_to_a_page_that_is_refused_or_missing(places: Any) -> None:
    assert places[1] == []


def test_every_page_is_accessible_quiet_named_and_no_wider_than_a_phone(places: Any, started: str) -> None:
    def see(people: People, place: Place) -> list[Any]:
        page = people.page(place.role)
        found = look(page, place)
        is_led_on = urlsplit(page.url).path != urlsplit(place.address).path
        return [(place, found, f"{page.title()} by way of {place.route}" if is_led_on else page.title())]

    problems, titles = [], {}
    for place, found, title in tour(started, places[0], see):
        problems += [(place.route, place.address, one) for one in found]
        titles.setdefault((place.role, title), []).append(place.route)
    assert problems == []
    shared = [routes for routes in titles.values() if len(routes) > 1]
    assert sorted(map(sorted, shared)) == sorted(map(sorted, SAME_TITLE))  # which of two came first is chance


def test_every_page_is_whole_without_scripts(places: Any, started: str) -> None:
    def see(people: People, place: Place) -> list[Any]:
        page = people.page(place.role, scripts=False)
        page.goto(place.address)
        text = page.inner_text("main")
        problems = [f"nothing happens: {part}" for part in page.evaluate(DEAD)]
        if page.locator("h1:visible").count() != 1 or len(text.split()) < 5:
            problems.append(f"little is there: {text[:80]}")
        if not page.evaluate(WIDE_ENOUGH):
            problems.append("wider than a phone")
        return [(place.route, one) for one in problems]

    assert tour(started, places[0], see) == []


@pytest.mark.parametrize(
    ("address", "role"),
    [("/billers/new/", "admin"), ("/settings/people/new/", "admin"), ("/settings/teams/new/", "admin")],
)
def test_an_empty_form_says_what_to_correct_accessibly(people: People, address: str, role: str) -> None:
    page = people.page(role)
    page.goto(address)
    page.click("#form button[type=submit]")
    page.wait_for_selector(".ui-summary")
    assert page.evaluate("document.activeElement.closest('.ui-summary') !== null"), "the summary has the focus"
    assert axe(page, {"type": "tag", "values": TAGS}) == []
    page.click(".ui-summary a >> nth=0")
    assert page.evaluate("document.activeElement.matches('input, select, textarea')"), "a link leads to its field"


def test_the_keyboard_reaches_everything_and_shows_where_it_is(people: People) -> None:
    page = people.page("im")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/billers/?q=water")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('ui-skip')")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")]
        .filter((part) => part.checkVisibility({visibilityProperty: true}) && part.tabIndex >= 0).length"""
    )
    seen, bare = set(), []
    for _ in range(reachable + 5):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => { const part = document.activeElement; const style = getComputedStyle(part);
            part.dataset.at ??= String(document.querySelectorAll("[data-at]").length);
            return [part.closest("main") ? part.dataset.at : "", part.outerHTML.slice(0, 90), style.outlineStyle]; }"""
        )
        if where[0]:
            seen.add(where[0])
            bare += [where[1]] if where[2] == "none" else []
    assert bare == []
    assert len(seen) >= reachable
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("#keys")


def test_print_shows_the_page_without_its_shell(people: People) -> None:
    page = people.page("im")
    page.goto("/billers/")
    page.emulate_media(media="print")
    hidden = [".ui-rail", ".ui-topbar", ".ui-filters", ".ui-head .ui-actions", ".ui-foot"]
    shown = [selector for selector in hidden if page.locator(selector).first.is_visible()]
    assert shown == []
    assert page.is_visible("h1") and page.locator("tbody tr").first.is_visible()
    page.emulate_media(media="screen")
