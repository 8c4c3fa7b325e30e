"""Measures `tally verify` on two Parquet files of many rows and six columns: seconds, memory and disk, and whether it counted right.

`python bench/tally/parquet_rows.py [--rows 100000000] [--memory 2GB] [--seed 11] [--folder FOLDER]`. One row in 200 has one wrong
cell, one in 10,000 stands on one side only. The files are made by DuckDB from the seed alone, and the expected counts are counted by the
same formula, not by what is measured. Beside it runs the bare full outer join of DuckDB that gives only the counts, in the same memory.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

SPEC = {
    "key": ["account_no"],
    "left": {"format": "parquet"},
    "right": {"format": "parquet"},
    "fields": {
        "balance": {"type": "money", "scale": 2},
        "bill_date": {"type": "date", "format": "%Y-%m-%d"},
    },
}
#: Which fault a row has: 0 to 4 spoils that field, 5 leaves it out on the left, 6 on the right, anything else none.
FAULT = """case when h % 10000 = 1 then 5 when h % 10000 = 2 then 6 when h % 200 = 3 then (h // 200) % 5 else 9 end"""
ROWS = "select i, hash(i, {seed}) as h, {fault} as fault from range({rows}) t(i)"
FIELDS = ("balance", "bill_date", "status", "city", "cycle")
SIDE = """select
    printf('%09d', 100000000 + i) as account_no,
    ((h // 7 % 5000000 + 1000 + case when fault = 0 and {right} then 100003 else 0 end) / 100)::decimal(12, 2) as balance,
    date '2024-01-01' + (h // 11 % 900)::int + case when fault = 1 and {right} then 3 else 0 end as bill_date,
    case when fault = 2 and {right} then 'X' else substr('ACS', (h // 13 % 3)::int + 1, 1) end as status,
    ['SPRINGFIELD', 'RIVERSIDE', 'FRANKLIN', 'BRISTOL', 'SALEM'][(h // 17 % 5)::int + 1]
        || case when fault = 3 and {right} then ' HILL' else '' end as city,
    (h // 19 % 20 + 1 + case when fault = 4 and {right} then 30 else 0 end)::int as cycle
    from ({rows}) where fault <> {absent}"""
BARE = """
import sys, duckdb
folder, memory = sys.argv[1:]
con = duckdb.connect(config={"threads": "2", "temp_directory": folder + "/bare"})
con.execute(f"set memory_limit = '{memory}'")
con.execute("set preserve_insertion_order = false")
fields = ["balance", "bill_date", "status", "city", "cycle"]
both = "l.account_no is not null and r.account_no is not null"
counts = ", ".join(f"count(*) filter ({both} and l.{name} is distinct from r.{name})" for name in fields)
print(con.execute(f"select count(*) filter (l.account_no is null), count(*) filter (r.account_no is null), {counts} "
    f"from '{folder}/left.parquet' l full outer join '{folder}/right.parquet' r on l.account_no = r.account_no").fetchone())
"""


def make(folder: Path, rows: int, seed: int) -> dict[str, int]:
    """Both files, and what is to be found: rows of each side alone, and wrong cells by field."""
    import duckdb

    con = duckdb.connect(config={"temp_directory": str(folder / "making")})
    con.execute("set memory_limit = '4GB'")
    con.execute("set preserve_insertion_order = false")
    made = ROWS.format(rows=rows, seed=seed, fault=FAULT)
    for side, right, absent in (("left", "false", 5), ("right", "true", 6)):
        select = SIDE.format(right=right, rows=made, absent=absent)
        con.execute(f"copy ({select}) to '{folder}/{side}.parquet' (format parquet, compression zstd)")
    found = dict(con.execute(f"select fault, count(*) from ({made}) group by all").fetchall())
    names = dict(enumerate(FIELDS)) | {5: "missing.left", 6: "missing.right"}
    return {name: found.get(number, 0) for number, name in names.items()}


def measured(words: list[str], folder: Path) -> tuple[dict[str, float], bytes]:
    """Seconds by the clock and of the processors, the highest memory and temporary disk (MB) of one process, and what it printed."""
    begun, disk, ended = time.monotonic(), [0], threading.Event()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(folder)})

    def watch() -> None:
        while not ended.wait(1):
            taken = subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True).stdout.split()
            disk[0] = max(disk[0], int(taken[0]) if taken else 0)

    watcher = threading.Thread(target=watch)
    before = int(
        subprocess.run(["du", "-sm", str(folder)], capture_output=True, text=True, check=True).stdout.split()[0]
    )
    watcher.start()
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    ended.set()
    watcher.join()
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit("it failed")
    cpu = used.ru_utime + used.ru_stime
    figures = {"wall": time.monotonic() - begun, "cpu": cpu, "mb": used.ru_maxrss / 1024, "disk": disk[0] - before}
    return figures, said


def found(said: bytes) -> dict[str, int]:
    """The counts of an answer of `tally verify`."""
    try:
        told: dict[str, Any] = json.loads(said)
    except ValueError:
        raise SystemExit(f"Its answer is no JSON: {said[:300]!r}") from None
    cells = {name: told["fields"][name]["different"] for name in FIELDS}
    return cells | {"missing.left": told["missing"]["left"], "missing.right": told["missing"]["right"]}


def main() -> None:
    """Prints the figures of both, and whether the counts are right."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000_000)
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--folder", default=None, help="Where the files and the temporary ones go: up to 25 GB.")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=told.folder) as place:
        folder = Path(place)
        expected = make(folder, told.rows, told.seed)
        (folder / "spec.json").write_text(json.dumps(SPEC))
        sizes = [f"{(folder / f'{side}.parquet').stat().st_size / 1e6:,.0f} MB" for side in ("left", "right")]
        print(
            f"{told.rows:,} rows, {' and '.join(sizes)}, memory {told.memory}, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        script = "from pilotage.tally.cli.app import main; main()"
        files = [
            f"{place}/left.parquet",
            f"{place}/right.parquet",
            "--spec",
            f"{place}/spec.json",
            "--out",
            f"{place}/out",
        ]
        ours = [sys.executable, "-c", script, "verify", *files, "--json", "--memory", told.memory]
        for name, words in (("tally verify", ours), ("bare DuckDB", [sys.executable, "-c", BARE, place, told.memory])):
            one, said = measured(words, folder)
            print(
                f"{name:14} {one['wall']:7.1f} s wall {one['cpu']:7.1f} s processor {one['mb']:6.0f} MB {one['disk']:7.0f} MB disk",
                flush=True,
            )
            if name == "tally verify":
                print("counts right" if found(said) == expected else f"WRONG: {found(said)} for {expected}", flush=True)


if __name__ == "__main__":
    main()
