"""Starts workers and kills them: each is a process that runs `pilotage.core.worker.main`, made from one that has Django ready.

`python -m killing.nursery` reads `"start"` (answers the process's number), `["kill", NUMBER]` (SIGKILL; answers whether it
still ran), and ends all of them with itself.
"""

import json
import os
import signal
import sys
from typing import NoReturn

import django


def start() -> int:
    """A new worker's number."""
    child = os.fork()
    if child == 0:
        _work()
    return child


def _work() -> NoReturn:
    """As `pilotage up` starts it: in a session of its own, nothing to read, and what it prints goes to the error output."""
    from pilotage.core import worker

    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    try:
        worker.main()
    finally:
        os._exit(1)


def kill(worker: int) -> bool:
    """Whether it had not ended by itself."""
    is_running = os.waitpid(worker, os.WNOHANG)[0] == 0
    if is_running:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    return is_running


def main() -> None:
    """Answers until its input ends."""
    django.setup()
    import pilotage.core.operations.delivering
    import pilotage.core.schedules  # noqa: F401 everything is imported before the first child

    workers: set[int] = set()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked == "start":
            answer = start()
            workers.add(answer)
        else:
            answer = kill(asked[1])
            workers.discard(asked[1])
        print(json.dumps(answer), flush=True)
    for worker in workers:
        kill(worker)


if __name__ == "__main__":
    main()
