"""Two people at the same moment: their acts start together, each after a wait that a seed chooses."""

import random
import threading
import time
from collections.abc import Callable

from django.db import connection

from pilotage.core.errors import Refused

SEEDS = range(4)


def at_once(seed: int, *acts: Callable[[], object]) -> list[str]:
    """What each came to: `won`, the name of the refusal, or what the act returned when it is text."""
    chance, start = random.Random(seed), threading.Barrier(len(acts))
    came_to: list[str | BaseException] = [""] * len(acts)

    def run(n: int, wait: float) -> None:
        try:
            start.wait()
            time.sleep(wait)
            answer = acts[n]()
            came_to[n] = answer if isinstance(answer, str) else "won"
        except Refused as refused:
            came_to[n] = type(refused).__name__
        except BaseException as problem:  # noqa: BLE001 raised again in the test's own thread
            came_to[n] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, chance.uniform(0, 0.004))) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in came_to:
        if isinstance(one, BaseException):
            raise one
    return [str(one) for one in came_to]
