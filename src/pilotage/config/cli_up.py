"""`pilotage up`: the whole product from one command: database, what ships, sample, web server, worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pilotage.config import web
from pilotage.config.cli_door import Door, prepare_tables, refuse

FIRST_PORT = 8000
WORKERS = 2
READY_SECONDS = 60


def up(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to answer on; a busy one is replaced by a free one.")
    ] = FIRST_PORT,
    sample: Annotated[
        bool, typer.Option("--sample/--no-sample", help="Load the sample portfolio, with one-click sign-in.")
    ] = True,
    host: Annotated[
        str, typer.Option(help="The address to listen on; with the sample only this machine.")
    ] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=32, help="Web server processes.")] = WORKERS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON when it answers.")] = False,
) -> None:
    """Start Pilotage and stay until Ctrl-C."""
    if sample and host not in ("127.0.0.1", "localhost", "::1"):
        refuse(
            "The sample portfolio signs people in with one click, so it listens on this machine only. Add --no-sample."
        )
    chosen = _free_port(host, port)
    url = f"http://localhost:{chosen}" if host in ("127.0.0.1", "localhost") else f"http://{host}:{chosen}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilotage.config.settings")
    os.environ["PILOTAGE_SAMPLE"] = "1" if sample else ""
    os.environ.setdefault("PILOTAGE_URL", url)
    say = _say if sys.stdout.isatty() and not as_json else _silent
    if port and chosen != port:
        print(f"Port {port} is busy; answering on {chosen}.", file=sys.stderr)
    with Door(), _Lock():
        sign_ins = _prepare(sample, say)
        running = [_start_web(host, chosen, workers), _start_worker()]
        try:
            _wait_until_ready(url, running[0])
            _announce(url, sign_ins, as_json)
            _stay(running)
        finally:
            _stop(running)


def _prepare(sample: bool, say: Any) -> list[dict[str, Any]]:
    """Tables, what ships, and the sample; who can sign in."""
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    say("Preparing the database …")
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    prepare_tables()
    sign_ins: list[dict[str, Any]] = []
    if sample:
        from pilotage.people.sample_people import sample_groups
        from pilotage.portfolio.sample import load_sample

        say("Loading the sample portfolio …")
        password = load_sample(now=timezone.now())
        sign_ins = [
            {"role": one.word, "email": one.user.email, "password": password, "biller": one.biller or None}
            for group in sample_groups()
            for one in group["people"]
        ]
    connection.close()
    return sign_ins


def _start_web(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    arguments = web.command(host, port, workers)
    return subprocess.Popen(
        arguments, stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True, preexec_fn=_die_with_parent
    )


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pilotage.core.worker"],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
        preexec_fn=_die_with_parent,
    )


def _die_with_parent() -> None:
    """On Linux a child ends when this process does, even by kill -9."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        return


def _wait_until_ready(url: str, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if web.poll() is not None:
            refuse("The web server stopped at once. Run with PILOTAGE_LOG=INFO to see why.")
        try:
            with urllib.request.urlopen(f"{url}/health/", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    refuse(f"The web server did not answer within {READY_SECONDS} seconds.")


def _announce(url: str, sign_ins: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"url": url, "sign_ins": sign_ins}), flush=True)
        return
    print(f"\nPilotage answers on {url}\n")
    for one in sign_ins:
        of = f" ({one['biller']})" if one["biller"] else ""
        print(f"  {one['role']:<15} {one['email']}{of}")
    if sign_ins:
        print(f"\nOne click signs you in at {url}/sample/, or use the password {sign_ins[0]['password']}")
    else:
        print("Open it to set up your provider and the first administrator.")
    print("Ctrl-C stops it.", flush=True)


def _stay(running: list[subprocess.Popen[bytes]]) -> None:
    """Until Ctrl-C or SIGTERM; a worker that died is started again, with growing pauses."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    deaths = 0
    try:
        while True:
            time.sleep(0.5)
            if running[0].poll() is not None:
                refuse("The web server stopped. Run with PILOTAGE_LOG=INFO to see why.")
            if running[1].poll() is not None:
                deaths += 1
                time.sleep(min(30, 2**deaths))
                running[1] = _start_worker()
    except KeyboardInterrupt:
        return


def _leave(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _stop(running: list[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port(host: str, port: int) -> int:
    for wanted in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, wanted))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return refuse(f"No port is free on {host}.")


class _Lock:
    """One `up` per home: a second one would load the sample twice."""

    def __enter__(self) -> None:
        import fcntl

        from pilotage.config.home import home

        self.file = open(Path(home()) / "up.lock", "w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            refuse("Pilotage runs already in this PILOTAGE_HOME. Stop it first, or choose another home.")

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _say(words: str) -> None:
    print(words, flush=True)


def _silent(words: str) -> None:
    return None
