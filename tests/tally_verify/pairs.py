"""Small pairs of files, and the command that compares them."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pilotage.tally.verify import run

MINIMAL: dict[str, Any] = {
    "key": ["account_no"],
    "left": {"format": "csv"},
    "right": {"format": "csv"},
    "fields": {
        "balance": {"type": "money", "scale": 2},
        "bill_date": {"type": "date", "left_format": "%Y-%m-%d", "right_format": "%m/%d/%Y"},
        "name": {"type": "text", "trim": True, "ignore_case": True},
    },
}


def written(folder: Path, name: str, rows: str | bytes) -> Path:
    """A file with these rows; a line end before the first is taken off."""
    place = folder / name
    data = rows if isinstance(rows, bytes) else rows.lstrip("\n").encode()
    place.write_bytes(data)
    return place


def verified(
    folder: Path, left: str | bytes, right: str | bytes, spec: Mapping[str, Any] = MINIMAL, **more: Any
) -> dict[str, Any]:
    """The document of one comparison."""
    return run(written(folder, "left.csv", left), written(folder, "right.csv", right), spec, **more)


def one_field(folder: Path, rule: Mapping[str, Any], left: str, right: str) -> dict[str, Any]:
    """What comes of one cell on either side."""
    spec = {"key": ["id"], "fields": {"it": rule}}
    made = verified(folder, f'id,it\n1,"{left}"\n', f'id,it\n1,"{right}"\n', spec)
    return {"rejected": made["rejected"], **made["fields"]["it"], "tolerated": made["details"]["it"]["tolerated"]}


def commanded(*words: object, cwd: Path | None = None) -> tuple[int, Any, str]:
    """Exit code, the JSON on standard output (its text where it is none), and standard error."""
    script = "from pilotage.tally.cli.app import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", script, *map(str, words)], capture_output=True, text=True, cwd=cwd, timeout=120
    )
    try:
        said: Any = json.loads(ran.stdout)
    except ValueError:
        said = ran.stdout
    return ran.returncode, said, ran.stderr
