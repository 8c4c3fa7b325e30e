"""Levels a folder of project files and lays the lengths beside the best known ones.

    python bench/planner/psplib.py DIR [--best FILE.csv] [--seconds 10] [--sample 60] [--seed 1] [--rules-only] [--json]
    python bench/planner/psplib.py --generate 60 --tasks 30 DIR

DIR holds .sm or .rcp files. Those of the project scheduling library are not shipped here: name the folder where yours are. The
CSV of best known lengths has a line `name,best` per file (the name without its ending); more columns are ignored. Without it
the gap is told to the proved lower bound. `--generate` first writes made-up projects of the same kind into DIR.
"""

import argparse
import csv
import json
import random
import statistics
import sys
import time
from pathlib import Path

from pilotage.planner.levelling.generator import generated_instance
from pilotage.planner.levelling.level import level
from pilotage.planner.levelling.psplib import read_instance, sm_text


def best_known(path: Path | None) -> dict[str, int]:
    """The best known length by the name of the file, from any CSV whose first two columns are these."""
    if path is None:
        return {}
    with path.open(newline="") as rows:
        found = {}
        for row in csv.reader(rows):
            if len(row) > 1 and row[1].strip().isdigit():
                found[Path(row[0].strip()).stem.lower()] = int(row[1])
        return found


def files_in(folder: Path) -> list[Path]:
    """The project files of a folder; without any, says what to do."""
    found = sorted(path for path in folder.glob("*") if path.suffix.lower() in (".sm", ".rcp"))
    if not found:
        print(
            f"There is no .sm or .rcp file in {folder}. Name a folder that holds the library's files (they are not shipped here), or"
            " make files of the same kind with --generate.",
            file=sys.stderr,
        )
    return found


def generate(folder: Path, count: int, tasks: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(tasks)
    for number in range(count):
        how = {
            "complexity": chance.choice((1.5, 1.8, 2.1)),
            "factor": chance.choice((0.25, 0.5, 0.75, 1.0)),
            "strength": chance.choice((0.2, 0.5, 0.7, 1.0)),
        }
        made = generated_instance(tasks, seed=number, **how)
        (folder / f"made{tasks}_{number}.sm").write_text(sm_text(made))


def tried(path: Path, best: dict[str, int], options: argparse.Namespace) -> dict[str, object]:
    instance = read_instance(path)
    begin = time.perf_counter()
    found = level(instance, seconds=options.seconds, seed=options.seed, with_solver=not options.rules_only)
    taken = time.perf_counter() - begin
    starts = [found.starts[name] for name in instance.names]
    known = best.get(path.stem.lower(), found.lower_bound)
    return {
        "file": path.name,
        "makespan": found.makespan,
        "best": known,
        "is_best": found.makespan <= known,
        "proved": found.proved_optimal,
        "gap": (found.makespan - known) / max(1, known),
        "seconds": taken,
        "complaints": instance.complaints(starts),
    }


def main() -> int:
    """Print a summary, or JSON with every file."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--best", type=Path, help="a CSV of best known lengths; by default the .csv in the folder")
    asked.add_argument("--seconds", type=float, default=10.0)
    asked.add_argument("--sample", type=int, help="so many files, drawn with the seed")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--rules-only", action="store_true")
    asked.add_argument("--generate", type=int, default=0)
    asked.add_argument("--tasks", type=int, default=30)
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    if options.generate:
        generate(options.folder, options.generate, options.tasks)
    files = files_in(options.folder)
    if not files:
        return 2
    best = best_known(options.best or next(iter(sorted(options.folder.glob("*.csv"))), None))
    if options.sample:
        files = sorted(random.Random(options.seed).sample(files, min(options.sample, len(files))))
    rows = [tried(path, best, options) for path in files]
    summary = {
        "files": len(rows),
        "at_best_known": sum(bool(row["is_best"]) for row in rows),
        "proved_optimal": sum(bool(row["proved"]) for row in rows),
        "mean_gap": statistics.fmean(float(str(row["gap"])) for row in rows),
        "mean_seconds": statistics.fmean(float(str(row["seconds"])) for row in rows),
        "broken": sum(bool(row["complaints"]) for row in rows),
    }
    if options.json:
        print(json.dumps({"summary": summary, "files": rows}, indent=2))
        return 0
    to = "the best known" if best else "the lower bound"
    print(
        f"{summary['files']} files: {summary['at_best_known']} at {to}, {summary['proved_optimal']} proved optimal, "
        f"mean gap to {to} {summary['mean_gap']:.2%}, mean time {summary['mean_seconds']:.2f} s, {summary['broken']} broken"
    )
    return 1 if summary["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
