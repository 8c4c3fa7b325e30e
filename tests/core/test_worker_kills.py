"""Workers killed at random moments lose nothing that was acknowledged and do nothing twice; unsafe twins are caught."""

import os
import random
import time
from typing import Any

import pytest

from chosen_database import own_environment
from killing.crew import Crew, prepare
from killing.share import SEED, TWIN_KILLS, WORKER_KILLS, told
from killing.unsafe import TWINS

pytestmark = pytest.mark.kills
WORK = {"jobs": 2, "reactions": 4, "mails": 3}
IMPORT = {"imports": 1}
#: Work waits until this much is owed and no more, so that the last worker can finish it.
MOST_OWED = 100
#: Seconds until a kill, at most; longer while they are behind with what is owed.
USUAL, LONGEST = 0.8, 6.0
#: More than a worker does until it is killed, so that it is killed at work.
FED = {"jobs": {"jobs": 12}, "reactions": {"reactions": 30}, "mails": {"mails": 60}, "slots": {}}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One for all of this file: each test counts what it has asked for itself."""
    own = own_environment(tmp_path_factory.mktemp("killed"), f"killed_{os.getpid()}")
    return prepare(own, "killing.settings")


def wrong(found: dict[str, Any]) -> list[str]:
    """What the check objects to."""
    words = [f"{what} {name}" for what in ("lost", "doubled", "strange") for name in found[what]]
    return words + [f"owed {found['owed']}"] * (found["owed"] > 0) + ["the chain"] * (not found["is_chain_valid"])


def test_killed_workers_lose_nothing_and_do_nothing_twice(installation: dict[str, str]) -> None:
    begun = time.monotonic()
    with Crew(installation, 2, random.Random(SEED)) as crew:
        most = USUAL
        for n in range(WORKER_KILLS):
            is_behind = crew.desk.ask("owed") > MOST_OWED  # also goes on with imports whose check is done
            most = (
                min(LONGEST, most * 1.5) if is_behind else USUAL
            )  # on a busy machine they get little done between two
            crew.kill_one({} if is_behind else WORK | (IMPORT if n % 3 == 0 else {}), most)
        found = crew.finish()
        assert wrong(found) == [], crew.words()
    assert found["acknowledged"] > 10 * WORKER_KILLS
    told.append(
        f"{WORKER_KILLS} workers killed on {os.environ.get('PILOTAGE_TEST_DB', 'sqlite')}: {found['acknowledged']} effects"
        f" acknowledged, {len(found['lost'])} lost, {len(found['doubled'])} doubled, {time.monotonic() - begun:.0f} s"
    )


@pytest.mark.parametrize("twin", TWINS)
def test_the_same_check_catches_an_unsafe_twin(installation: dict[str, str], twin: str) -> None:
    work = FED[twin.split()[0]]
    with Crew(installation, 1, random.Random(SEED), twin=twin) as crew:
        crew.desk.ask(work)
        left_alone = wrong(crew.finish())
        caught: list[str] = []
        while not caught and crew.kills < TWIN_KILLS:
            for _ in range(5):
                crew.kill_one(work, 0.25)
            caught = wrong(crew.finish())
    assert left_alone == [] and caught != []
    told.append(f"unsafe twin caught after {crew.kills} kills ({twin}): {caught[0]}")
