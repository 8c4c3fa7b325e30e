"""Measures what it takes to look through uploaded files for card and bank account numbers: processor time, and memory at its highest.

Run: python bench/tally/pairs.py FOLDER --rows 550000 --seed 5, then python bench/uploads.py FOLDER/left.csv [more files]
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from pilotage.tally.forbidden import scan_bank_accounts, scan_upload

SCANS: dict[str, Callable[[BinaryIO, str], list[Any]]] = {"cards": scan_upload, "bank accounts": scan_bank_accounts}


def main() -> None:
    """Print a line for each file and scan."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", type=Path, nargs="+")
    for file in options.parse_args().files:
        for name, scan in SCANS.items():
            with file.open("rb") as stream:
                begun = time.process_time()
                found = scan(stream, file.name)
                took = time.process_time() - begun
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            size = file.stat().st_size / 1e6
            print(
                f"{file.name}, {size:,.0f} MB, {name}: {took:.1f} s, {size / took:,.0f} MB a second, {len(found)} found, {peak} MB at most"
            )


if __name__ == "__main__":
    main()
