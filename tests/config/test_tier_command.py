"""`pilotage tier`: its answers, its exit codes, and that it starts without a database."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from pilotage.config.cli_tier import tier

app = typer.Typer()
app.command()(tier)
FACTS = ["--integration", "new", "--vertical", "utility", "--mrr", "4999.99"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def answer(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_one_biller_gives_one_object() -> None:
    found = run(*FACTS, "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout) == {
        "biller": None,
        "support": "transition_success",
        "window_days": 30,
        "window_is_minimum": True,
        "meetings": 1,
        "row": "N1",
        "policy_version": "1.0",
        "reason": "New integration, MRR 4,999.99 USD: row N1 of policy 1.0 gives Transition Success.",
        "missing": [],
    }


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        (["--mrr", "1,000"], ["mrr"]),
        (["--mrr", "-5"], ["mrr"]),
        (["--mrr", ""], ["mrr"]),
        (["--vertical", "water"], ["vertical"]),
        (["--integration", "old"], ["integration"]),
    ],
)
def test_missing_facts_end_with_one_and_still_give_the_object(changed: list[str], missing: list[str]) -> None:
    found = run(*FACTS, *changed, "--json")
    assert found.exit_code == 1
    answered = json.loads(found.stdout)
    assert answered["missing"] == missing
    assert answered["support"] == "facts_missing"
    assert (answered["row"], answered["window_days"], answered["meetings"]) == (None, None, None)


def test_an_option_that_is_not_given_is_a_missing_fact() -> None:
    assert answer("--vertical", "tax")["missing"] == ["integration", "mrr"]


def test_a_file_gives_an_array_in_its_order_and_ends_with_one_when_a_fact_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("biller,vertical,integration,mrr\nZ,tax,existing,20000\nA,tax,new,x\n")
    found = run("--file", str(path), "--json")
    assert found.exit_code == 1
    assert [(one["biller"], one["row"]) for one in json.loads(found.stdout)] == [("Z", "E4"), ("A", None)]
    path.write_text("biller,vertical,integration,mrr\nZ,tax,existing,20000\n")
    assert run("--file", str(path), "--json").exit_code == 0


@pytest.mark.parametrize("day", ["2024-08-01", "2099-12-31"])
def test_the_policy_of_the_day_is_used(day: str) -> None:
    assert run(*FACTS, "--as-of", day, "--json").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [*FACTS, "--as-of", "2024-07-31"],
        [*FACTS, "--as-of", "01/02/2026"],
        [*FACTS, "--as-of", "20260102"],
        [*FACTS, "--as-of", ""],
        ["--file", "/nowhere/b.csv"],
        [*FACTS, "--file", "b.csv"],
        [],
    ],
)
@pytest.mark.parametrize("form", [["--json"], []])
def test_bad_input_ends_with_two_one_line_on_stderr_and_nothing_on_stdout(
    arguments: list[str], form: list[str]
) -> None:
    found = run(*arguments, *form)
    assert found.exit_code == 2
    assert found.stdout == ""
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_file_without_a_required_column_ends_with_two(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("biller,vertical,mrr\nZ,tax,1\n")
    found = run("--file", str(path))
    assert found.exit_code == 2
    assert "integration" in found.stderr


def test_the_table_for_people_shows_names_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    path.write_text("biller,vertical,integration,mrr\n[red]B[/red],tax,new,1\n")
    found = run("--file", str(path))
    assert found.exit_code == 0
    assert "[red]" in found.stdout


def test_it_starts_without_django() -> None:
    code = "import sys; import pilotage.config.cli_tier; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
