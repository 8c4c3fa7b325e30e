"""An import killed at random moments leaves nothing or everything, and can be run again; an unsafe twin is caught."""

import os
import random
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from chosen_database import own_environment
from killing.crew import Line, prepare
from killing.share import IMPORT_KILLS, SEED, TWIN_KILLS, told

pytestmark = pytest.mark.kills
ROWS = 200
MEASURED_EVERY = 20
EVERYTHING, NOTHING = [ROWS, ROWS, 2 * ROWS, 2 * ROWS, True], [0, 0, 0, 0, True]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One for all of this file: it is emptied after each import."""
    own = own_environment(tmp_path_factory.mktemp("imported"), f"imported_{os.getpid()}")
    return prepare(own, "pilotage.config.settings")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    billers, contacts = tmp_path / "billers.csv", tmp_path / "contacts.csv"
    billers.write_text("external_id,name\n" + "".join(f"b{n},Biller {n}\n" for n in range(ROWS)))
    contacts.write_text("external_id,biller,name\n" + "".join(f"c{n},b{n},Ann {n}\n" for n in range(ROWS)))
    return [str(billers), str(contacts)]


class Importer:
    """The other end of `killing.importing`, into an installation that is empty before each import."""

    def __init__(self, installation: dict[str, str], files: list[str], *, twin: str = "") -> None:
        self.line = Line(installation | {"KILLING_TWIN": twin}, "killing.importing", *files)
        self.line.ask("look")
        self.length, self.kills = 0.0, 0

    def __enter__(self) -> "Importer":
        return self

    def __exit__(self, *_: object) -> None:
        self.line.close()

    def whole(self) -> float:
        """One import left alone is right, by the same check; how long it took, in seconds."""
        done = self.line.ask(["import", 240])
        assert done["said"]["created"] == 2 * ROWS and self.outcome(done) == "everything"
        return float(done["took"])

    def killed(self, share: float) -> str:
        """What an import killed after this share of its usual time came to."""
        if self.kills % MEASURED_EVERY == 0:  # the machine may be busier or idler than before
            self.length = median(self.whole() for _ in range(3))
        self.kills += 1
        return self.outcome(self.line.ask(["import", share * self.length]))

    def outcome(self, done: dict[str, Any]) -> str:
        """`everything` or `nothing` was left and the same import again is right; else what is wrong."""
        found = self.line.ask("look")
        if found["repeated"] != EVERYTHING:
            return f"repeated: {found['repeated']}"
        if found["left"] == EVERYTHING:
            return "everything"
        if found["left"] == NOTHING:
            return "lost" if done["said"] else "nothing"
        return f"half: {found['left']}"


def test_a_killed_import_leaves_nothing_or_all_and_can_be_repeated(installation, files) -> None:
    chance, begun = random.Random(SEED), time.monotonic()
    with Importer(installation, files) as importer:
        outcomes = Counter(importer.killed(chance.uniform(0.1, 1.8)) for _ in range(IMPORT_KILLS))
    assert set(outcomes) <= {"nothing", "everything"}
    assert outcomes["nothing"] > 0, "No import was killed in the middle; the figures would mean nothing."
    told.append(
        f"{IMPORT_KILLS} imports of {2 * ROWS} rows killed on {os.environ.get('PILOTAGE_TEST_DB', 'sqlite')}:"
        f" {outcomes['nothing']} left nothing, {outcomes['everything']} left everything, none a part,"
        f" {time.monotonic() - begun:.0f} s"
    )


def test_the_same_check_catches_an_import_that_commits_kind_by_kind(installation, files) -> None:
    chance, kills, outcome = random.Random(SEED), 0, "nothing"
    with Importer(installation, files, twin="kind by kind") as importer:
        while outcome in ("nothing", "everything") and kills < TWIN_KILLS:
            outcome, kills = importer.killed(chance.uniform(0.1, 1.8)), kills + 1
    assert outcome.startswith("half: ")
    told.append(f"unsafe twin caught after {kills} kills (import kind by kind): {outcome}")
