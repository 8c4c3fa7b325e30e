"""Every page asks the database as often with 10,000 billers as with ten, and at most fifteen times."""

import os
import re
from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.asking import address_of
from access.multiplying import multiply, multiply_rows
from access.table import OWN, ROWS, Row
from access.world import World, make_world
from pilotage.core import app_settings
from pilotage.notices.models import Notice
from pilotage.people import pages
from pilotage.people.models import User
from pilotage.people.pages import forget_kept
from pilotage.portfolio.models import ImportRun

pytestmark = pytest.mark.django_db
MOST = 15
#: On PostgreSQL the whole test run takes fewer; `make soak` takes as many there.
IS_SHARED = os.environ.get("PILOTAGE_CELLS") == "shared" and os.environ.get("PILOTAGE_TEST_DB") == "postgres"
FEW, MANY = 10, 500 if IS_SHARED else 10_000
#: Lists that people live in, and how often they may ask.
LISTS = {"billers/": 6, "projects/": 9, "transition/": 14, "notices/": 8, "support-windows/": 8, "go-lives/": 9}
PAGES = [row for row in ROWS if row.method == "GET" and not row.route.startswith(("accounts/", "api/", "gallery/"))]


def who_reads(row: Row) -> str | None:
    """Somebody who gets this page of the own biller; one with the most rights first."""
    order = ("admin", "pm", "cs_leader", "im", "member")
    return next((person for person in order if row.expected[person][0] == "200"), None)


def asked(browser: Client, address: str) -> int:
    """How many queries a page needs once its lists of choices are known; the fewer of two, for these grow old."""
    counts = []
    for _ in range(3):
        connection.queries_log.clear()  # it holds nine thousand; full, it would count nothing
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
            b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code == 200, (address, answer.status_code)
        counts.append(len(queries))
    return min(counts[1:])


def count_all(world: World) -> dict[str, int]:
    forget_kept()
    app_settings._kept.fresh_until = 0.0  # the settings of this world are settled
    found = {}
    for row in PAGES:
        if person := who_reads(row):
            address = address_of(row.route, world.key(row.kind, OWN, person) if row.kind != "-" else "")
            found[row.route] = asked(world.browsers[person], address)
    return found


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """The queries of every page, with few and with many billers."""
    still = patch.object(pages, "time", SimpleNamespace(monotonic=lambda: 0.0))  # what is kept for seconds stays kept
    with still, django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        world = make_world(timezone.now())
        grow(world, range(1, FEW + 1))
        few = count_all(world)
        rows = grow(world, range(FEW + 1, MANY + 1))
        assert rows > 20 * MANY
        yield few, count_all(world)
        transaction.set_rollback(True)
    forget_kept()


def grow(world: World, copies: range) -> int:
    """Copies the own biller with its rows, a biller's person, notices of those who read, and an import."""
    readers = [world.users[person].pk for person in ("admin", "pm", "member")]
    multiply_rows(User, [world.users["somebody"].pk], copies)
    for reader in readers:
        if newest := Notice.objects.filter(user=reader).order_by("-pk").values_list("pk", flat=True).first():
            multiply_rows(Notice, [newest], copies)
    multiply_rows(ImportRun, ImportRun.objects.order_by("pk").values_list("pk", flat=True)[:1], copies)
    return multiply(world.things["biller"][OWN], copies)


def test_every_page_asks_as_often_with_many_rows_as_with_few(counts) -> None:
    few, many = counts
    assert {route: (n, many[route]) for route, n in few.items() if many[route] != n} == {}


def test_no_page_asks_more_than_fifteen_times(counts) -> None:
    assert {route: n for route, n in counts[1].items() if n > MOST} == {}


@pytest.mark.parametrize(("route", "most"), LISTS.items())
def test_the_lists_that_people_live_in_ask_little(counts, route: str, most: int) -> None:
    assert counts[1][route] <= most


def test_every_page_is_counted(counts) -> None:
    drawn = {row.route for row in PAGES if any(cells[0] == "200" for cells in row.expected.values())}
    left = drawn - set(counts[0])
    assert {route for route in left if not re.match(r"welcome/|sample/|invitation/", route)} == set()
    assert len(counts[0]) > 90
