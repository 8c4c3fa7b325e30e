"""Measures how fast and in how little memory payment files are read, every field decoded and checked.

Run: python bench/tally/formats.py [--entries 500000] [--camt 200000] [--turns 3] [--seed N]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from ach_files import write_ach
from camt_files import write_camt

SOURCES = Path(__file__).resolve().parent.parent.parent / "src"


COMMAND = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from pilotage.tally.cli.app import main
main()
"""
# The least that any reader on lxml does: every element seen, its tag and text taken, and freed.
BARE = """
import sys
from lxml import etree
seen = 0
for _, element in etree.iterparse(sys.argv[1], resolve_entities=False, no_network=True):
    element.tag, element.text
    seen += 1
    is_entry = element.tag.endswith("}Ntry")
    element.clear()
    if is_entry:
        while element.getprevious() is not None:
            del element.getparent()[0]
print(seen)
"""


def run(script: str, *words: object) -> tuple[float, float, float, str]:
    """A process of its own: seconds on the clock, seconds of processor, megabytes at its highest, what it printed."""
    begun = os.times().elapsed
    process = subprocess.Popen([sys.executable, "-c", script, *map(str, words)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"The command failed: {printed[:500]}")
    return os.times().elapsed - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, printed


def checked(printed: str, truth: dict[str, int]) -> None:
    """The summary must be right: valid, and its totals the generator's."""
    told = json.loads(printed)
    found = {name: told["totals"][name] for name in ("entries", "credit", "debit")}
    if not told["valid"] or found != truth:
        raise SystemExit(f"Wrong: {found} against {truth}; {told['errors'][:3]}")


def told(name: str, seconds: float, processor: float, memory: float, aim: str) -> None:
    print(f"{name:<46} {seconds:6.2f} s  processor {processor:6.2f} s  {memory:5.0f} MB  aim {aim}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=500_000)
    parser.add_argument("--camt", type=int, default=200_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--seed", type=int, default=20261121)
    given = parser.parse_args()
    print("load", *(f"{value:.1f}" for value in os.getloadavg()))
    with tempfile.TemporaryDirectory() as folder:
        ach, camt = Path(folder, "file.ach"), Path(folder, "file.xml")
        made = write_ach(ach, given.entries, given.seed)
        truth = {"entries": made["entries"], "credit": made["credits"], "debit": made["debits"]}
        for _ in range(given.turns):
            one = run(COMMAND, SOURCES, "read", ach, "--summary", "--json")
            checked(one[3], truth)
            told(f"ACH, {given.entries:,} entries, the whole command", *one[:3], "4 s, 32 MB")
        truth = write_camt(camt, given.camt, given.seed)
        for _ in range(given.turns):
            bare = run(BARE, camt)
            told(f"camt, {given.camt:,} entries, bare lxml", *bare[:3], "-")
            one = run(COMMAND, SOURCES, "read", camt, "--summary", "--json")
            checked(one[3], truth)
            told(f"camt, {given.camt:,} entries, the whole command", *one[:3], "40 MB")
            print(
                f"  of the bare one: {one[0] / bare[0]:.2f} on the clock, {one[1] / bare[1]:.2f} of processor; aim 1.6"
            )
    print("load", *(f"{value:.1f}" for value in os.getloadavg()))


if __name__ == "__main__":
    main()
