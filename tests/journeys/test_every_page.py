"""Every page of the running product with its sample portfolio: accessible, narrow enough, named, quiet, whole without scripts.

The pages are the routes of the access table (which is the URL resolver's own list); an address for each is found by walking the
product's links as four people. A page that nobody reaches stands in `NO_PAGE` with its reason, or the test fails.
"""

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from access.table import ROWS
from chosen_database import make_database
from crawling import Visitor, fill_gaps, sign_in, walk

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What a narrow, dark page may break that a wide, light one keeps.
NARROW_RULES = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "region"]
WALKERS = ("admin", "im", "cs_leader", "csr")
NO_PAGE = {
    "import/<uuid:pk>/errors.csv": "a file",
    "import/templates/<slug:kind>.<slug:ending>": "a file",
    "meetings/<uuid:pk>/calendar.ics": "a file",
    "settings/playbooks/<int:pk>/file/": "a file",
    "files/<uuid:pk>/": "a file",
    "health/": "for programs",
    "sample/": "POST alone",
    "gallery/": "looked at in tests/ui",
    "gallery/<slug:kind>/": "looked at in tests/ui",
    "welcome/": "of an empty installation; below",
    "invitation/<slug:uid>/<slug:key>/": "needs the mail's key; tests/people",
    "approvals/<int:pk>/withdraw/": "no approval of the walkers' own stands open",
    "go-lives/<uuid:pk>/live/": "both signatures are there for nothing in the sample",
    "accounts/signup/": "closed",
    "accounts/email/": "closed",
    "accounts/confirm-email/": "closed",
    "accounts/password/set/": "closed",
    "accounts/login/code/confirm/": "closed",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": "closed",
    "accounts/2fa/authenticate/": "needs a second step",
    "accounts/2fa/reauthenticate/": "needs a second step",
    "accounts/2fa/totp/deactivate/": "needs a second step",
    "accounts/2fa/recovery-codes/": "needs a second step",
    "accounts/2fa/recovery-codes/generate/": "needs a second step",
    "accounts/2fa/recovery-codes/download/": "needs a second step",
    "accounts/2fa/webauthn/": "needs a second step",
    "accounts/2fa/webauthn/reauthenticate/": "needs a second step",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": "needs a second step",
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": "needs a second step",
    "accounts/2fa/webauthn/login/": "for scripts",
    "accounts/password/change/": "asks for the password first: accounts/reauthenticate/",
}
#: Pages that are one page: found or not, asked for the password on the way to either.
SAME_TITLE = [
    ["search/", "no result"],
    ["accounts/2fa/totp/activate/", "accounts/2fa/webauthn/add/"],
    ["404, staff", "404, no route"],
]
WIDE_ENOUGH = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
#: In an ordinary page, what a reader without scripts could press in vain.
DEAD = """() => [
  ...document.querySelectorAll("main button[type=button]"),
  ...[...document.querySelectorAll("main form:has(input:not([type=hidden]), textarea)")]
    .filter((form) => !form.querySelector("[type=submit], button:not([type=button])")),
].filter((part) => part.checkVisibility()).map((part) => part.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Place:
    """One page: its route, an address of it, who looks at it (nobody: not signed in), and what it answers."""

    route: str
    address: str
    role: str
    status: int = 200


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


class People:
    """Browsers of the walkers, made when first asked for; with and without scripts."""

    def __init__(self, chromium: Any, started: str) -> None:
        self.chromium, self.started, self.pages = chromium, started, {}

    def page(self, role: str, scripts: bool = True) -> Any:
        """A page of this person's browser; `said` on it keeps what the console complains of."""
        if (role, scripts) not in self.pages:
            self.pages[role, scripts] = self._make(role, scripts)
        return self.pages[role, scripts]

    def _make(self, role: str, scripts: bool) -> Any:
        context = self.chromium.new_context(
            base_url=json.loads(self.started)["url"],
            java_script_enabled=scripts,
            viewport={"width": 1440 if scripts else 390, "height": 900},
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.said = []
        page.on("console", lambda line: page.said.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        if role != "nobody":
            _url, email, password = sign_in(self.started, role)
            page.goto("/accounts/login/")
            page.fill("[name=login]", email)
            page.fill("[name=password]", password)
            page.click("form:has([name=password]) button[type=submit]")
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page


@pytest.fixture(scope="module")
def people(chromium: Any, started: str) -> Iterator[People]:
    made = People(chromium, started)
    yield made
    for page in made.pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def places(started: str, people: People) -> tuple[list[Place], list[Any]]:
    """Every page with an address, and the links that led nowhere."""
    _write_without_scripts(people.page("admin", scripts=False))
    routes = list(dict.fromkeys(row.route for row in ROWS if row.method == "GET" and not row.is_api))
    found, bad = {}, []
    visitors = [Visitor(*sign_in(started, role)) for role in WALKERS]
    with ThreadPoolExecutor() as pool:
        walks = list(pool.map(walk, visitors))
    for role, visitor, walked in zip(WALKERS, visitors, walks, strict=True):
        fill_gaps(visitor, walked, [route for route in routes if route not in found | NO_PAGE])
        bad += [(role, *one) for one in walked.bad]
        for route, address in walked.pages.items():
            found.setdefault(route, Place(route, address, role))
    found["search/"] = Place("search/", "/search/?q=water", "im")
    found["welcome/next/"] = Place("welcome/next/", "/welcome/next/", "admin")
    for route in ("login/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "inactive/"):
        found[f"accounts/{route}"] = Place(f"accounts/{route}", f"/accounts/{route}", "nobody")
    gone = r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
    found[gone] = Place(gone, "/accounts/password/reset/key/1-no-such-key/", "nobody")
    found["accounts/logout/"] = Place("accounts/logout/", "/accounts/logout/", "im")
    found["accounts/reauthenticate/"] = Place("accounts/reauthenticate/", "/accounts/password/change/", "im")
    missing = [
        Place("404, staff", f"/billers/{uuid.uuid4()}/", "im", 404),
        Place("404, biller", "/billers/", "csr", 404),
        Place("404, no route", "/nothing/of/the/kind/", "im", 404),
        Place("403", "/settings/audit/", "im", 403),
        Place("nothing found", "/billers/?q=zzzz", "im"),
        Place("no result", "/search/?q=zzzzzz", "im"),
    ]
    return [*(found[route] for route in sorted(found) if route not in NO_PAGE), *missing], bad


def _write_without_scripts(page: Any) -> None:
    """Sends forms in a browser that runs no script: a comment, a team, a token, a risk, an import. They fill empty pages."""
    page.goto("/billers/")
    page.locator("tbody th a").first.click()
    page.fill("#comments textarea", "Written without a script.")
    page.click("#comments button:has-text('Send comment')")
    assert "Written without a script." in page.inner_text("#comments")
    page.goto("/settings/teams/new/")
    page.fill("[name=name]", "Water")
    page.click("#form button[type=submit]")
    assert "Water" in page.inner_text("main")
    page.goto("/settings/tokens/new/")
    page.fill("[name=name]", "Reports")
    page.locator("[name=scopes]").first.check()
    page.click("#form button[type=submit]")
    assert page.url.endswith("/settings/tokens/new/") or "Reports" in page.inner_text("main")
    page.goto("/go-lives/")
    phase = page.locator("tbody th a").first.get_attribute("href").strip("/").split("/")[-1]
    page.goto(f"/phases/{phase}/raid/new/")
    page.fill("[name=title]", "The bank is slow")
    page.click("#form button[type=submit]")
    assert "The bank is slow" in page.inner_text("main")
    page.goto("/import/")
    rows = b"external_id,name,vertical\nevery-page,Every Page Water,utility\n"
    page.set_input_files("[type=file]", files=[{"name": "billers.csv", "mimeType": "text/csv", "buffer": rows}])
    page.click("main button[type=submit]")
    page.wait_for_url("**/import/*-*/")


def test_every_route_has_a_page_or_a_reason(places: Any) -> None:
    reached = {place.route for place in places[0]}
    routes = {row.route for row in ROWS if row.method == "GET" and not row.is_api}
    assert sorted(routes - reached - NO_PAGE.keys()) == []
    assert sorted(NO_PAGE.keys() - routes) == []


def test_no_link_leads_to_a_page_that_is_refused_or_missing(places: Any) -> None:
    assert places[1] == []


def test_every_page_is_accessible_quiet_named_and_no_wider_than_a_phone(places: Any, people: People) -> None:
    problems, titles = [], {}
    for place in places[0]:
        page = people.page(place.role)
        found = _look(page, place)
        problems += [(place.route, place.address, one) for one in found]
        titles.setdefault((place.role, page.title()), []).append(place.route)
    assert problems == []
    shared = [routes for routes in titles.values() if len(routes) > 1]
    assert sorted(shared) == sorted(SAME_TITLE)


def _look(page: Any, place: Place) -> list[str]:
    """Wide and light, then narrow and dark; what is wrong."""
    page.said.clear()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    answer = page.goto(place.address)
    problems = [] if answer.status == place.status else [f"answers {answer.status}"]
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        problems.append(f"headings: {headings}")
    if page.title().split(" · ")[0].strip() in ("", "Pilotage"):
        problems.append(f"title: {page.title()}")
    problems += _axe(page, {"type": "tag", "values": TAGS})
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    if not page.evaluate(WIDE_ENOUGH):
        problems.append("wider than a phone")
    problems += [f"narrow: {one}" for one in _axe(page, {"type": "rule", "values": NARROW_RULES})]
    expected = f"{place.status}" if place.status != 200 else "never"
    return problems + [one for one in page.said if f"status of {expected}" not in one]


def _axe(page: Any, rules: dict[str, Any]) -> list[str]:
    """What axe finds once fonts have come, nothing moves, and no bar covers what lies under it."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.fonts.ready.then(() => Promise.all(document.getAnimations().map((one) => one.finished)))")
    size = page.viewport_size
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], tall)})
    page.evaluate("scrollTo(0, 0)")
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    page.set_viewport_size(size)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})" for one in found]


def test_every_page_is_whole_without_scripts(places: Any, people: People) -> None:
    problems = []
    for place in places[0]:
        page = people.page(place.role, scripts=False)
        page.goto(place.address)
        text = page.inner_text("main")
        if page.locator("h1:visible").count() != 1 or len(text.split()) < 5:
            problems.append((place.route, f"little is there: {text[:80]}"))
        if not page.evaluate(WIDE_ENOUGH):
            problems.append((place.route, "wider than a phone"))
        problems += [(place.route, f"nothing happens: {part}") for part in page.evaluate(DEAD)]
    assert problems == []


@pytest.mark.parametrize(
    ("address", "role"),
    [("/billers/new/", "admin"), ("/settings/people/new/", "admin"), ("/settings/policy/new/", "admin")],
)
def test_an_empty_form_says_what_to_correct_accessibly(people: People, address: str, role: str) -> None:
    page = people.page(role)
    page.goto(address)
    page.click("#form button[type=submit]")
    page.wait_for_selector(".ui-summary")
    assert page.evaluate("document.activeElement.closest('.ui-summary') !== null"), "the summary has the focus"
    assert _axe(page, {"type": "tag", "values": TAGS}) == []
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
