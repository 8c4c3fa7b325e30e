"""Asks one cell of the access table: this person, this address, this thing; what is answered, and whether anything was written."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http.response import HttpResponseBase

from access.api_bodies import API_BODIES
from access.bodies import BODIES
from access.examples import EXAMPLES, FILL
from access.filling import filled_form
from access.table import MISSING, OWN, ROUTE_KINDS
from access.world import World
from pilotage.core.models import Record

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.I)
#: What a request may write whoever asks: its session, the counter of an API token, when the token was used.
UNCOUNTED = frozenset({"django_session", "core_cache", "people_apitoken_touch"})
TOUCH = re.compile(r'^UPDATE "people_apitoken" SET "last_used_at" = ', re.I)
NEVER_SAME = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(rb'"X-CSRFToken": ?"[^"]*"'),
    re.compile(rb"&quot;X-CSRFToken&quot;: ?&quot;[^&]*&quot;"),
)


@dataclass(frozen=True)
class Outcome:
    """The status, `*` when rows were written, and the answer's text without what differs each time."""

    status: int
    has_written: bool
    content: bytes

    def __str__(self) -> str:
        return f"{self.status}{'*' if self.has_written else ''}"


def ask(world: World, method: str, route: str, kind: str, which: str, person: str) -> Outcome:
    """Request it, take back what it did, and say what came of it."""
    key = world.key(kind, which, person) if kind != "-" else ""
    address = address_of(route, key)
    with transaction.atomic(), _written() as tables:
        if route.startswith("api/"):
            response = _ask_api(world, method, route, address, kind, which, person)
        else:
            response = _ask_page(world, method, route, address, which, person)
        content = _content(response)
        transaction.set_rollback(True)
    for pattern in NEVER_SAME:
        content = pattern.sub(b"", content)
    content = content.replace(address.encode(), b"ADDRESS")
    location = response.get("Location", "").replace(address, "ADDRESS")
    return Outcome(response.status_code, bool(tables), content + location.encode())


def address_of(route: str, key: Any) -> str:
    """The route with its parameters filled in: the first is the thing's key, the rest are examples."""
    examples = EXAMPLES.get(route, {})

    def fill(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return str(examples.get(name, key))

    return "/" + PARAMETER.sub(fill, route).replace("^", "").replace("$", "").replace("\\", "")


def _ask_page(world: World, method: str, route: str, address: str, which: str, person: str) -> HttpResponseBase:
    browser = world.browsers[person]
    kept = dict(browser.cookies)
    try:
        if method == "GET":
            return browser.get(address)
        if method != "POST":
            return browser.generic(method, address)
        return browser.post(address, body_of(world, route, which, person))
    finally:
        browser.cookies.clear()
        browser.cookies.update(kept)


#: Things whose version is that of the whole they belong to.
VERSION_OF = {"cutover_step": "cutover", "test_case": "test_plan"}


def _ask_api(
    world: World, method: str, route: str, address: str, kind: str, which: str, person: str
) -> HttpResponseBase:
    headers = {"Authorization": f"Bearer {world.tokens[person]}"} if person in world.tokens else {}
    given = API_BODIES.get(f"{method} {route}")
    if method == "PATCH" and kind != "-":
        whole = world.key(VERSION_OF.get(kind, kind), which, person)
        record = Record.objects.filter(pk=whole).first()
        headers["If-Match"] = f'"{record.version if record else 1}"'
    body = json.dumps(given(world, which, person) if given else {}, default=str)
    browser = world.browsers["nobody"]
    return browser.generic(method, address, body if method != "GET" else "", "application/json", headers=headers)


def body_of(world: World, route: str, which: str, person: str) -> dict[str, Any]:
    """What is sent: the form of the page at this address as an administrator gets it, filled in, with the route's own words."""
    own = BODIES.get(route, {})
    given = own(world, which, person) if callable(own) else dict(own)
    if given.pop("no form", False):
        return given
    page = given.pop("page", route)
    return _form_of(world, page, which if which != MISSING else OWN, person) | given


def _form_of(world: World, route: str, which: str, person: str) -> dict[str, Any]:
    kind = ROUTE_KINDS.get(route, "-")
    address = address_of(route, world.key(kind, which, person) if kind != "-" else "")
    if address not in world.forms:
        answer = world.browsers["admin"].get(address)
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        has_form = answer.status_code == 200 and is_page and not answer.streaming
        world.forms[address] = filled_form(answer.content.decode(), FILL) if has_form else {}
    return dict(world.forms[address])


@contextmanager
def _written() -> Iterator[set[str]]:
    tables: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (found := WRITES.match(sql)) and found[1] not in UNCOUNTED and not TOUCH.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def _content(response: HttpResponseBase) -> bytes:
    return b"".join(response) if response.streaming else response.content  # type: ignore[arg-type, attr-defined]
