"""`tally read` and `tally codes`: exit codes, one JSON document, masked accounts, refusals in one line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tally_formats.ach_files import plain, put, whole_file
from tally_formats.payment_samples import CAMT, LOCKBOX, MT940, X820
from tally_formats.test_tally_ach import returned
from tally_formats.test_tally_bai2 import FILE as BAI2

Run = subprocess.CompletedProcess[str]


def tally(*words: str | Path) -> Run:
    """The command in a process of its own."""
    command = [sys.executable, "-c", "from pilotage.tally.cli.app import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def written(folder: Path, content: str | list[str]) -> Path:
    path = folder / "file.txt"
    path.write_text(content if isinstance(content, str) else "\n".join(content) + "\n")
    return path


@pytest.mark.parametrize(
    ("content", "format", "count"),
    [(plain(), "ach", 3), (BAI2, "bai2", 4), (CAMT, "camt", 6), (MT940, "mt940", 4), (LOCKBOX, "lockbox", 4), (X820, "x12", 4),
     ("date,amount\n2026-11-21,1\n", "csv", 1)],
)  # fmt: skip
def test_each_format_is_found_and_told_as_one_document(
    tmp_path: Path, content: str | list[str], format: str, count: int
) -> None:
    ran = tally("read", written(tmp_path, content), "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    told = json.loads(ran.stdout)
    assert (told["format"], told["valid"], len(told["entries"]), told["totals"]["entries"]) == (
        format,
        True,
        count,
        count,
    )
    wanted = {"line", "kind", "amount", "currency", "direction", "date", "account", "name", "reference", "parent"}
    assert all(wanted <= set(entry) for entry in told["entries"])
    assert {"control_totals", "errors", "leniencies", "records", "balances"} <= set(told)
    assert told["records"]["accepted"] + told["records"]["rejected"] == told["records"]["read"]


def test_findings_exit_with_one_and_name_record_line_field_and_rule(tmp_path: Path) -> None:
    file = written(tmp_path, put(plain(), 3, 12, "9"))
    ran = tally("read", file, "--json", "--format", "ach")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["valid"]) == (1, False)
    assert {key: told["errors"][0][key] for key in ("record", "line", "field", "rule")} == {
        "record": "entry", "line": 3, "field": "check_digit", "rule": "check_digit",
    }  # fmt: skip
    lenient = tally("read", file, "--json", "--allow", "wrong_check_digits,unblocked")
    assert lenient.returncode == 0
    assert json.loads(lenient.stdout)["leniencies"] == [
        {"name": "unblocked", "rule": None, "used": 0, "lines": []},
        {"name": "wrong_check_digits", "rule": "check_digit", "used": 1, "lines": [3]},
    ]


def test_people_see_the_end_of_account_numbers_only(tmp_path: Path) -> None:
    ran = tally("read", written(tmp_path, plain()))
    assert ran.returncode == 0
    assert "••••6789" in ran.stdout
    assert "000123456789" not in ran.stdout
    assert "10.01 USD in 1" in ran.stdout


TELLING = [BAI2.replace("note only", "card 4012888888881881 exp 12/28"), CAMT.replace("INVOICE 9", "4012 8888 8888 1881"),
           "date,card number,amount\n" + "2026-11-21,4012888888881881,1.00\n" * 3]  # fmt: skip


@pytest.mark.parametrize("content", TELLING)
@pytest.mark.parametrize("words", [["--json"], [], ["--summary"]])
def test_card_numbers_are_masked_and_refused(tmp_path: Path, content: str, words: list[str]) -> None:
    ran = tally("read", written(tmp_path, content), *words)
    assert ran.returncode == 2
    assert "1881" in ran.stderr + ran.stdout
    assert "4012" not in ran.stderr + ran.stdout
    assert len(ran.stderr.strip().splitlines()) == 1
    if words == ["--json"]:
        assert json.loads(ran.stdout)["forbidden"]


def test_references_as_long_as_a_card_number_are_let_pass(tmp_path: Path) -> None:
    text = BAI2.replace("note only", "CREDIT 4012888888881889 REF 1234567890123456")
    assert tally("read", written(tmp_path, text)).returncode == 0


def test_a_return_is_explained_with_what_to_do(tmp_path: Path) -> None:
    file = written(tmp_path, whole_file(returned("R02")))
    told = json.loads(tally("read", file, "--json").stdout)
    assert told["entries"][0]["explained"]["title"] == "Account closed"
    assert "stop AutoPay" in told["entries"][0]["explained"]["action"]
    assert "R02 Account closed." in tally("read", file).stdout


def test_a_summary_has_no_entries(tmp_path: Path) -> None:
    told = json.loads(tally("read", written(tmp_path, plain()), "--summary", "--json").stdout)
    assert "entries" not in told
    assert told["totals"]["entries"] == 3


@pytest.mark.parametrize("words", [["--format", "ach2"], ["--allow", "everything"], ["--nonsense"], []])
def test_what_cannot_be_read_exits_with_two_and_one_line(tmp_path: Path, words: list[str]) -> None:
    path = written(tmp_path, plain()) if words else tmp_path / "none.ach"
    ran = tally("read", path, *words, "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"%PDF-1.7", b"hello\nworld\n", b"\x00\x01\x02\x03", "é".encode("utf-16")]
)
def test_files_that_are_none_exit_with_two(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "given"
    path.write_bytes(content)
    ran = tally("read", path, "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert len(ran.stderr.strip().splitlines()) == 1


def test_a_folder_and_a_locked_file_exit_with_two(tmp_path: Path) -> None:
    assert tally("read", tmp_path).returncode == 2
    locked = written(tmp_path, plain())
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user may read everything")
    assert tally("read", locked).returncode == 2


def test_a_code_is_told_as_it_stood_on_a_day() -> None:
    ran = tally("codes", "R03", "--json")
    told = json.loads(ran.stdout)
    assert (told["code"], told["kind"], told["since"]) == ("R03", "returns", None)
    assert "stop AutoPay" in told["action"]
    older = json.loads(tally("codes", "R11", "--as-of", "2019-06-01", "--json").stdout)
    assert (older["title"], older["until"], len(older["versions"])) == (
        "Check truncation entry return",
        "2020-03-31",
        2,
    )


@pytest.mark.parametrize("words", [["R99"], ["R03", "--as-of", "soon"], ["R63", "--as-of", "2024-01-01"]])
def test_what_is_no_code_exits_with_two(words: list[str]) -> None:
    ran = tally("codes", *words, "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
