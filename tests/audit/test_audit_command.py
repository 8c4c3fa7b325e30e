"""`pilotage audit verify` and `audit anchor`: exactly four facts, exit 0, 1 or 2, and anchors to keep elsewhere."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from typer.testing import CliRunner, Result

from pilotage.config.cli_audit import app
from pilotage.core import daily
from pilotage.core.models import Anchor, AuditHead, Event
from pilotage.core.operations import change
from pilotage.core.viewer import system
from pilotage.people.models import Team
from story import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "PILOTAGE_HOME", tmp_path)
    return tmp_path


@pytest.fixture
def trail() -> None:
    for n in range(6):
        with change(by=system(), now=NOW) as c:
            c.create(Team, name=f"Team {n}")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_whole_trail_is_exit_0_with_four_facts(trail: None) -> None:
    result = run("verify", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"valid": True, "events": 6, "unsealed": 0, "first_bad": None}


def test_an_empty_trail_is_whole() -> None:
    assert json.loads(run("verify", "--json").stdout)["events"] == 0


def test_a_finding_is_exit_1_and_names_the_event(trail: None) -> None:
    Event.objects.filter(seq=4).update(kind="core.forged")
    result = run("verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"valid": False, "events": 6, "unsealed": 0, "first_bad": 4}
    assert "event 4" in run("verify").stdout


def test_an_event_beyond_the_head_is_counted_as_unsealed(trail: None) -> None:
    AuditHead.objects.update(seq=4, chain_hash=Event.objects.get(seq=4).chain_hash)
    answer = json.loads(run("verify", "--json").stdout)
    assert answer == {"valid": False, "events": 4, "unsealed": 2, "first_bad": 5}


def test_content_that_is_not_even_json_is_a_finding_and_no_breakdown(trail: None) -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses to hold it")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE core_event SET payload = '{oops' WHERE seq = 3")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    result = run("verify", "--json")
    assert (result.exit_code, json.loads(result.stdout)["first_bad"]) == (1, 3)


def test_a_cut_with_all_its_traces_is_found_by_a_file_kept_elsewhere(trail: None, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere.jsonl"
    assert run("anchor", "--to", str(kept), "--json").exit_code == 0
    assert run("verify", "--anchor", str(kept), "--json").exit_code == 0
    Anchor.objects.all().delete()
    Event.objects.filter(seq__gt=3).delete()
    AuditHead.objects.update(seq=3, chain_hash=Event.objects.get(seq=3).chain_hash)
    assert run("verify", "--json").exit_code == 0
    result = run("verify", "--anchor", str(kept), "--json")
    assert (result.exit_code, json.loads(result.stdout)["first_bad"]) == (1, 4)


@pytest.mark.parametrize(
    "content", [None, "", "no anchor\n", '{"seq": 1}\n', '{"seq": 1, "hash": "a"}\n{"seq": 1, "hash": "b"}\n']
)
def test_anchors_that_can_not_be_read_are_exit_2_with_one_line(
    trail: None, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "kept.jsonl"
    if content is not None:
        file.write_text(content)
    result = run("verify", "--anchor", str(file), "--json")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_the_daily_anchor_is_a_row_and_a_line(trail: None, home: Path) -> None:
    daily.anchor(by=system(), now=NOW)
    row, head = Anchor.objects.get(), AuditHead.objects.get()
    assert (row.day, row.seq, row.chain_hash) == (NOW.date(), head.seq, head.chain_hash)
    lines = (home / "anchors" / "anchors.jsonl").read_text().splitlines()
    assert [json.loads(line)["hash"] for line in lines] == [head.chain_hash]
    assert run("verify", "--anchor", str(home / "anchors" / "anchors.jsonl")).exit_code == 0


def test_nothing_to_anchor_is_said(home: Path) -> None:
    result = run("anchor", "--json")
    assert (result.exit_code, result.stdout) == (2, "") and "Nothing has happened" in result.stderr
