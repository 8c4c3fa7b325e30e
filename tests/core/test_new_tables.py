"""Tables that are made at once are the tables that migrations make: columns, rules, indexes, walls."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from chosen_database import own_environment

TESTS = Path(__file__).parents[1]
#: Django's own table of a group's permissions, which the product leaves empty: its migrations make the key wider than its model.
WIDER = ["auth_group_permissions", "id"]


def described(way: str, folder: Path) -> Any:
    """What a new database says of its tables."""
    (folder / way).mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "core.describing_tables", way],
        cwd=TESTS,
        env=own_environment(folder / way, f"tables_{way}_{os.getpid()}"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path) -> None:
    found, expected = described("once", tmp_path), described("steps", tmp_path)
    assert len(expected["columns"]) > 1000 and len(expected["rules"]) > 100 and len(expected["indexes"]) > 100
    for told in (found, expected):
        told["columns"] = [column for column in told["columns"] if column[:2] != WIDER]
    for what in expected:
        assert [row for row in found[what] if row not in expected[what]] == [], f"{what} that no migration makes"
        assert [row for row in expected[what] if row not in found[what]] == [], f"{what} that are missing"
        assert len(found[what]) == len(expected[what])
