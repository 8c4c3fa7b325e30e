"""A job that carries a playbook into fifty projects dies at random moments: nothing is lost or done twice; unsafe twins are caught."""

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from chosen_database import own_environment
from killing.crew import Line, prepare
from killing.share import SEED, told

pytestmark = pytest.mark.kills
PROJECTS = int(os.environ.get("PILOTAGE_CARRIED", "50"))
TWIN_PROJECTS = 12
DONE = "merged new=1 longer=1 version=True said=1"
WAITS = "waiting new=0 longer=0 version=False said=0"
MOST_KILLS = 40
DATABASE = os.environ.get("PILOTAGE_TEST_DB", "sqlite")


@pytest.fixture
def begin(tmp_path) -> Iterator[Callable[..., Line]]:
    """`begin("twin")`: an installation of its own and the process that carries there."""
    lines = []

    def start(twin: str = "") -> Line:
        own = own_environment(tmp_path, f"carried_{os.getpid()}_{twin.replace(' ', '_')}")
        line = Line(prepare(own, "pilotage.config.settings") | {"KILLING_TWIN": twin}, "killing.carrying")
        lines.append(line)
        return line

    yield start
    for line in lines:
        line.close()


@dataclass
class Outcome:
    """How often the job was killed, after how many of these it had got further, and what was wrong after the last."""

    kills: int = 0
    midway: int = 0
    wrong: list[str] = field(default_factory=list)


def killed_until_done(line: Line, projects: int) -> Outcome:
    """Kills the job until it is through or something is wrong.

    Where it gets nowhere, as on a busy machine, it is given longer, and less where it gets far.
    """
    chance, left, most, outcome = random.Random(SEED), projects, 0.9, Outcome()
    assert line.ask(["projects", projects]) == projects and line.ask("agree") == projects
    while True:
        said = line.ask(["carry", chance.uniform(0.05, most) if outcome.kills < MOST_KILLS else 240])["said"]
        found = line.ask("look")
        waiting = found["found"].get(WAITS, 0)
        outcome.wrong = wrong(found, projects, left)
        if said and waiting:
            outcome.wrong.append("The job was through before all was carried in.")
        if outcome.wrong or said:
            return outcome
        outcome.kills += 1
        outcome.midway += waiting < left
        if waiting == left:
            most = min(most * 1.3, 20)
        elif left - waiting > projects / 5:  # so fast that it would soon be through
            most = max(most / 2, 0.3)
        left = waiting


def wrong(found: dict[str, Any], projects: int, left: int) -> list[str]:
    """What can't be where every project is carried whole and once, or waits untouched."""
    said = [words for words in found["found"] if words not in (DONE, WAITS)]
    if sum(found["found"].values()) != projects:
        said.append("Projects were lost.")
    if not found["chain"]:
        said.append("The chain of events is broken.")
    if found["found"].get(WAITS, 0) > left:
        said.append("What was carried in came back.")
    return said


def test_fifty_projects_are_carried_by_a_job_that_dies_again_and_again(begin) -> None:
    begun = time.monotonic()
    outcome = killed_until_done(begin(), PROJECTS)
    assert outcome.wrong == []
    assert outcome.midway >= 3, "The job was hardly killed at work; the figures would mean nothing."
    told.append(
        f"{PROJECTS} projects carried by a job killed {outcome.kills} times on {DATABASE}, {outcome.midway} times midway:"
        f" none lost, none doubled, {time.monotonic() - begun:.0f} s"
    )


@pytest.mark.parametrize("twin", ["marked beforehand", "marked afterwards"])
def test_a_carrying_that_marks_what_is_done_apart_is_caught(begin, twin) -> None:
    outcome = killed_until_done(begin(twin), TWIN_PROJECTS)
    assert outcome.wrong, "The check lets an unsafe carrying through."
    told.append(
        f"unsafe twin caught after {outcome.kills + 1} kills (carried, {twin}) on {DATABASE}: {outcome.wrong[0]}"
    )
