"""Walks the running product as one person: which address shows which route, found by following links as people do."""

import html
import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, deque
from dataclasses import dataclass, field

from django.urls import Resolver404, resolve

LINK = re.compile(r'href="([^"#]+)')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)')
#: How many records of one kind are opened: the links of a second one may lead further.
EACH = 2
#: How many keys are tried for a route that no link led to.
TRIES = 25


@dataclass
class Walk:
    """What one person found: `pages` route → address that answered 200 with a page; `bad` links that led nowhere."""

    pages: dict[str, str] = field(default_factory=dict)
    bad: list[tuple[str, str, int]] = field(default_factory=list)
    links: set[str] = field(default_factory=set)


class Visitor:
    """A signed-in person without a browser."""

    def __init__(self, url: str, email: str, password: str) -> None:
        self.url = url.rstrip("/")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        page = self.get("/accounts/login/")[2]
        given = {"csrfmiddlewaretoken": TOKEN.search(page)[1], "login": email, "password": password}  # type: ignore[index]
        self.post("/accounts/login/", given)

    def get(self, address: str) -> tuple[int, str, str]:
        """Status, content type and text."""
        return self._answer(urllib.request.Request(self.url + address))

    def post(self, address: str, given: dict[str, str]) -> tuple[int, str, str]:
        """The same after a form was sent."""
        body = urllib.parse.urlencode(given).encode()
        return self._answer(urllib.request.Request(self.url + address, body, {"Referer": f"{self.url}/"}))

    def _answer(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.headers.get("Content-Type", ""), answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers.get("Content-Type", ""), refused.read().decode("utf-8", "replace")


def walk(visitor: Visitor, start: str = "/") -> Walk:
    """Every route that links lead to, from the first page on."""
    found, opened, waiting = Walk(), Counter[str](), deque([(start, "")])
    while waiting:
        address, where = waiting.popleft()
        route = route_of(address)
        if route is None:
            found.bad.append((address, where, 404))
            continue
        if opened[route] >= (EACH if "<" in route else 1) or "logout" in route:
            continue
        opened[route] += 1
        status, kind, text = visitor.get(address)
        if status != 200:
            found.bad.append((address, where, status))
        elif "text/html" in kind:
            found.pages.setdefault(route, address)
            links = links_of(text, address)
            found.links.update(links)
            waiting.extend((link, address) for link in links)
    return found


def fill_gaps(visitor: Visitor, found: Walk, routes: list[str]) -> None:
    """Routes of a record that no link led to are tried with the keys of all records whose addresses begin alike."""
    for route in routes:
        prefix, sep, rest = route.partition(">")
        if route in found.pages or not sep or "<" in rest:
            continue
        start = "/" + prefix[: prefix.index("<")]
        for key in keys_of(route, found.links)[:TRIES]:
            address = f"{start}{key}{rest}"
            if route_of(address) == route and visitor.get(address)[0] == 200:
                found.pages[route] = address
                break


def keys_of(route: str, links: set[str]) -> list[str]:
    """The keys of records whose addresses begin as this route's do."""
    start = "/" + route.partition("<")[0]
    found = {link[len(start) :].split("/")[0].split("?")[0] for link in links if link.startswith(start)}
    return sorted(key for key in found if any(sign.isdigit() for sign in key))


def route_of(address: str) -> str | None:
    """The route that answers at this address."""
    try:
        return str(resolve(urllib.parse.urlsplit(address).path).route)
    except Resolver404:
        return None


def links_of(text: str, address: str) -> list[str]:
    """Addresses of the product that a page links to; `?page=2` belongs to the page itself."""
    found = []
    for link in LINK.findall(text):
        plain = html.unescape(link)
        plain = urllib.parse.urlsplit(address).path + plain if plain.startswith("?") else plain
        if plain.startswith("/") and not plain.startswith("/static/"):
            found.append(plain)
    return found


def sign_in(started: str, role: str) -> tuple[str, str, str]:
    """From the line of `pilotage up --json`: the address, and e-mail and password of the sample person with this role."""
    told = json.loads(started)
    one = next(one for one in told["sign_ins"] if one["role"] == role)
    return told["url"], one["email"], one["password"]
