"""A worker that fetches from an SFTP server dies by SIGKILL at random moments: each file is there once, whole, and told once."""

import os
import random
import time

import pytest

from chosen_database import own_environment
from killing.crew import Line, prepare
from killing.share import KILLS, SEED, told
from verification.samples import LEFT
from verification.sftp_server import served

pytestmark = pytest.mark.kills
FILES = max(30, KILLS // 3)


def test_files_of_a_worker_that_is_killed_again_and_again_are_each_fetched_once(tmp_path) -> None:
    remote = tmp_path / "remote"
    remote.mkdir()
    names = [f"f{n:03}.csv" for n in range(FILES)]
    environment = prepare(own_environment(tmp_path, f"fetched_{os.getpid()}"), "pilotage.config.settings")
    line = Line(environment, "killing.fetching")
    chance, most, kills, midway = random.Random(SEED), 0.3, 0, 0
    try:
        with served(remote) as server:
            server.lets_in = line.ask(["source", server.port])
            assert line.ask("confirm") is True
            for n, name in enumerate(names):
                (remote / name).write_text(LEFT.replace("Bo Diaz", f"Bo {n}"))
            server.on_open = lambda _path: time.sleep(0.05)  # a slow server, so that a worker is seldom through
            before = 0
            while True:
                read = len(server.reads)
                ended = line.ask(["work", chance.uniform(most / 3, most) if kills < KILLS else 240])["said"]
                found = line.ask("look")
                count = len(found["files"])
                assert found["files"] == sorted(set(found["files"])) and found["whole"] and found["chain"], found
                assert found["received"] == count and 0 <= count - found["taken"] <= 1, found
                assert found["fetched"] == found["taken"], found
                if ended is not None and found["taken"] == FILES:
                    break
                kills += ended is None
                midway += ended is None and len(server.reads) > read
                if count == before:  # a busy machine: it is given longer
                    most = min(most * 1.3, 30)
                elif count - before > 2:  # so fast that it would soon be through
                    most = max(most * 0.8, 0.06)
                before = count
    finally:
        line.close()
    assert found["files"] == names and midway >= 3, (
        "The worker was hardly killed at work; the figures would mean nothing."
    )
    told.append(
        f"{FILES} files fetched by SFTP by a worker killed {kills} times, {midway} times midway: each once and whole."
    )
