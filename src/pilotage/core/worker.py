"""The worker: one process that does what is owed after commits. `python -m pilotage.core.worker`.

Several may run at once. At rest it reads a few small indexes once a second and writes nothing but its heartbeat.
"""

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime

LOG = logging.getLogger(__name__)
REST_SECONDS = 0.5
HEARTBEAT_SECONDS = 15.0
HEARTBEAT_KEY = "worker:heartbeat"


def run(stop: threading.Event, *, clock: Callable[[], datetime]) -> None:
    """Works until `stop` is set. Problems of the database are waited out."""
    from django.core.cache import cache
    from django.db import DatabaseError, close_old_connections

    from pilotage.core import schedules
    from pilotage.core.operations import delivering

    # A machine that starts anew gives the same number to the next worker; a lease must not pass to it by chance.
    name = f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"
    heart = threading.Thread(target=_beat, args=(stop, name, clock), daemon=True)
    heart.start()
    next_look = 0.0
    while not stop.is_set():
        try:
            busy = delivering.react_once(now=clock())
            busy = delivering.send_once(now=clock()) or busy
            busy = delivering.work_once(worker=name, clock=clock) or busy
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + HEARTBEAT_SECONDS
                cache.set(HEARTBEAT_KEY, clock().isoformat(), 3600)
                delivering.requeue_lost(now=clock())
                for schedule in schedules.known():
                    try:
                        delivering.run_due(schedule, now=clock())
                    except Exception:
                        LOG.exception("The schedule %s failed; it runs again within seconds.", schedule.name)
        except DatabaseError as problem:
            LOG.warning("The database does not answer (%s); trying again.", problem)
            close_old_connections()
            busy = False
        if not busy:
            stop.wait(REST_SECONDS)


def _beat(stop: threading.Event, name: str, clock: Callable[[], datetime]) -> None:
    from django.db import DatabaseError, connection

    from pilotage.core.operations import delivering

    while not stop.wait(HEARTBEAT_SECONDS):
        try:
            if delivering.at_work:
                delivering.renew(worker=name, now=clock())
        except DatabaseError as problem:
            LOG.warning("The heartbeat could not be written (%s).", problem)
    connection.close()


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotage.config.settings")
    import django

    django.setup()
    from django.utils import timezone

    run(stop, clock=timezone.now)


if __name__ == "__main__":
    main()
