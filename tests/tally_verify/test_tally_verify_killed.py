"""A run that is killed at any moment and started again leaves the very bytes of one that was not."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from killing.share import KILLS, SEED, told
from tally_verify.pairs import MINIMAL, written

# A process that has everything imported, and forks a child for each run: `[folder, seconds, shards]` answers whether it ended by
# itself, before so many seconds and before so many shards were kept.
NURSERY = """
import json, os, signal, sys, time
import duckdb, numpy, pyarrow, pyarrow.compute, pyarrow.csv, pyarrow.parquet, xlsxwriter
from pathlib import Path
from pilotage.tally.verify import run, writing
writing.SHARD_PAIRS = 40
base, spec = Path(sys.argv[1]), json.loads(sys.argv[2])
print(json.dumps("ready"), flush=True)

def kept(folder):
    try:
        return len(list(Path(folder).glob(".tally-*/*.json")))
    except FileNotFoundError:  # the run has just removed it
        return 0

for line in sys.stdin:
    folder, seconds, shards = json.loads(line)
    begun, child = time.monotonic(), os.fork()
    if child == 0:
        try:
            run(base / "left.csv", base / "right.csv", spec, out=Path(folder))
            os._exit(0)
        finally:
            os._exit(1)
    ended = 0
    while not ended and time.monotonic() - begun < seconds and kept(folder) < shards:
        time.sleep(0.001)
        ended, status = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    print(json.dumps([bool(ended) and status == 0, time.monotonic() - begun]), flush=True)
"""


class Nursery:
    """Runs that can be killed."""

    def __init__(self, base: Path) -> None:
        words = [sys.executable, "-c", NURSERY, str(base), json.dumps(MINIMAL)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()

    def run(self, folder: Path, seconds: float = 240, shards: int = 1_000) -> tuple[bool, float]:
        assert self._process.stdin is not None
        print(json.dumps([str(folder), seconds, shards]), file=self._process.stdin, flush=True)
        ended, took = self._answer()
        return ended, took

    def _answer(self) -> list[float]:
        assert self._process.stdout is not None
        found: list[float] = json.loads(self._process.stdout.readline())
        return found

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def content(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes; names of files that were not whole are among them."""
    return {place.name: place.read_bytes() for place in sorted(folder.rglob("*")) if place.is_file()}


def unlike(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of the files that are not the same in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def files(base: Path) -> None:
    random_ = random.Random(SEED)
    left, right = ["account_no,balance,bill_date,name"], ["account_no,balance,bill_date,name"]
    for number in range(600):
        cents = random_.randrange(10**6)
        wrong = cents + random_.choice([0, 1, 750])
        left.append(f"{number},{cents / 100:.2f},2026-01-{number % 28 + 1:02d},Name {number}")
        right.append(f"{number},{wrong / 100:.2f},01/{number % 28 + 1:02d}/2026,NAME {number}")
    right[1:] = random_.sample(right[1:], len(right) - 1)
    written(base, "left.csv", "\n".join(left) + "\n")
    written(base, "right.csv", "\n".join(right) + "\n")


@pytest.mark.kills
def test_a_killed_run_begins_again_and_ends_in_the_same_bytes(tmp_path: Path) -> None:
    files(tmp_path)
    nursery, random_ = Nursery(tmp_path), random.Random(SEED)
    try:
        ended, took = nursery.run(tmp_path / "whole")
        assert ended
        expected, killed, left_something = content(tmp_path / "whole"), 0, 0
        assert {"mismatches.parquet", "summary.xlsx", "report.html", "certificate.json"} <= set(expected)
        for number in range(KILLS):
            folder = tmp_path / f"killed-{number}"
            # Every other one is killed where shards are written, which a moment by the clock would seldom hit.
            shards = random_.randrange(1, 11) if number % 2 else 1_000
            ended, spent = nursery.run(folder, 240 if number % 2 else random_.uniform(0.05, 1.0) * took, shards)
            took = max(spent, took) if ended else took
            killed += not ended
            left_something += not ended and folder.is_dir() and bool(content(folder))
            assert nursery.run(folder)[0]
            assert unlike(content(folder), expected) == []
        assert killed >= KILLS // 3 and left_something >= KILLS // 4
    finally:
        nursery.end()
    told.append(
        f"{killed} verifications killed, {left_something} of them with shards kept; each ended in the same bytes."
    )


@pytest.mark.kills
def test_a_shard_that_was_damaged_meanwhile_is_made_anew(tmp_path: Path) -> None:
    files(tmp_path)
    nursery = Nursery(tmp_path)
    try:
        assert nursery.run(tmp_path / "whole")[0]
        assert not nursery.run(tmp_path / "cut", shards=3)[0]
        kept = sorted((tmp_path / "cut").rglob("shard-*.parquet"))
        for shard in kept[:1]:
            shard.write_bytes(b"damaged")
        assert nursery.run(tmp_path / "cut")[0]
        assert unlike(content(tmp_path / "cut"), content(tmp_path / "whole")) == []
    finally:
        nursery.end()
