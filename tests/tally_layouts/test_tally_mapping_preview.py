"""A mapping is shown on the file's own rows, before and after, with what it refuses and what nobody mapped."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.previewing import preview
from pilotage.tally.spec import load_spec

SPEC = """
key: [account]
left: {format: fixed, layout: l.yaml}
right: {format: csv, rename: {Acct: account}}
fields:
  name: {type: text, trim: true}
  balance: {type: money, scale: 2}
  due: {type: date, left_format: "%Y-%m-%d", right_format: "%m/%d/%Y"}
"""
LAYOUT = """
format: fixed
fields:
  account: {at: [1, 6], pad: "0"}
  name: {at: [7, 8]}
  balance: {at: [15, 6], type: money, decimals: 2, sign: overpunch}
  due: {at: [21, 6], type: date, format: CYYDDD}
  route: {at: [27, 2]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(SPEC)
    (tmp_path / "l.yaml").write_text(LAYOUT)
    (tmp_path / "l.txt").write_text("000042Ann Lee 00123E126031R1\n000007Bob     00010}126032R2\n")
    (tmp_path / "r.csv").write_text(
        "Acct,name,balance,due,cycle\n42,Ann Lee,12.35,01/31/2026,3\n7,Bob,x,2026-02-01,4\n8,,1.005,02/03/2026,4\n"
    )
    return tmp_path


def test_before_and_after_of_the_right(folder: Path) -> None:
    made = preview(folder / "r.csv", load_spec(folder / "s.yaml"), "right")
    due, balance = made["fields"]["due"], made["fields"]["balance"]
    assert (due["changed"], sum(due["refused"].values()), due["column"]) == (2, 1, "due")
    assert {"line": 2, "before": "01/31/2026", "after": "2026-01-31"} in due["examples"]
    assert sum(balance["refused"].values()) == 2 and [one["before"] for one in balance["examples"]][:2] == [
        "x",
        "1.005",
    ]
    assert made["fields"]["account"]["column"] == "Acct"
    assert (made["fields"]["name"]["empty"], made["unmapped"]) == (1, ["cycle"])


def test_a_side_with_a_layout(folder: Path) -> None:
    made = preview(folder / "l.txt", load_spec(folder / "s.yaml"), "left")
    assert [one["before"] for one in made["fields"]["balance"]["examples"]] == ["12.35", "-1.00"]
    assert made["unmapped"] == ["route"]


def test_a_column_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "r.csv").write_text("Acct,name\n1,a\n")
    with pytest.raises(TallyError, match="there is no column “balance” on the right"):
        preview(folder / "r.csv", load_spec(folder / "s.yaml"), "right")


def test_the_command(folder: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from pilotage.tally.cli.app import main; main()",
        "map",
        folder / "r.csv",
        "--spec",
        folder / "s.yaml",
    ]
    ended = subprocess.run([*command, "--side", "right", "--json"], capture_output=True, text=True, check=False)
    assert (ended.returncode, json.loads(ended.stdout)["side"]) == (1, "right")
    wrong = subprocess.run([*command, "--side", "up"], capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout, wrong.stderr) == (2, "", "--side is 'up'. Write left or right.\n")
