"""A tour of the running product: its people in browsers, an address for every route, and what is wrong with a page."""

import json
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from access.table import ROWS
from browsers import open_chromium
from crawling import Visitor, fill_gaps, keys_of, sign_in, walk

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What a narrow, dark page may break that a wide, light one keeps.
NARROW_RULES = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "region"]
WALKERS = ("admin", "im", "cs_leader", "csr", "sponsor")
NO_PAGE = {
    "phases/<uuid:pk>/next/": "a part of the biller page",
    "import/<uuid:pk>/errors.csv": "a file",
    "import/templates/<slug:kind>.<slug:ending>": "a file",
    "meetings/<uuid:pk>/calendar.ics": "a file",
    "cases/calls/<uuid:pk>/calendar.ics": "a file",
    "settings/playbooks/<int:pk>/file/": "a file",
    "files/<uuid:pk>/": "a file",
    "verification/files/<int:pk>/": "a file",
    "settings/logo.png": "a file, where a logo was uploaded",
    "verification/histories/<int:pk>/": "a file",
    "verification/run-files/<int:pk>/": "a file",
    "reports/<uuid:pk>/report.<slug:ending>": "a file",
    "first-cycles/template.csv": "a file",
    "billers/<uuid:pk>/case-report.pdf": "a file",
    "phases/<uuid:pk>/overview.<slug:ending>": "a file",
    "phases/<uuid:pk>/leaflet.pdf": "a file",
    "portal/leaflets/<uuid:pk>/": "the help desk takes no biller of the walkers; tests/welcome",
    "summaries/<uuid:pk>/summary.pdf": "a file",
    "phases/<uuid:pk>/handoff.<slug:ending>": "a file",
    "s/<uuid:pk>/<slug:key>/": "needs the link's key",
    "s/<uuid:pk>/<slug:key>/<path:rest>/": "needs the link's key",
    "enter/<slug:uid>/<slug:moment>/<slug:key>/": "needs the mail's key",
    "plan-files/<uuid:pk>/": "of a plan file that somebody brings in",
    "plan-edits/<uuid:pk>/": "of a change of many tasks that somebody begins",
    "projects/<uuid:pk>/plan.<slug:ending>": "a file",
    "plan-tasks/<uuid:pk>/row/": "a part of the plan",
    "phases/<uuid:pk>/go-live-windows/day/": "a part of the go-live windows",
    "plan-tasks/edit/": "POST alone",
    "cutover-triggers/<int:pk>/pull/": "no cut-over of the sample is under way",
    "cutover-steps/<int:pk>/<slug:to>/": "no cut-over of the sample is under way",
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
WIDE_ENOUGH = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@dataclass(frozen=True)
class Place:
    """One page: its route, an address of it, who looks at it (nobody: not signed in), and what it answers."""

    route: str
    address: str
    role: str
    status: int = 200


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


def find_places(started: str, people: People) -> tuple[list[Place], list[Any], set[str]]:
    """Every page with an address, the links that led nowhere, and the routes of records that the sample has none of."""
    write_without_scripts(people.page("admin", scripts=False))
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
    links = set().union(*(walked.links for walked in walks))
    without = {route for route in routes if "<" in route and not keys_of(route, links)}
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
    return [*(found[route] for route in sorted(found) if route not in NO_PAGE), *missing], bad, without


def write_without_scripts(page: Any) -> None:
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
    page.goto("/billers/?vertical=utility&sort=-mrr")
    page.click(".ui-save-view summary")
    page.fill("#view-name", "Big utilities")
    page.click("button:has-text('Save view')")
    assert page.inner_text(".ui-view[aria-current]") == "Big utilities"
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


def tour(
    started: str, places: list[Place], see: Callable[[People, Place], list[Any]], *, at_once: int = 2
) -> list[Any]:
    """What `see` finds at each place; so many browsers share the places, for one keeps no more than one core busy."""
    with ThreadPoolExecutor(at_once) as pool:
        shares = pool.map(lambda n: _tour_alone(started, places[n::at_once], see), range(at_once))
        return [one for share in shares for one in share]


def _tour_alone(started: str, places: list[Place], see: Callable[[People, Place], list[Any]]) -> list[Any]:
    with open_chromium() as chromium:
        people = People(chromium, started)
        return [one for place in places for one in see(people, place)]


def look(page: Any, place: Place) -> list[str]:
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
    problems += axe(page, {"type": "tag", "values": TAGS})
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    if not page.evaluate(WIDE_ENOUGH):
        problems.append("wider than a phone")
    problems += [f"narrow: {one}" for one in axe(page, {"type": "rule", "values": NARROW_RULES})]
    expected = f"{place.status}" if place.status != 200 else "never"
    return problems + [one for one in page.said if f"status of {expected}" not in one]


def axe(page: Any, rules: dict[str, Any]) -> list[str]:
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
