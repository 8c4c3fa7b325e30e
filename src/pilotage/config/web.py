"""The web server: loads the product once and then parts into processes, which share the memory of what was loaded."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

THREADS = 2
WAITING_AT_MOST = 64


def main(given: list[str] | None = None) -> None:
    """`python -m pilotage.config.web --port 8000 --workers 2`: serves until it is told to stop."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotage.config.settings")
    os.environ.setdefault("PILOTAGE_PAGES_KB", "4000")
    application = loaded()
    _server(asked.host, asked.port, asked.workers).serve(target_loader=lambda: application, wrap_loader=False)


def command(host: str, port: int, workers: int) -> list[str]:
    """The words that start it as a process of its own."""
    return [sys.executable, "-m", __name__, "--host", host, "--port", str(port), "--workers", str(workers)]


def loaded() -> Callable[..., Any]:
    """The product with all its addresses and page templates in memory, and no connection to the database."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver

    application = get_wsgi_application()
    get_resolver()._populate()  # type: ignore[no-untyped-call]
    for name in _templates():
        engines["django"].get_template(name)
    _warm()
    connections.close_all()
    gc.collect()
    gc.freeze()
    return application


def _templates() -> Iterator[str]:
    from django.conf import settings

    for app in settings.APPS:
        folder = Path(settings.PACKAGE) / app / "templates"
        yield from (str(file.relative_to(folder)) for file in folder.rglob("*.html"))


def _warm() -> None:
    """What the first page would load besides."""
    from django.utils import timezone

    from pilotage.planner.federal import federal_days_off

    federal_days_off(timezone.now().year)


def _server(host: str, port: int, workers: int) -> Any:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    return Granian(
        "pilotage.config.wsgi:application",
        address="127.0.0.1" if host == "localhost" else host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        http=HTTPModes.http1,
        websockets=False,
        blocking_threads=THREADS,
        backpressure=WAITING_AT_MOST,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )


if __name__ == "__main__":
    main()
