"""No part of the engine draws on standard output, which belongs to the answer."""

import subprocess
import sys
from pathlib import Path

import pilotage

ASK = """
from pilotage.tally.database import memory_database
with memory_database() as con:
    settings = con.execute("select current_setting('enable_progress_bar'), current_setting('threads')").fetchone()
print(settings)
"""


def test_a_database_shows_no_progress_and_takes_one_thread() -> None:
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert done.stdout == "(False, 1)\n"


def test_nobody_opens_one_in_another_way() -> None:
    source = Path(pilotage.__file__).parent
    found = [str(file.relative_to(source)) for file in source.rglob("*.py") if "duckdb.connect(" in file.read_text()]
    assert found == ["tally/database.py"]
