"""One installation by its commands alone: import, demo, readiness, tokens, audit, backup, restore elsewhere, doctor, up."""

import hashlib
import json
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from chosen_database import make_database
from commands.running import PROGRAM, Done, is_refusal, pilotage

FILES = {
    "billers.csv": "external_id,name,vertical,state,time_zone,mrr\nhill,Hill Water,Utility,TX,America/Chicago,4200.50\n",
    "contacts.csv": "external_id,biller,name,email,role\nc1,hill,Cora Clerk,cora@example.com,finance\n",
    "integrations.csv": "external_id,biller,product,integrator\ni1,hill,,Provider\n",
    "phases.csv": "external_id,biller,integration,target_go_live,went_live\np1,hill,i1,2027-03-01,\n",
    "staff.csv": "email,name,roles\nada@example.com,Ada Admin,admin;pm\n",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a small portfolio."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content.encode())
    return tmp_path


def imported(env: dict[str, str], place: Path, *words: str) -> Done:
    return pilotage("import", "portfolio", *(place / name for name in FILES), "--json", *words, env=env)


def test_an_import_says_what_it_did_and_the_same_again_does_nothing(
    own_installation: dict[str, str], place: Path
) -> None:
    for words, expected in (
        (["--dry-run"], {"created": 5, "updated": 0, "unchanged": 0, "errors": []}),
        ([], {"created": 5, "updated": 0, "unchanged": 0, "errors": []}),
        ([], {"created": 0, "updated": 0, "unchanged": 5, "errors": []}),
    ):
        done = imported(own_installation, place, *words)
        assert (done.code, done.err, done.answer) == (0, "", expected)
    changed = FILES["billers.csv"].replace("4200.50", "5000").encode("utf-8-sig")
    (place / "billers.csv").write_bytes(changed.replace(b"Hill Water", "Café Water".encode()))
    assert imported(own_installation, place).answer == {"created": 0, "updated": 1, "unchanged": 4, "errors": []}


def test_an_import_with_any_error_names_each_and_changes_nothing(own_installation: dict[str, str], place: Path) -> None:
    wrong = {
        "mrr": ["1e5", "-3", "1.234", "٣", "$5,000", "five"], "vertical": ["water"], "state": ["Texas"], "time_zone": ["Mars/Base"],
        "name": [""],
    }  # fmt: skip
    columns = ["external_id", "name", "vertical", "state", "time_zone", "mrr"]
    good = dict(zip(columns, ("x", "X", "tax", "TX", "America/Chicago", "1"), strict=True))
    rows = [
        good | {"external_id": f"x{n}", name: value}
        for n, (name, value) in enumerate((a, b) for a in wrong for b in wrong[a])
    ]
    lines = [",".join(f'"{row[name]}"' for name in columns) for row in rows]
    (place / "billers.csv").write_text("\n".join([",".join(columns), *lines]), encoding="utf-8")
    done = pilotage("import", "portfolio", place / "billers.csv", "--json", env=own_installation)
    assert done.code == 2 and len(done.err.splitlines()) == 1 and "Nothing was imported" in done.err
    assert (done.answer["created"], done.answer["updated"]) == (0, 0)
    found = [(one["row"], one["column"], one["value"]) for one in done.answer["errors"]]
    assert found == [
        (n, name, value) for n, (name, value) in enumerate(((a, b) for a in wrong for b in wrong[a]), start=2)
    ]
    assert all(one["file"] == "billers.csv" and one["reason"] and one["remedy"] for one in done.answer["errors"])
    assert imported(own_installation, place, "--dry-run").code == 2
    (place / "billers.csv").write_text(FILES["billers.csv"])
    assert imported(own_installation, place).answer["created"] == 5


def test_a_file_that_can_not_be_opened_is_refused_in_one_line(own_installation: dict[str, str], place: Path) -> None:
    (place / "folder.csv").mkdir()
    (place / "billers2.csv").write_bytes(bytes(range(256)) * 40)
    for name in ("missing.csv", "folder.csv", "billers2.csv"):
        is_refusal(pilotage("import", "portfolio", place / name, "--json", env=own_installation), name)


def test_no_import_makes_a_phase_live(own_installation: dict[str, str], place: Path) -> None:
    assert imported(own_installation, place).code == 0
    (place / "phases.csv").write_text(FILES["phases.csv"].replace("2027-03-01,\n", "2027-03-01,2026-01-05\n"))
    done = imported(own_installation, place)
    assert done.code == 2 and [one["column"] for one in done.answer["errors"]] == ["went_live"]


def test_readiness_tokens_and_the_trail_answer_in_their_shapes(own_installation: dict[str, str], place: Path) -> None:
    env = own_installation
    imported(env, place)
    ready = pilotage("readiness", "hill", "--phase", "1", "--json", env=env)
    assert (
        ready.code == 1
        and ready.err == ""
        and list(ready.answer) == ["ready", "gates"]
        and ready.answer["ready"] is False
    )
    for gate in ready.answer["gates"]:
        assert set(gate) == {"id", "state", "read_at", "evidence", "missing"}
        assert gate["state"] in ("pass", "blocked", "waived") and (gate["missing"] or gate["state"] != "blocked")
    is_refusal(pilotage("readiness", "nobody", "--json", env=env), "nobody")
    is_refusal(pilotage("readiness", "hill", "--phase", "7", "--json", env=env), "--phase")
    token = pilotage("token", "create", "--user", "ada@example.com", "--scope", "read", "--json", env=env)
    assert token.code == 0 and token.answer["token"].startswith("plt_") and token.answer["scopes"] == ["read"]
    is_refusal(
        pilotage("token", "create", "--user", "x@example.com", "--scope", "read", "--json", env=env), "x@example.com"
    )
    is_refusal(pilotage("token", "create", "--user", "ada@example.com", "--scope", "all", "--json", env=env), "all")
    trail = pilotage("audit", "verify", "--json", env=env)
    assert trail.code == 0 and set(trail.answer) == {"valid", "events", "unsealed", "first_bad"}
    assert trail.answer["valid"] is True and trail.answer["events"] > 5 and trail.answer["first_bad"] is None
    assert pilotage("doctor", "--json", env=env).code in (0, 1)


def test_a_backup_is_the_same_elsewhere(
    own_installation: dict[str, str], place: Path, request: pytest.FixtureRequest
) -> None:
    env = own_installation
    demo = pilotage("demo", "--billers", 2, "--json", env=env)
    assert demo.code == 0 and demo.answer["billers"] == 2 and demo.answer["tasks"] > 50
    made = pilotage("backup", place / "b.zip", "--json", env=env)
    assert (
        made.code == 0
        and made.answer["rows"] > 200
        and Path(made.answer["file"]).stat().st_size == made.answer["bytes"]
    )
    is_refusal(pilotage("backup", place / "b.zip", "--json", env=env), "b.zip")
    name = "else_" + hashlib.sha256(f"{request.node.nodeid} {place}".encode()).hexdigest()[:16]
    other = env | {"PILOTAGE_HOME": str(place / "elsewhere"), "DATABASE_URL": make_database(name)}
    back = pilotage("restore", place / "b.zip", "--json", env=other)
    assert back.code == 0 and back.answer["rows"] == made.answer["rows"] and back.answer["audit"]["valid"] is True
    is_refusal(pilotage("restore", place / "b.zip", "--json", env=other), "--replace")
    trails = [pilotage("audit", "verify", "--json", env=one).answer for one in (env, other)]
    assert trails[0] == trails[1] and trails[0]["valid"] is True


def test_up_prints_one_line_when_it_answers_replaces_a_busy_port_and_stops_cleanly(
    own_installation: dict[str, str],
) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        words = [PROGRAM, "up", "--no-sample", "--port", str(port), "--json"]
        process = subprocess.Popen(
            words, env=own_installation, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        try:
            assert set(said) == {"url", "sign_ins"} and said["sign_ins"] == [] and not said["url"].endswith(f":{port}")
            with urllib.request.urlopen(f"{said['url']}/health/", timeout=10) as answer:
                assert answer.status == 200
            is_refusal(pilotage("up", "--no-sample", "--port", 0, "--json", env=own_installation), "already")
        finally:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "") and err.splitlines()[0].startswith(f"Port {port} is busy")
