"""`pilotage plan` and `pilotage dates`: what they print, and how they end."""

import json
import os
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from pilotage.config import cli_plan

PLAN = "id,task,duration_days,depends_on\n"
PLAN += "A,[red] First and a name too long for a narrow terminal to show beside all of its dates,2,\nB,Second,1,A\n"
DATES = {"--go-live": "2026-03-31", "--zone": "America/New_York", "--window": "30", "--meetings": "2"}


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(cli_plan.plan)
    app.command()(cli_plan.dates)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text(PLAN)
    return path


def words(**changed):
    return [word for pair in (DATES | changed).items() for word in pair]


def test_plan_prints_json(run, file):
    done = run("plan", file, "--start", "2026-07-02", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["finish"] == "2026-07-07"
    assert [(task["id"], task["start"], task["critical"]) for task in answer["tasks"]] == [
        ("A", "2026-07-02", True),
        ("B", "2026-07-07", True),
    ]


def test_the_calendar_none_has_no_holidays(run, file):
    done = run("plan", file, "--start", "2026-07-02", "--calendar", "none", "--json")
    assert json.loads(done.stdout)["finish"] == "2026-07-06"


def test_plan_prints_a_table_for_people_with_names_as_they_are_written(run, file):
    done = run("plan", file, "--start", "2026-07-02")
    assert done.exit_code == 0
    assert "2026-07-07" in done.stdout
    assert "[red]" in done.stdout
    assert "2026-07-02" in done.stdout, "dates are never cut to fit a narrow terminal"


def test_dates_prints_json_and_a_table(run):
    done = run("dates", *words(), "--json")
    assert json.loads(done.stdout) == {
        "presentation_at": "2026-03-30T09:00:00-04:00",
        "meetings": ["2026-03-17", "2026-03-24"],
        "window_ends_at": "2026-05-01T00:00:00-04:00",
    }
    table = run("dates", *words(**{"--window": "0", "--meetings": "0"}))
    assert table.exit_code == 0
    assert "no window" in table.stdout


@pytest.mark.parametrize(
    "asked",
    [
        ["plan", "none.csv", "--start", "2026-07-02", "--json"],
        ["plan", "FILE", "--start", "tomorrow", "--json"],
        ["plan", "FILE", "--start", "2026-02-30"],
        ["plan", "FILE", "--start", "2026-07-02", "--calendar", "mars", "--json"],
        ["plan", "BAD", "--start", "2026-07-02", "--json"],
        ["dates", *words(**{"--zone": "Mars/Base"}), "--json"],
        ["dates", *words(**{"--go-live": "soon"}), "--json"],
        ["dates", *words(**{"--window": "-30"}), "--json"],
        ["dates", *words(**{"--meetings": "two"})],
    ],
)
def test_bad_input_ends_with_2_one_line_on_stderr_and_nothing_on_stdout(run, file, tmp_path, asked):
    bad = tmp_path / "bad.csv"
    bad.write_text(PLAN + "C,Third,0,B\n")
    done = run(*({"FILE": file, "BAD": bad}.get(word, word) for word in asked))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    if "BAD" in asked:
        assert done.stderr.startswith("Row 4 (C): ")


def test_the_commands_start_without_django():
    code = "import sys; import pilotage.config.cli_plan; sys.exit('django' in sys.modules)"
    where = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], check=False, env=where).returncode == 0
