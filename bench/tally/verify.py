"""Measures `tally verify` with nothing off beside a bare DuckDB full outer join and, where it is installed, datacompy; checks the key.

`python bench/tally/verify.py [--rows 1000000] [--copies 1] [--seed N] [--turns 3] [--memory 1GB] [--peers PYTHON] [--cis FORM]`. PEERS is
the interpreter of an environment of its own with datacompy, polars and pandas. `--copies 10` makes ten times as many rows.
`--unlimited` runs it without a limit, too. `--cis plain` (or another form of `cis_pairs.py`) compares a biller's extract with the
platform's table. Wall time depends on what else runs; processor time of the whole process less so.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def measured(words: list[str], accepted: tuple[int, ...]) -> dict[str, float]:
    """Wall and processor seconds and the highest memory (MB) of one process."""
    begun = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    if os.waitstatus_to_exitcode(status) not in accepted:
        raise SystemExit(process.stderr.read().decode() if process.stderr else "it failed")
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}


def answers(folder: Path, out: Path) -> dict[str, Any]:
    """How many planted faults were found, how many differences were told that are none, how many reasons were right."""
    from pyarrow import parquet

    planted = {(one["key"], one["field"]): one["reason"] for one in map(json.loads, (folder / "key.jsonl").open())}
    table = parquet.read_table(out / "mismatches.parquet", columns=["key", "field", "reason"]).to_pylist()
    found = {(one["key"], one["field"]): one["reason"] for one in table}
    right = sum(1 for place, reason in planted.items() if found.get(place) == reason)
    result, facts = json.loads((out / "result.json").read_text()), json.loads((folder / "facts.json").read_text())
    return {
        "planted": len(planted),
        "found": len(planted.keys() & found.keys()),
        "false": len(found.keys() - planted.keys()),
        "right_reason": right,
        "missing": result["missing"] == facts["missing"],
        "duplicates": result["duplicates"]["left"] == facts["duplicates"],
    }


def main() -> None:
    """Prints each turn of each program, then what was found of what was planted."""
    told = asked()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        made = {"--rows": told.rows, "--seed": told.seed}
        made |= {"--form": told.cis} if told.cis else {"--copies": told.copies, "--share": told.share}
        options = [text for name, value in made.items() for text in (name, str(value))]
        generator = "cis_pairs.py" if told.cis else "pairs.py"
        subprocess.run([sys.executable, str(HERE / generator), place, *options], check=True)
        runs = programs(told, place)
        print(f"{told.rows * told.copies:,} rows, seed {told.seed}, load {os.getloadavg()[0]:.1f}")
        for turn in range(told.turns):
            for name, words in runs.items():
                one = measured(words, (0, 1) if name.startswith("tally") else (0,))
                print(
                    f"{turn + 1} {name:20} {one['wall']:7.2f} s wall {one['cpu']:7.2f} s processor {one['mb']:7.0f} MB"
                )
        print(json.dumps(answers(folder, folder / "out")))
        print(f"load {os.getloadavg()[0]:.1f}")


def asked() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.005, help="Of all cells; 0.00025 is one in 200 rows.")
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--unlimited", action="store_true")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--peers", default="")
    parser.add_argument("--cis", default="", help="plain, names, quoted, windows or long.")
    return parser.parse_args()


def programs(told: argparse.Namespace, place: str) -> dict[str, list[str]]:
    """The commands by name."""
    files = [f"{place}/left.csv", f"{place}/right.csv", "--spec", f"{place}/spec.json", "--out", f"{place}/out"]
    script = "from pilotage.tally.cli.app import main; main()"
    command = [sys.executable, "-c", script, "verify", *files, "--json", "--memory"]
    bare = [sys.executable, str(HERE / "verify_bare.py"), place]
    alone = [sys.executable, str(HERE / "verify_compare.py"), place]
    runs = {"tally verify": [*command, told.memory], "tally, compare alone": alone}
    runs |= {"bare DuckDB": bare, "bare, same counts": [*bare, "all"]}
    if told.unlimited:
        runs["tally, no limit"] = [*command, "64GB"]
    if told.peers:
        for library in ("Polars", "pandas"):
            runs[f"datacompy on {library}"] = [told.peers, str(HERE / "verify_peer.py"), place, library.lower()]
    return runs


if __name__ == "__main__":
    main()
