"""Measures reading tables: rows per second and memory for CSV and XLSX, with and without the card-number judge.

Run: python bench/tables.py
"""

import argparse
import csv
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

HEADERS = ("external_id", "name", "vertical", "state", "time_zone", "mrr", "account", "note")


def table(rows: int) -> list[tuple[object, ...]]:
    rng = random.Random(1)
    zones = ("America/New_York", "America/Chicago")
    return [
        (f"B-{place:06d}", f"Town of {place}", "utility", "TX", rng.choice(zones), rng.randrange(10**6) / 100)
        + ("".join(rng.choices("0123456789", k=16)), "pays by check, late")
        for place in range(rows)
    ]


def write(folder: Path, rows: int) -> list[Path]:
    import xlsxwriter

    made = table(rows)
    text, book = folder / "billers.csv", folder / "billers.xlsx"
    with text.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEADERS, *made])
    workbook = xlsxwriter.Workbook(str(book), {"constant_memory": True})
    sheet = workbook.add_worksheet()
    for number, row in enumerate([HEADERS, *made]):
        sheet.write_row(number, 0, row)
    workbook.close()
    return [text, book]


def measure(path: Path, is_judged: bool) -> None:
    from pilotage.tally.forbidden import ColumnJudge
    from pilotage.tally.tables import open_table

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    with open_table(path) as opened:
        judge = ColumnJudge(opened.headers)
        for row in opened.rows():
            if is_judged:
                judge.feed_row(row.number, row.cells.items())
        found = judge.findings()
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    what = f"{path.suffix[1:]}{' with the judge' if is_judged else ''}"
    print(
        f"  {what:22} {opened.accepted:,} rows {taken:6.2f} s {opened.accepted / taken:9,.0f} rows/s"
        f"  peak {peak / 1024:5.0f} MB (+{(peak - before) / 1024:.0f})  findings {len(found)}",
        flush=True,
    )


def main() -> None:
    """Print a line for each kind of file, each read in a process of its own."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    given = options.parse_args()
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        maker = fresh.Process(target=write, args=(Path(folder), given.rows))
        maker.start()
        maker.join()
        for path in sorted(Path(folder).iterdir()):
            print(f"{path.name}: {path.stat().st_size / 2**20:.1f} MB")
            for is_judged in (False, True):
                reader = fresh.Process(target=measure, args=(path, is_judged))
                reader.start()
                reader.join()


if __name__ == "__main__":
    main()
