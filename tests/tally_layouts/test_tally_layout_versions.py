"""Two versions of a layout are compared; the commands print what changed and end with the right code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pilotage.tally.layouts import load_layout
from pilotage.tally.layouts.comparing import compare_layouts

OLD = """
format: fixed
key: [account]
fields:
  account: {at: [1, 10]}
  name: {at: [11, 20]}
  balance: {at: [31, 9], type: money, decimals: 2}
  due: {at: [40, 8], type: date, format: CCYYMMDD, range: [2020-01-01, 2030-12-31]}
"""
NEW = """
format: fixed
encoding: cp037
record_length: 60
key: [account, due]
fields:
  account: {at: [1, 12]}
  customer: {at: [11, 20]}
  balance: {at: [33, 9], type: money, decimals: 2, sign: overpunch}
  due: {at: [40, 8], type: date, format: MMDDCCYY}
  cycle: {at: [50, 2]}
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from pilotage.tally.cli.app import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_change_is_named_with_old_and_new(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    changes = compare_layouts(load_layout(tmp_path / "old.yaml"), load_layout(tmp_path / "new.yaml"))
    assert [str(one) for one in changes] == [
        "setting: encoding: auto → cp037",
        "setting: record_length: 0 → 60",
        "field moved: account: characters 1 to 10 → characters 1 to 12",
        "field renamed: name: name → customer",
        "field moved: balance: characters 31 to 39 → characters 33 to 41",
        "field: balance.sign: auto → overpunch",
        "field: due.format: CCYYMMDD → MMDDCCYY",
        "check removed: due range (old files read the same)",
        "field added: cycle: nothing → characters 50 to 51",
        "key: key: account → account, due",
    ]


def test_the_commands(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    (tmp_path / "a.csv").write_text("id,balance\n" + "".join(f"{i},{i}.25\n" for i in range(30)))
    same = run("layouts", tmp_path / "old.yaml", tmp_path / "old.yaml")
    assert (same.returncode, same.stdout) == (0, "Both layouts say the same.\n")
    differ = run("layouts", tmp_path / "old.yaml", tmp_path / "new.yaml", "--json")
    assert (differ.returncode, json.loads(differ.stdout)["breaking"]) == (1, 9)
    told = json.loads(run("propose", tmp_path / "a.csv", "--json").stdout)
    assert [(one["name"], one["type"]) for one in told["fields"]] == [("id", "text"), ("balance", "money")]
    assert told["sample"] == {"rows": 30, "rejected": 0}
    written = run("propose", tmp_path / "a.csv", "--out", tmp_path / "l.yaml")
    assert (written.returncode, load_layout(tmp_path / "l.yaml").columns) == (0, ("id", "balance"))
    again = run("propose", tmp_path / "a.csv", "--out", tmp_path / "l.yaml")
    assert (again.returncode, again.stdout, again.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format: fixed\nfields: {a: {at: [1, 0]}}", "field a: give its place"),
        ("format: nonsense", "format is 'nonsense'"),
        ("format: csv\nfeilds: {}", "“feilds” is no key of a layout"),
        ("format: csv\nfields: {a: {typ: text}}", "“typ” is no setting of a field"),
        ("format: csv\nfields: {a: {type: date, format: QQ}}", "date form “QQ” is not understood"),
        ("format: csv\nfields: {a: {pattern: '['}}", "is no regular expression"),
        ("format: csv\nkey: b\nfields: {a: text}", "the key names b, which is no field"),
        ("format: csv\nencoding: klingon", "is not known"),
        ("format: csv\nfields: [a, a]", "is there twice"),
        ("format: csv\n  bad: [", "cannot be read"),
        ("- 1", "holds no layout"),
        ("a: &x [1]\nb: *x", "aliases are not taken"),
        (
            "format: records\nrecord_at: 1\nrecords: {d: {code: D, fields: [x]}}\ncontrols: [{in: t.n, count: d}]",
            "t.n names no field",
        ),
    ],
)
def test_a_wrong_layout_is_refused_by_name_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "l.yaml").write_text(text)
    ended = run("layouts", tmp_path / "l.yaml", tmp_path / "l.yaml")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert words in ended.stderr and "l.yaml" in ended.stderr


def test_rows_shows_what_a_layout_makes_of_a_file_and_what_it_refuses(tmp_path: Path) -> None:
    lines = [f"{n:010}{'Ann Lee':<20}{n * 100:09}20260131" for n in range(1, 40)]
    (tmp_path / "a.txt").write_text("\n".join([*lines, f"{40:010}{'Bo':<20}{'12x':>9}20260131"]) + "\n")
    (tmp_path / "old.yaml").write_text(OLD)
    told = run("rows", tmp_path / "a.txt", "--layout", tmp_path / "old.yaml", "--rows", "2", "--json")
    answer = json.loads(told.stdout)
    assert (told.returncode, answer["read"], answer["refused_rows"]) == (1, 39, 1)
    assert answer["columns"] == ["account", "name", "balance", "due"] and answer["lines"] == [1, 2]
    assert answer["rows"][1] == ["0000000002", "Ann Lee", "2.00", "2026-01-31"]
    assert (answer["refused"][0]["line"], answer["refused"][0]["code"]) == (40, "not_a_number")
    proposed = json.loads(run("rows", tmp_path / "a.txt", "--json").stdout)
    assert proposed["fields"] and proposed["layout"]["format"] == "fixed"
    lines = run("rows", tmp_path / "a.txt", "--layout", tmp_path / "old.yaml").stdout
    assert "line 40 is refused (not_a_number)" in lines and "39 rows are read, 1 refused." in lines


def test_rows_with_card_numbers_are_refused_masked(tmp_path: Path) -> None:
    cards = ["4111111111111111", "5500005555555559", "4012888888881881"] * 9
    (tmp_path / "a.txt").write_text("".join(f"{n:08}{card}\n" for n, card in enumerate(cards)))
    (tmp_path / "l.yaml").write_text("format: fixed\nfields: {a: {at: [1, 8]}, b: {at: [9, 16]}}\n")
    told = run("rows", tmp_path / "a.txt", "--layout", tmp_path / "l.yaml", "--json")
    assert told.returncode == 2 and len(told.stderr.splitlines()) == 1
    assert not any(card in told.stdout + told.stderr for card in cards) and json.loads(told.stdout)["forbidden"]
