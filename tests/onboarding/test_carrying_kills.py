"""A job that carries a playbook into fifty projects is killed at random moments: nothing is lost, nothing is done twice."""

import os
import random
import time

import pytest

from chosen_database import own_environment
from killing.crew import Line, prepare
from killing.share import SEED, told

pytestmark = pytest.mark.kills
PROJECTS = int(os.environ.get("PILOTAGE_CARRIED", "50"))
DONE = "merged new=1 longer=1 version=True said=1"
WAITS = "waiting new=0 longer=0 version=False said=0"


@pytest.fixture
def line(tmp_path) -> Line:
    own = own_environment(tmp_path, f"carried_{os.getpid()}")
    return Line(prepare(own, "pilotage.config.settings"), "killing.carrying")


def test_fifty_projects_are_carried_by_a_job_that_dies_again_and_again(line) -> None:
    chance, begun, kills = random.Random(SEED), time.monotonic(), 0
    assert line.ask(["projects", PROJECTS]) == PROJECTS and line.ask("agree") == PROJECTS
    left = PROJECTS
    while True:
        said = line.ask(["carry", chance.uniform(0.05, 0.9)])
        found = line.ask("look")
        assert set(found["found"]) <= {DONE, WAITS} and sum(found["found"].values()) == PROJECTS and found["chain"]
        assert found["found"].get(WAITS, 0) <= left, "What was carried in came back."
        left = found["found"].get(WAITS, 0)
        if said["said"]:
            break
        kills += 1
        if kills >= 40:
            assert line.ask(["carry", 240])["said"] == "done"
            found = line.ask("look")
            break
    line.close()
    assert found["found"] == {DONE: PROJECTS}
    assert kills >= 3, "The job was hardly killed; the figures would mean nothing."
    told.append(
        f"{PROJECTS} projects carried by a job killed {kills} times on {os.environ.get('PILOTAGE_TEST_DB', 'sqlite')}:"
        f" none lost, none doubled, {time.monotonic() - begun:.0f} s"
    )
