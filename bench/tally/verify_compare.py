"""The compare stage of `tally verify` alone: both files read, rows joined, differing cells told with their reasons.

`python verify_compare.py FOLDER`. Left out: hashing, forbidden data, the values that explain patterns, patterns, all output files.
"""

import json
import sys
from pathlib import Path

from pilotage.tally.cli.lean import keep_freed_memory, leave_out

folder = Path(sys.argv[1])
files = folder / "left.csv", folder / "right.csv"
leave_out("pandas")
leave_out("pyarrow.dataset")
keep_freed_memory(files)

from pilotage.tally.verify import running  # noqa: E402
from pilotage.tally.verify.bankscan import BankScanner  # noqa: E402
from pilotage.tally.verify.counting import ValueCounts  # noqa: E402
from pilotage.tally.verify.hashing import HashAhead  # noqa: E402
from pilotage.tally.verify.scanning import Scanner  # noqa: E402

for kind in (BankScanner, Scanner, ValueCounts):
    kind.feed = lambda *_: None
HashAhead._work = lambda _: None
running.find_patterns = lambda *_: []
answer = running.run(*files, json.loads((folder / "spec.json").read_text()))
print(
    answer["matched"],
    answer["equal"],
    answer["missing"],
    {name: one["different"] for name, one in answer["fields"].items()},
)
