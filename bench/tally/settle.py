"""Reconciliation against known truth: `python bench/tally/settle.py [one-to-one|batches|large] [--judge]`.

Seeds for building and for judging differ. The greedy twin stands beside it to show that the data are hard.
"""

import argparse
import csv
import datetime
import difflib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import settle_data

BUILDING, JUDGING = (11, 12, 13), (7_001, 7_002, 7_003, 7_004, 7_005)
FEES = [
    {"name": "card", "percent": "2.75", "per_item": "0.10", "methods": ["card"]},
    {"name": "batch", "per_batch": "0.25", "methods": ["card"]},
]


def tally(spec: dict, **files: Path) -> dict:
    from pilotage.tally.matching.runs import reconcile
    from pilotage.tally.matching.spec import read_spec

    return reconcile(files, read_spec(spec, "bench"))


def one_to_one(seeds: tuple[int, ...]) -> list[dict]:
    """F1 of all proposed pairs, of the greedy twin, and how many automatic confirmations there were and were wrong."""
    answers = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            truth = settle_data.one_to_one(folder, seed)
            began = time.perf_counter()
            found = tally({"window": {"after": 4}}, payments=folder / "payments.csv", deposits=folder / "bank.csv")
            seconds = time.perf_counter() - began
            pairs = {
                one["left"][0]: (one["right"][0], one["state"])
                for one in found["matches"]
                if one["tier"] == "one_to_one"
            }
            told = {key: line for key, (line, state) in pairs.items() if state in ("confirmed", "suggested")}
            sure = {key: line for key, (line, state) in pairs.items() if state == "confirmed"}
            every = {key: line for key, (line, _) in pairs.items()}
            answers.append(
                {
                    "seed": seed,
                    "truth": len(truth),
                    "f1": f1(told, truth),
                    "f1_with_ambiguous": f1(every, truth),
                    "greedy_twin_f1": f1(greedy(folder), truth),
                    "confirmed": len(sure),
                    "confirmed_wrong": sum(truth.get(key) != line for key, line in sure.items()),
                    "seconds": round(seconds, 2),
                }
            )
    return answers


def f1(told: dict[str, str], truth: dict[str, str]) -> float:
    hits = sum(truth.get(key) == line for key, line in told.items())
    return round(2 * hits / max(1, len(told) + len(truth)), 4)


def greedy(folder: Path) -> dict[str, str]:
    """Each payment in turn takes the best line that is still free: amount first, then name, then days."""
    lines: dict[datetime.date, list[list[str]]] = {}
    for row in list(csv.reader((folder / "bank.csv").open()))[1:]:
        lines.setdefault(datetime.date.fromisoformat(row[1]), []).append(row)
    used: set[str] = set()
    told = {}
    for name, date, amount, payer, _ in list(csv.reader((folder / "payments.csv").open()))[1:]:
        best = None
        for later in range(7):
            for line in lines.get(datetime.date.fromisoformat(date) + datetime.timedelta(days=later), []):
                share = abs(float(line[2]) - float(amount)) / float(amount)
                if line[0] in used or share > 0.05:
                    continue
                alike = difflib.SequenceMatcher(None, payer.upper(), line[3]).ratio()
                score = (2.0 if share == 0 else 1.0 - 10 * share) + alike - 0.02 * later
                if best is None or score > best[0]:
                    best = (score, line[0])
        if best is not None:
            used.add(best[1])
            told[name] = best[1]
    return told


def batches(seeds: tuple[int, ...]) -> list[dict]:
    """Every deposit's residual against the answer key, with the reference there."""
    answers = []
    for seed in seeds:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            truth = settle_data.batches(folder, seed)
            spec = {"fees": FEES, "tiers": ["reference", "batch"]}
            found = tally(spec, payments=folder / "payments.csv", deposits=folder / "deposits.csv")
            told = {one["right"][0]: one["equation"]["residual"] for one in found["matches"]}
            confirmed = {one["right"][0] for one in found["matches"] if one["state"] == "confirmed"}
            answers.append(
                {
                    "seed": seed,
                    "deposits": len(truth),
                    "right": sum(told.get(key) == residual for key, residual in truth.items()),
                    "confirmed_wrong": sum(truth[key] != 0 for key in confirmed),
                    "not_confirmed": sum(residual == 0 and key not in confirmed for key, residual in truth.items()),
                }
            )
    return answers


