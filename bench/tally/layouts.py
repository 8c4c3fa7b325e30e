"""Fixed width by a layout against a bare Polars slice of the same columns, and against pandas.read_fwf, each in its own process.

Run: python bench/tally/layouts.py [--rows 500000] [--seed 41] [--rounds 3]

The layout run does what the others leave out: amounts with implied decimals and overpunch signs, Julian dates, flags and a set are
read and checked, every column is trimmed, lines are numbered, and the table is written as Parquet. The bare slice cuts the same 20
columns, trims them and writes Parquet with the same compression; `slice only` does not write. pandas reads texts and writes nothing.
"""

import argparse
import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent.parent / "src"
WIDTHS = (10, 20, 24, 16, 2, 5, 9, 9, 9, 9, 9, 9, 6, 6, 6, 6, 1, 3, 7, 30)

READ = """
import sys, time, resource
from pathlib import Path
{imports}
widths = {widths}
starts = [sum(widths[:place]) for place in range(len(widths))]
begun, cpu = time.perf_counter(), time.process_time()
{body}
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{{time.perf_counter() - begun:.2f}} {{time.process_time() - cpu:.2f}} {{peak:.0f}} {{rows}}")
"""
LAYOUT = """
kinds = {6: {"type": "money", "decimals": 2, "sign": "overpunch"}, 12: {"type": "date", "format": "CYYDDD"},
         16: {"type": "flag", "true": ["Y"], "false": ["N"]}, 17: {"set": ["ACT", "CLS", "FIN"]}, 18: {"type": "integer"}}
kind = lambda place: kinds[6] if 6 <= place < 12 else kinds[12] if 12 <= place < 16 else kinds.get(place, {})
fields = {f"f{place}": {"at": [starts[place] + 1, widths[place]], **kind(place)} for place in range(len(widths))}
done = normalize(Path(sys.argv[1]), load_layout({"format": "fixed", "fields": fields}), Path(sys.argv[2]))
rows = done.rows
assert not done.rejects
"""
SLICE = """
lines = pl.scan_lines(sys.argv[1])
column = pl.col(lines.collect_schema().names()[0])
table = lines.select(column.str.slice(start, width).str.strip_chars().alias(f"f{place}")
                     for place, (start, width) in enumerate(zip(starts, widths)))
"""
RIVALS = {
    "tally layout": (
        "import pyarrow.compute, pyarrow.parquet, numpy\nfrom pilotage.tally.layouts import load_layout, normalize, fixedblocks", LAYOUT,
    ),
    "Polars slice, written": (
        "import polars as pl",
        SLICE + "table.sink_parquet(sys.argv[2], compression='lz4')\nrows = pl.scan_parquet(sys.argv[2]).select(pl.len()).collect().item()",
    ),
    "Polars slice only": ("import polars as pl", SLICE + "rows = table.collect().height"),
    "pandas.read_fwf": ("import pandas", "rows = len(pandas.read_fwf(sys.argv[1], widths=list(widths), header=None, dtype=str))"),
}  # fmt: skip


def line(rng: random.Random, number: int) -> str:
    """One account."""
    day = [dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(700)) for _ in range(4)]
    return "".join((
        f"{number:010d}", f"Name of {rng.randrange(10**6)}".ljust(20), f"{rng.randrange(1, 9999)} Main Street".ljust(24),
        "Springfield".ljust(16), "IL", f"{rng.randrange(10**5):05d}",
        *(f"{rng.randrange(10**6):08d}{rng.choice('{ABCDEFGHI}JKLMNOPQR')}" for _ in range(6)),
        *(f"1{one:%y%j}" for one in day),
        rng.choice("YN"), rng.choice(("ACT", "CLS", "FIN")), f"{rng.randrange(10**7):07d}",
        f"user{rng.randrange(10**6)}@example.org".ljust(30), "\n",
    ))  # fmt: skip


def run(name: str, source: Path, out: Path) -> tuple[float, float, float] | None:
    """Seconds by the clock, seconds of processor, peak megabytes; None where the rival is not installed."""
    imports, body = RIVALS[name]
    script = READ.format(imports=imports, widths=WIDTHS, body=textwrap.dedent(body))
    environment = {**os.environ, "PYTHONPATH": str(SRC)}
    ended = subprocess.run(
        [sys.executable, "-c", script, source, out], capture_output=True, text=True, env=environment, check=False
    )
    if ended.returncode:
        print(f"{name:<24} not measured: {ended.stderr.strip().splitlines()[-1]}")
        return None
    seconds, cpu, peak, _ = ended.stdout.split()
    return float(seconds), float(cpu), float(peak)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=41)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "accounts.txt"
        rng = random.Random(given.seed)
        with source.open("w") as out:
            out.writelines(line(rng, number) for number in range(given.rows))
        print(f"{given.rows:,} lines of {sum(WIDTHS)} characters, 20 columns; load {os.getloadavg()[0]:.1f}")
        best: dict[str, tuple[float, float, float]] = {}
        for _ in range(given.rounds):
            for name in RIVALS:
                taken = run(name, source, Path(folder) / "out.parquet")
                if taken is not None and (name not in best or taken < best[name]):
                    best[name] = taken
        ours = best["tally layout"]
        for name, (seconds, cpu, peak) in best.items():
            print(
                f"{name:<24} {seconds:6.2f} s  processor {cpu:6.2f} s  {peak:5.0f} MB  layout/this {ours[0] / seconds:5.2f}"
            )


if __name__ == "__main__":
    main()
