"""Sealed content comes back from the database as it was sealed, and the check reads it piece by piece, beside writers."""

import threading
import tracemalloc
from datetime import timedelta

import pytest
from django.db import connection

from pilotage.core.models import Event
from pilotage.core.operations import change
from pilotage.core.verify import verify_chain
from pilotage.core.viewer import Viewer, system
from pilotage.people.models import Team
from story import NOW


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        1e16,
        1.5e300,
        1e-7,
        0.1,
        -0.0,
        10**25,
        True,
        None,
        'Hügel 🚰 \u2028 \\ "',
        {1: "one", 10: "ten", 9: "nine"},
        {"b": 1, "a": [1, (2, 3)]},
        [],
        "",
    ],
    ids=repr,
)
def test_what_is_sealed_comes_back_with_the_same_digest(db: None, value: object) -> None:
    with change(by=system(), now=NOW) as c:
        c.log("core.tested", None, before={"value": value}, after={"value": [value]})
    assert verify_chain().is_valid


def test_an_instant_of_another_zone_is_sealed_as_the_same_instant(db: None) -> None:
    from zoneinfo import ZoneInfo

    with change(by=system(), now=NOW.replace(microsecond=123456).astimezone(ZoneInfo("Asia/Kolkata"))) as c:
        c.log("core.tested", None)
    assert verify_chain().is_valid


def test_the_check_keeps_little_in_memory(db: None) -> None:
    note = "words " * 200
    for first in range(0, 12_000, 3_000):
        with change(by=system(), now=NOW) as c:
            for n in range(first, first + 3_000):
                c.log("core.tested", None, after={"n": n}, note=note)
    tracemalloc.start()
    found = verify_chain()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.is_valid and found.events == 12_000
    assert most < 8_000_000, f"{most:,} bytes for {12_000 * len(note):,} of content"


@pytest.mark.django_db(transaction=True)
def test_the_check_is_right_while_others_write() -> None:
    stop, problems = threading.Event(), []

    def write() -> None:
        n = 0
        try:
            while not stop.is_set():
                n += 1
                with change(by=Viewer(None, "Writer", is_system=True), now=NOW + timedelta(seconds=n)) as c:
                    c.create(Team, name=f"Team {n}")
        except Exception as problem:  # noqa: BLE001 told below
            problems.append(problem)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while Event.objects.count() < 50:
            assert not problems, problems
        verdicts = [verify_chain() for _ in range(25)]
    finally:
        stop.set()
        writer.join()
    assert problems == []
    assert [one for one in verdicts if not one.is_valid] == []
    assert verdicts[-1].events > verdicts[0].events
