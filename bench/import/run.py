"""An import of 100,000 rows on SQLite: time, memory, how long somebody else's save waits; beside the csv module and bare inserts.

    .venv/bin/python bench/import/run.py [--rows 100000]

A quarter each of billers, contacts, integrations and phases. The peer reads the same files with `csv.reader` and inserts each row's
cells as text with one `executemany`: no checks, no audit, no records. Writes bench/import/results.json.
"""

import argparse
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

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
import time, sys, django; django.setup()
from django.utils import timezone
from pilotage.core.viewer import system
from pilotage.people.operations import create_team
longest, n = 0.0, 0
print("ready", flush=True)
import os
while not os.path.exists(sys.argv[1]):
    begun = time.monotonic(); n += 1
    create_team(by=system(), now=timezone.now(), name=f"Team {n}")
    longest = max(longest, time.monotonic() - begun)
    time.sleep(0.05)
print(longest, n)
"""


def write(folder: Path, rows: int) -> list[Path]:
    """The files."""
    each = rows // 4
    product = "Oracle Utilities Customer to Meter (C2M)"
    zone = "America/Chicago"
    tables: dict[str, tuple[str, Callable[[int], list[str]]]] = {
        "billers": (
            "external_id,name,vertical,state,time_zone,mrr",
            lambda n: [f"b{n}", f"Biller {n}", "utility", "TX", zone, f"{1000 + n % 9000}.50"],
        ),
        "contacts": (
            "external_id,biller,name,email",
            lambda n: [f"c{n}", f"b{n}", f"Ann Example {n}", f"ann{n}@example.com"],
        ),
        "integrations": ("external_id,biller,product,integrator", lambda n: [f"i{n}", f"b{n}", product, "Provider"]),
        "phases": ("external_id,biller,integration,target_go_live", lambda n: [f"p{n}", f"b{n}", f"i{n}", "today+90"]),
    }
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
    with sqlite3.connect(folder / "bare.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
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
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DATABASE_"))}
        environment = kept | {
            "PILOTAGE_HOME": str(folder / "home"),
            "DJANGO_SETTINGS_MODULE": "pilotage.config.settings",
        }
        (folder / "home").mkdir()
        subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True)
        paths = write(folder, given.rows)
        bare = peer(paths, folder)
        stop = folder / "stop"
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVE, str(stop)], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert saver.stdout is not None
        saver.stdout.readline()
        begun = time.monotonic()
        process = subprocess.Popen(
            [str(ROOT / ".venv/bin/pilotage"), "import", "portfolio", *map(str, paths), "--json"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        peak = [0.0]
        watcher = threading.Thread(target=watch, args=(process, peak))
        watcher.start()
        answer = json.loads(process.communicate()[0])
        seconds = time.monotonic() - begun
        watcher.join()
        stop.touch()
        longest, saves = saver.communicate()[0].split()
    results = {
        "rows": given.rows, "created": answer["created"], "seconds": round(seconds, 1), "peak_mb": round(peak[0]),
        "longest_save_s": round(float(longest), 2), "saves": int(saves), "bare_seconds": round(bare, 2), "ratio": round(seconds / bare, 1),
    }  # fmt: skip
    print(json.dumps(results, indent=1))
    (Path(__file__).parent / "results.json").write_text(json.dumps(results, indent=1))


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
