"""Every cell of the access table is requested: 0 wrong, 0 routes without a row, another biller's thing answers as a missing one.

`make test` shares the staff's cells between the two databases (`PILOTAGE_CELLS=shared`) and asks everybody else on both;
`make soak`, and this file by itself, asks every cell.
"""

import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from access.asking import address_of, ask
from access.table import FILE, MISSING, OTHER, OWN, PERSONS, ROWS, STAFF, Row, read_table
from access.world import OTHER_NAME, OWN_NAME, World

pytestmark = pytest.mark.django_db
HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "access.md"
#: Where nobody of the table can write: before a sign-in, pages that are not there in this installation, and doors for people without
#: an account, which have their own tests: what lets them in is a key and not a role.
#: One weekly review is open at a time, and this world's is.
REVIEWS = ("transition/reviews/open/", "api/v1/weekly-reviews")
#: In this world things are open that nobody owns: no handoff is accepted before (tests/handoff accept one).
UNOWNED = ("phases/<uuid:pk>/handoff/accept/", "api/v1/phases/<uuidstr:pk>/handoff/acceptances")
#: The member of this world is a sponsor; a mapping is signed by the IT lead (tests/verification/test_verification_portal.py).
LEADS_ONLY = ("portal/mappings/<int:pk>/sign/",)
#: It answers what a layout makes of a sample, and keeps nothing.
TRIALS = ("api/v1/verification-specs/<uuidstr:pk>/layout-trials",)
WRITES_FOR_NOBODY_HERE = (
    "accounts/",
    "welcome/",
    "sample/",
    "invitation/",
    "s/",
    "enter/",
    *REVIEWS,
    *UNOWNED,
    *LEADS_ONLY,
    *TRIALS,
)

#: Pages of libraries and those with invented data: they answer any method alike, and write nothing.
SAME_FOR_EVERY_METHOD = ("accounts/", "gallery/", "api/v1/openapi.json")


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> set[str]:
    """Every route of the product, as its pattern is written."""
    found: set[str] = set()
    for entry in patterns:
        route = before + str(entry.pattern)
        found |= routes(entry.url_patterns, route) if isinstance(entry, URLResolver) else {route}
    return found


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    known, rows = routes(get_resolver().url_patterns), {row.route for row in ROWS}
    assert len(known) > 150
    assert known - rows == set(), "routes without a row in tests/access/table.txt"
    assert rows - known == set(), "rows without a route"


def test_no_row_is_there_twice() -> None:
    names = [row.id for row in ROWS]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def wrong_cells(world: World, row: Row) -> list[str]:
    """Each person, each thing: the status, whether rows were written, and no word of another biller."""
    wrong = []
    for person, answers in row.expected.items():
        seen = {}
        for which, expected in zip(row.which, answers, strict=True):
            outcome = seen[which] = ask(world, row.method, row.route, row.kind, which, person)
            if str(outcome) != expected:
                wrong.append(f"{person}, {which}: {outcome}, not {expected}")
            strange = {"member": [OTHER_NAME], "outsider": [OTHER_NAME, OWN_NAME], "nobody": [OTHER_NAME, OWN_NAME]}
            wrong += [
                f"{person}, {which}: reads of {name}"
                for name in strange.get(person, [])
                if name.encode() in outcome.content
            ]
        if len(seen) > 1 and seen[OTHER].status == seen[MISSING].status == 404:
            is_same = seen[OTHER].content == seen[MISSING].content
            wrong += [] if is_same else [f"{person}: another biller's thing answers differently from a missing one"]
    return wrong


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row(world: World, row: Row) -> None:
    if os.environ.get("PILOTAGE_CELLS") == "shared":
        row = row.share(ROWS.index(row), "first" if connection.vendor == "postgresql" else "second")
    assert wrong_cells(world, row) == []


def test_two_databases_that_share_the_cells_ask_every_one() -> None:
    for turn, row in enumerate(ROWS):
        first, second = row.share(turn, "first").expected, row.share(turn, "second").expected
        assert first | second == row.expected and not set(first) & set(second) & set(STAFF)
        assert {"member", "outsider", "nobody"} <= set(first) & set(second)
    asked = [person for turn, row in enumerate(ROWS) for person in row.share(turn, "first").expected]
    assert all(len(ROWS) // 3 < asked.count(person) < len(ROWS) * 2 // 3 for person in STAFF)


def test_a_wrong_cell_is_found(world: World) -> None:
    """A table that shuts staff out of a page, opens it for a biller's people, or denies a write, is not what the product does."""
    text = "GET billers/<uuid:pk>/ biller staff 403 200 404; member 200 404 404\nPOST notices/read/ - staff 302; portal 302*"
    page, write = read_table(text)
    found = wrong_cells(world, page)
    assert "pm, own: 200, not 403" in found and "member, own: 404, not 200" in found and len(found) == 14
    assert "admin, own: 302*, not 302" in wrong_cells(world, write)


def test_a_row_that_writes_writes_for_somebody() -> None:
    """A refusal proves something only where somebody else's same request goes through."""
    rows = [row for row in ROWS if row.method != "GET" and not row.route.startswith(WRITES_FOR_NOBODY_HERE)]
    assert len(rows) > 90
    assert [row.id for row in rows if not any(answers[0].endswith("*") for answers in row.expected.values())] == []


def test_methods_without_a_row_are_not_there(world: World) -> None:
    """What the table doesn't name can't be done by another method either."""
    rows = {(row.route, row.method) for row in ROWS}
    kinds = {row.route: row.kind for row in ROWS}
    wrong = []
    for route, kind in kinds.items():
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if (route, method) in rows:
                continue
            for person in ("admin", "member"):
                outcome = ask(world, method, route, kind, OWN, person)
                may_answer = route.startswith(SAME_FOR_EVERY_METHOD)
                if outcome.has_written or (outcome.status not in (302, 403, 404, 405) and not may_answer):
                    wrong.append(f"{method} /{route} by {person}: {outcome}")
    assert wrong == []


def test_the_count_in_the_documents_is_true() -> None:
    """`python tests/access/count_cells.py` writes it."""
    said = re.search(r"([\d,]+) cells", HOWTO.read_text())
    assert said and int(said[1].replace(",", "")) == sum(row.cells for row in ROWS)


def test_a_line_that_can_not_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_table("# fine\nGET x/<uuid:pk>/ biller staff 200 200")
    with pytest.raises(ValueError, match="line 1"):
        read_table("GET x/ - strangers 200")


def test_who_comes_first_in_a_line_counts() -> None:
    (row,) = read_table("group two = pm im\nGET x/<int:pk>/ thing two 200; staff 403 404 404; member 200 404 404")[0:]
    assert row.expected["pm"] == ("200", "200", "200") and row.expected["tsm"] == ("403", "404", "404")
    assert row.expected["nobody"] == ("302",) * 3 and row.expected["outsider"] == ("404",) * 3
    assert set(row.expected) == {"nobody", *PERSONS} and row.cells == 16 * 3


def test_an_address_is_made_from_its_route() -> None:
    assert address_of("projects/<uuid:pk>/<slug:to>/", "k") == "/projects/k/hold/"
    assert FILE.exists()
