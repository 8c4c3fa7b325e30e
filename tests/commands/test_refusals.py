"""What can't be done ends with 2, one clear line on standard error and nothing on standard output: every command, hostile input."""

from pathlib import Path

import pytest

from commands.running import at_once, bare, is_refusal, pilotage

FACTS = ["--integration", "new", "--vertical", "tax", "--mrr", "1"]
DATES = ["--go-live", "2026-03-31", "--zone", "America/New_York", "--window", "30", "--meetings", "2"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with files that are not what they should be."""
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "columns.csv").write_text("x,y\n1,2\n")
    (tmp_path / "tier.csv").write_text("biller,vertical,integration,mrr\nA,tax,new,1\n")
    (tmp_path / "plan.csv").write_text("id,duration_days,depends_on\nA,1,\nB,2,A\n")
    return tmp_path


def table() -> list[tuple[str, ...]]:
    """A command, then words that its line must hold after the bar."""
    files = ("missing.csv", "binary.csv", "empty.csv", "folder.csv", "columns.csv")
    rows = [f"tier --file {file} --json" for file in files]
    rows += [f"plan {file} --start 2026-03-02 --json" for file in files]
    rows += [f"restore {file} --json" for file in ("missing.csv", "binary.csv")]
    return [(row,) for row in rows] + [
        ("nonsense", "nonsense"), ("token",), ("audit",), ("import",), ("import portfolio", "FILE"), ("import nothing", "nothing"),
        ("tier --file columns.csv", "biller", "vertical", "integration", "mrr"),
        ("tier --file tier.csv --as-of 2024-07-31", "2024-08-01"), ("tier --file tier.csv --as-of 31.12.2026",),
        ("tier",), ("tier --mrr",), ("tier --file tier.csv --mrr 5",), ("tier --colour red", "--colour"),
        ("plan plan.csv", "--start"), ("plan",), ("plan plan.csv --start soon", "soon"), ("plan plan.csv --start 2026-13-01",),
        ("plan plan.csv --start 2026-03-02 --calendar moon", "moon", "us-federal", "none"), ("dates --json", "--go-live"),
        ("demo --billers 0 --json",), ("demo --billers many --json", "--billers"), ("demo --billers 1e9 --json",),
        ("up --port 70000 --json",), ("up --port http --json", "--port"), ("up --host 0.0.0.0 --json", "--no-sample"),
        ("backup --json",), ("backup nowhere/b.zip --json", "nowhere"), ("backup tier.csv --json", "tier.csv"),
        ("restore --json",), ("audit verify --anchor missing.csv --json",), ("readiness --json",),
        ("token create --json", "--user"), ("token create --user a@example.com --json", "--scope"),
        ("token create --user a@example.com --scope read --days -1 --json", "--days"),
    ]  # fmt: skip


def test_bad_input_is_refused_in_one_line(place: Path) -> None:
    def ask(asked: str, *said: str) -> None:
        is_refusal(pilotage(*asked.split(), env=bare(place / "home"), cwd=place), *said)

    assert at_once(table(), ask) == []


DATABASE = (
    "audit verify", "readiness X", "token create --user a@example.com --scope read", "token list", "backup b.zip", "demo --billers 1",
    "import portfolio billers.csv", "up --no-sample --port 0",
)  # fmt: skip
WRONG = {
    "mysql://a": "postgresql://",
    "postgresql://a:b@[bad": "DATABASE_URL",
    "postgresql://nobody@127.0.0.1:1/none": "database",
    "sqlite:///{place}/binary.csv": "database",
    "sqlite:///{place}/nowhere/a.sqlite3": "database",
}


def test_a_database_that_can_not_be_used_is_said_so(place: Path) -> None:
    (place / "billers.csv").write_text("external_id,name\na,A\n")

    def ask(asked: str, url: str, said: str) -> None:
        env = bare(place / "home", DATABASE_URL=url.format(place=place))
        is_refusal(pilotage(*asked.split(), "--json", env=env, cwd=place), said)

    every_url = [("token list", url, said) for url, said in WRONG.items()]
    every_command = [(asked, url, WRONG[url]) for asked in DATABASE for url in list(WRONG)[2:3]]
    assert at_once(every_url + every_command, ask) == []


def test_a_home_that_is_no_folder_is_said_so(place: Path) -> None:
    def ask(asked: str) -> None:
        is_refusal(
            pilotage(*asked.split(), "--json", env=bare(place / "tier.csv"), cwd=place), "PILOTAGE_HOME", "tier.csv"
        )

    assert at_once([("audit verify",), ("doctor",), ("up --no-sample --port 0",)], ask) == []


def test_an_installation_that_was_never_started_is_told_how(place: Path) -> None:
    def ask(asked: str) -> None:
        is_refusal(pilotage(*asked.split(), "--json", env=bare(place / "home"), cwd=place), "pilotage up")

    assert at_once([("audit verify",), ("readiness X",), ("token list",), ("backup b.zip",)], ask) == []
    assert not (place / "b.zip").exists()


def test_dates_refuses_what_is_no_date_zone_or_number(tmp_path: Path) -> None:
    changed = [
        ("--go-live", "2026-02-30"), ("--go-live", "20260331"), ("--go-live", "9999-12-31"), ("--zone", "Mars/Base"),
        ("--zone", "../etc"), ("--window", "-1"), ("--window", "1e2"), ("--window", "٣"), ("--meetings", "two"), ("--meetings", "9999"),
    ]  # fmt: skip

    def ask(*changed: str) -> None:
        is_refusal(pilotage("dates", *DATES, *changed, "--json", env=bare(tmp_path)))

    assert at_once(changed, ask) == []


def test_every_command_has_json_and_help(tmp_path: Path) -> None:
    commands = (
        "up", "import portfolio", "demo", "tier", "plan", "dates", "readiness", "token create", "token list", "token revoke",
        "audit verify", "audit anchor", "backup", "restore", "doctor", "backtest",
    )  # fmt: skip

    def ask(command: str) -> None:
        done = pilotage(*command.split(), "--help", env=bare(tmp_path))
        assert done.code == 0 and "--json" in done.out and not done.err, done

    assert at_once([(command,) for command in commands], ask) == []
    assert not any(tmp_path.iterdir()), "help makes no files"


def test_without_any_word_it_says_what_there_is(tmp_path: Path) -> None:
    done = pilotage(env=bare(tmp_path))
    assert done.code == 0 and "import" in done.out and not done.err


def test_a_reader_that_has_read_enough_is_no_failure(place: Path) -> None:
    import subprocess

    from commands.running import PROGRAM

    rows = "".join(f"B{n},tax,new,{n}\n" for n in range(3000))
    (place / "many.csv").write_text("biller,vertical,integration,mrr\n" + rows)
    words = f"{PROGRAM} tier --file many.csv --json | head -1"
    done = subprocess.run(
        words, shell=True, cwd=place, env=bare(place / "home"), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "[\n", "")