PEERS = {
    "tally": """
from pilotage.tally.matching.runs import reconcile
from pilotage.tally.matching.spec import read_spec
from pathlib import Path
import pilotage.tally.matching.settling, pyarrow.csv
begin()
answer = reconcile({"payments": Path("payments.csv"), "deposits": Path("deposits.csv")}, read_spec({}, "bench"))
done([answer["states"]["deposits"]["confirmed"]["rows"], answer["states"]["deposits"]["exception"]["rows"]])
""",
    "duckdb": """
import duckdb
con = duckdb.connect(config={"threads": 2})
begin()
row = con.execute('''SELECT count(*) FILTER (WHERE p.s = d.a), count(*) FILTER (WHERE p.s <> d.a), count(*) FILTER (WHERE d.a IS NULL),
  count(*) FILTER (WHERE p.s IS NULL), sum(p.n) FILTER (WHERE d.a IS NULL) FROM
  (SELECT batch_id, count(*) AS n, sum(amount::DECIMAL(18, 2)) AS s FROM read_csv('payments.csv', all_varchar=true) GROUP BY 1) AS p
  FULL JOIN (SELECT batch_id, amount::DECIMAL(18, 2) AS a
  FROM read_csv('deposits.csv', all_varchar=true)) AS d USING (batch_id)''').fetchone()
done(list(map(int, row)))
""",
    "duckdb_and_repeated_ids": """
import duckdb
con = duckdb.connect(config={"threads": 2})
begin()
row = con.execute('''SELECT count(*) FILTER (WHERE p.s = d.a), count(*) FILTER (WHERE p.s <> d.a), count(*) FILTER (WHERE d.a IS NULL),
  count(*) FILTER (WHERE p.s IS NULL), sum(p.n) FILTER (WHERE d.a IS NULL) FROM
  (SELECT batch_id, count(*) AS n, sum(amount::DECIMAL(18, 2)) AS s FROM read_csv('payments.csv', all_varchar=true) GROUP BY 1) AS p
  FULL JOIN (SELECT batch_id, amount::DECIMAL(18, 2) AS a
  FROM read_csv('deposits.csv', all_varchar=true)) AS d USING (batch_id)''').fetchone()
ids = "SELECT payment_id FROM read_csv('payments.csv', all_varchar=true) GROUP BY 1 HAVING count(*) > 1"
con.execute(f"SELECT count(*) FROM ({ids})").fetchone()
done(list(map(int, row)))
""",
    "pandas": """
import pandas as pd
begin()
p = pd.read_csv("payments.csv", dtype=str)
d = pd.read_csv("deposits.csv", dtype=str)
p["cents"] = (p["amount"].astype(float) * 100).round().astype("int64")
d["cents"] = (d["amount"].astype(float) * 100).round().astype("int64")
m = p.groupby("batch_id", as_index=False)["cents"].sum().merge(d[["batch_id", "cents"]], on="batch_id", how="outer", suffixes=("", "_d"))
done([int((m["cents"] == m["cents_d"]).sum()), int((m["cents"].notna() & m["cents_d"].notna() & (m["cents"] != m["cents_d"])).sum())])
""",
}
CLOCK = """
import json, resource, time
def begin():
    global t0, c0
    t0, c0 = time.perf_counter(), time.process_time()
def done(counts):
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": round(time.perf_counter() - t0, 2), "cpu": round(time.process_time() - c0, 2),
                      "mb": used.ru_maxrss // 1024, "counts": counts}))
"""


def large(pandas_python: str, rounds: int, changes: list[str]) -> dict:
    """Five million payments: each peer in a process of its own, by turns; medians of the rounds, without process start and imports."""
    with tempfile.TemporaryDirectory() as place:
        truth = settle_data.large(Path(place), JUDGING[0])
        for change in changes:
            code = f"import pathlib, settle_data; settle_data.{change}(pathlib.Path({place!r}), {JUDGING[0]})"
            # elsewhere: a process hands its own peak of memory down to those it starts
            subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=True)
        ran: dict[str, list[dict]] = {}
        quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # as the command has it: idle threads of numpy would spin
        for _ in range(rounds):
            for name, code in PEERS.items():
                python = pandas_python if name == "pandas" else sys.executable
                if python:
                    ended = subprocess.run(
                        [python, "-c", CLOCK + code], cwd=place, capture_output=True, text=True, check=True, env=quiet
                    )
                    # DuckDB may draw a progress bar above
                    ran.setdefault(name, []).append(json.loads(ended.stdout.splitlines()[-1]))
        return {"truth": truth, **{name: medians(found) for name, found in ran.items()}}


def medians(found: list[dict]) -> dict:
    """The median of the seconds and of the processor time, the most memory, the counts."""
    middle = {name: statistics.median(one[name] for one in found) for name in ("seconds", "cpu")}
    return {**middle, "mb": max(one["mb"] for one in found), "counts": found[0]["counts"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=["all", "one-to-one", "batches", "large"])
    parser.add_argument("--pandas", default="", help="a Python that has pandas, in an environment of its own")
    parser.add_argument("--judge", action="store_true", help="the seeds that nobody looked at while building")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shuffled", action="store_true", help="payments in no order instead of batch after batch")
    parser.add_argument(
        "--wide", action="store_true", help="payments with a time, type, method, currency, fee and reference"
    )
    chosen = parser.parse_args()
    seeds = JUDGING if chosen.judge else BUILDING
    answer = {"load": os.getloadavg(), "cpus": os.cpu_count()}
    if chosen.what in ("all", "one-to-one"):
        answer["one_to_one"] = one_to_one(seeds)
    if chosen.what in ("all", "batches"):
        answer["batches"] = batches(seeds)
    if chosen.what in ("all", "large"):
        answer["large"] = large(chosen.pandas, chosen.rounds, ["shuffle"] * chosen.shuffled + ["widen"] * chosen.wide)
        answer["load_after"] = os.getloadavg()
    print(json.dumps(answer, indent=1))


if __name__ == "__main__":
    main()
