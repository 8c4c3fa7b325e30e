"""Workers at work, killed one after the other, and the processes that the test speaks with."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

TESTS = Path(__file__).parent.parent
#: As `pilotage up` starts it.
WORKER = [sys.executable, "-m", "pilotage.core.worker"]
PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from pilotage.portfolio.shipping import load_shipped
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
load_shipped(now=timezone.now())
"""


def prepare(installation: dict[str, str], settings: str) -> dict[str, str]:
    """The environment of an installation with its tables and what ships."""
    environment = installation | {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(TESTS)}
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, timeout=180)
    return environment


class Line:
    """A process that answers one line of JSON with another."""

    def __init__(self, environment: dict[str, str], *command: str, errors: IO[str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert self._answer() == "ready"

    def ask(self, asked: Any) -> Any:
        """One line there, one line back."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """It ends with its input."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


class Crew:
    """So many workers at once; who is killed is replaced."""

    def __init__(self, environment: dict[str, str], size: int, chance: random.Random, *, twin: str = "") -> None:
        self.environment = environment | {"KILLING_TWIN": twin}
        self.chance, self.size, self.kills = chance, size, 0
        self.said = open(Path(environment["PILOTAGE_HOME"]) / "workers.txt", "a+")  # noqa: SIM115 closed with the crew
        self.desk = Line(self.environment, "killing.asking")
        self.nursery = Line(self.environment, "killing.nursery", errors=self.said)
        self.workers: list[int] = []

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        self.nursery.close()
        self.desk.close()
        self.said.close()

    def kill_one(self, work: dict[str, int], most_seconds: float) -> None:
        """Asks for work, and ends one worker at a random moment while it is done; a new one takes its place."""
        while len(self.workers) < self.size:
            self.workers.append(self.nursery.ask("start"))
        victim = self.workers.pop(self.chance.randrange(self.size))
        self.desk.ask(work)
        time.sleep(self.chance.uniform(0, most_seconds))
        assert self.nursery.ask(["kill", victim]), f"It had ended by itself: {self.words()}"
        self.kills += 1

    def finish(self) -> dict[str, Any]:
        """Kills who is left; a fresh worker does what is owed and stops when asked to. Then all is counted."""
        while self.workers:
            self.nursery.ask(["kill", self.workers.pop()])
        self.desk.ask({"mails": 1})  # so that the fresh one has begun when nothing is owed any more
        fresh = subprocess.Popen(WORKER, env=self.environment, stderr=self.said, start_new_session=True)
        try:
            owed = self._wait_until_done()
            fresh.terminate()
            assert fresh.wait(timeout=60) == 0, self.words()
        finally:
            fresh.kill()
            fresh.wait()
        found: dict[str, Any] = self.desk.ask("count") | {"owed": owed}
        return found

    def _wait_until_done(self) -> int:
        """What is still owed after two minutes in which nothing got done; 0 when all is."""
        owed: int = self.desk.ask("owed")
        least, seen_at = owed, time.monotonic()
        while owed and time.monotonic() - seen_at < 120:
            time.sleep(0.2)
            owed = self.desk.ask("owed")
            if owed < least:
                least, seen_at = owed, time.monotonic()
        return owed

    def words(self) -> str:
        """What the workers said last on their error output."""
        self.said.seek(0)
        return self.said.read()[-3000:]
