"""A worker that runs daily checks dies by SIGKILL at random moments: each day is checked once, told once, and has one case."""

import os
import random

import pytest

from chosen_database import own_environment
from killing.crew import Line, prepare
from killing.share import KILLS, SEED, told

pytestmark = pytest.mark.kills
CHECKS = max(16, KILLS // 3)
DONE = "deviates found=2 case=True"
DATABASE = os.environ.get("PILOTAGE_TEST_DB", "sqlite")


def test_daily_checks_of_a_worker_that_is_killed_again_and_again_are_each_done_once(tmp_path) -> None:
    line = Line(
        prepare(own_environment(tmp_path, f"checked_{os.getpid()}"), "pilotage.config.settings"), "killing.checking"
    )
    chance, most, kills, midway, left = random.Random(SEED), 0.1, 0, 0, CHECKS
    try:
        assert line.ask(["checks", CHECKS]) == CHECKS
        while True:
            said = line.ask(["work", chance.uniform(0.02, most) if kills < KILLS else 240])["said"]
            found = line.ask("look")
            done = found["days"].get(DONE, 0)
            at_work = sum(
                count
                for words, count in found["days"].items()
                if words.startswith(("waiting found=0", "running found=0"))
            )
            assert done + at_work == CHECKS, found
            assert (found["ended"], found["cases"], found["chain"]) == (done, done, True)
            if said is not None and not at_work:
                break
            kills += said is None
            midway += any(words.startswith("running") for words in found["days"])
            ended, left = left - at_work, at_work
            if not ended:  # a busy machine: it is given longer
                most = min(most * 1.3, 20)
            elif ended > 1:  # so fast that it would soon be through
                most = max(most * 0.7, 0.03)
    finally:
        line.close()
    assert midway >= 3, "The worker was hardly killed at work; the figures would mean nothing."
    told.append(
        f"{CHECKS} daily checks by a worker killed {kills} times on {DATABASE}, {midway} times midway: each done and told once."
    )
