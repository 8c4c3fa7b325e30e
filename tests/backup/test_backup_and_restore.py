"""A backup made while people work, restored elsewhere: the same rows, the same files, a whole trail; all of it or nothing."""

import json
import random
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from backup.installations import BUSY, Installation, new_installation
from chosen_database import CHOICE

SEED = 20261121


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup")


@pytest.fixture(scope="module")
def source(folder: Path) -> Installation:
    """An installation with billers, projects, tasks, people and stored files."""
    made = new_installation(folder, "source")
    made.json("demo", "--billers", "4")
    busy = made.script(BUSY, str(folder / "stop-source"))
    assert busy.stdout and busy.stdout.readline() == "busy\n"
    time.sleep(0.5)
    (folder / "stop-source").touch()
    assert busy.wait() == 0
    return made


@pytest.fixture(scope="module")
def kept(source: Installation, folder: Path) -> Path:
    """A backup of it."""
    file = folder / "kept.zip"
    source.json("backup", str(file))
    return file


@pytest.fixture(scope="module")
def rows(source: Installation, kept: Path) -> dict[str, tuple[int, str]]:
    """What the source held when the backup was made; later tests write more into it."""
    return source.raw_tables()


def test_a_restored_installation_holds_the_same_rows_and_files(source, kept, rows, folder) -> None:
    other = new_installation(folder, "same")
    answer = other.json("restore", str(kept))
    assert answer["audit"]["valid"] and answer["same_key"] and answer["missing_files"] == answer["kept_aside"] == []
    assert other.raw_tables() == rows
    assert other.proof() == source.proof() and other.proof()["files"] == other.proof()["good"] > 0
    assert (other.home / "secret.key").read_text() == (source.home / "secret.key").read_text()
    assert other.json("audit", "verify") == source.json("audit", "verify")


def test_a_restored_installation_goes_on_working(kept, folder) -> None:
    other = new_installation(folder, "working")
    other.json("restore", str(kept))
    before = other.json("audit", "verify")["events"]
    other.json("demo", "--billers", "1")
    after = other.json("audit", "verify")
    assert after["valid"] and after["events"] > before


def test_a_backup_while_others_write_is_one_moment(source, folder) -> None:
    stop, file = folder / "stop-busy", folder / "busy.zip"
    writers = [source.script(BUSY, str(stop)) for _ in range(2)]
    try:
        assert [one.stdout.readline() for one in writers if one.stdout] == ["busy\n"] * 2
        before = source.proof()["teams"]
        source.json("backup", str(file))
        after = source.proof()["teams"]
    finally:
        stop.touch()
    made = [int(one.communicate()[0]) for one in writers]
    assert [one.returncode for one in writers] == [0, 0] and min(made) > 1, "the writers were busy and none failed"
    other = new_installation(folder, "busy")
    other.json("restore", str(file))
    found = other.proof()
    assert found["valid"] and found["teams"] == found["told"] and found["files"] == found["good"]
    assert before <= found["teams"] <= after and after > before


@pytest.mark.skipif(CHOICE != "postgres", reason="needs both kinds of database")
def test_a_backup_moves_to_the_other_kind_of_database_and_back(kept, rows, folder) -> None:
    small = new_installation(folder, "small", url=f"sqlite:///{folder / 'small.sqlite3'}")
    assert small.json("restore", str(kept))["audit"]["valid"]
    again = folder / "again.zip"
    small.json("backup", str(again))
    large = new_installation(folder, "large")
    assert large.json("restore", str(again))["audit"]["valid"]
    assert large.raw_tables() == rows


def test_an_installation_in_use_is_refused_and_left_as_it_is(kept, folder) -> None:
    other = new_installation(folder, "full")
    other.json("demo", "--billers", "1")
    before = other.raw_tables()
    ran = other.run("restore", str(kept), "--json")
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1) and "not empty" in ran.stderr
    assert other.raw_tables() == before


def test_replace_keeps_the_old_installation_aside(kept, rows, folder) -> None:
    other = new_installation(folder, "replaced")
    other.json("demo", "--billers", "1")
    stray = other.home / "files" / "aa" / "aa11"
    stray.parent.mkdir(parents=True)
    stray.write_text("a file of the old one")
    old_key, old = (other.home / "secret.key").read_text(), other.raw_tables()
    answer = other.json("restore", str(kept), "--replace")
    assert other.raw_tables() == rows
    aside = Path(answer["kept_aside"][0])
    assert (aside / "secret.key").read_text() == old_key
    assert (aside / "files" / "aa" / "aa11").read_text() == "a file of the old one" and not stray.exists()
    if CHOICE == "sqlite":
        assert Installation(aside, f"sqlite:///{next(aside.glob('*.sqlite3'))}").raw_tables() == old
    else:
        assert answer["kept_aside"][1].startswith("schema replaced_")


def damaged(kept: Path, file: Path, what: str) -> None:
    """A copy of the backup with one thing wrong."""
    if what == "cut":
        file.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
        return
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if what == "a row" and name == "tables/people_team.jsonl":
                content = content.replace(b"Busy 1 ", b"Idle 1 ", 1)
            elif what == "a row less" and name == "tables/core_event.jsonl":
                content = content[content.index(b"\n") + 1 :]
            elif what == "a file" and name.startswith("files/"):
                content = content[:-1] + b"X"
            elif what == "no file" and name.startswith("files/"):
                continue
            elif name == "manifest.json":
                content = changed_manifest(json.loads(content), what)
            new.writestr(name, content)


def changed_manifest(manifest: dict, what: str) -> bytes:
    if what == "newer":
        manifest["version"] = 99
    elif what == "newer tables":
        manifest["migrations"].append(["billers", "9999_from_the_future"])
    elif what == "a path out":
        manifest["files"][0]["path"] = "files/../../outside"
    elif what == "no backup":
        manifest["format"] = "holiday pictures"
    return json.dumps(manifest).encode()


@pytest.mark.parametrize(
    "what",
    ["cut", "a row", "a row less", "a file", "no file", "newer", "newer tables", "a path out", "no backup"],
)
def test_a_damaged_backup_is_refused_and_nothing_is_there(kept, tmp_path, what) -> None:
    file = tmp_path / "damaged.zip"
    damaged(kept, file, what)
    other = new_installation(tmp_path, "home")
    ran = other.run("restore", str(file), "--json")
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1), ran.stderr
    assert [path.name for path in other.home.rglob("*")] in ([], ["up.lock"])
    assert other.raw_tables() == {}
    if what == "a row less":
        other.json("restore", str(kept))


def test_what_is_no_archive_or_not_there_is_one_line(tmp_path) -> None:
    other = new_installation(tmp_path, "home")
    (tmp_path / "text.zip").write_text("no archive")
    for name in ("text.zip", "none.zip"):
        ran = other.run("restore", str(tmp_path / name))
        assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)


def test_a_backup_never_writes_over_a_file_and_says_what_is_missing(source, kept, folder, tmp_path) -> None:
    assert source.run("backup", str(kept)).returncode == 2
    assert source.run("backup", str(tmp_path / "none" / "b.zip")).returncode == 2
    lost = next(path for path in (source.home / "files").rglob("*") if path.is_file())
    moved = shutil.move(lost, tmp_path / "moved")
    try:
        ran = source.run("backup", str(tmp_path / "b.zip"), "--json")
    finally:
        shutil.move(moved, lost)
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["missing_files"] == [lost.relative_to(source.home).as_posix()]
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip"]


def test_a_running_product_is_not_restored_over(kept, folder) -> None:
    import fcntl

    other = new_installation(folder, "running")
    with open(other.home / "up.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = other.run("restore", str(kept), "--replace")
    assert ran.returncode == 2 and "Stop it" in ran.stderr


@pytest.mark.skipif(CHOICE != "sqlite", reason="an open SQLite file can't be swapped safely")
def test_an_open_sqlite_database_is_not_swapped(kept, folder) -> None:
    import sqlite3
    from contextlib import closing
    from urllib.parse import unquote

    other = new_installation(folder, "open")
    other.json("demo", "--billers", "1")
    with closing(sqlite3.connect(unquote(other.url.removeprefix("sqlite:///")))) as opened:
        opened.execute("SELECT count(*) FROM core_event").fetchone()
        ran = other.run("restore", str(kept), "--replace")
    assert ran.returncode == 2 and "Somebody uses the database" in ran.stderr
    assert other.json("audit", "verify")["valid"]


def test_a_restore_that_is_killed_leaves_the_old_or_the_new_whole(kept, rows, folder) -> None:
    other = new_installation(folder, "killed")
    other.json("demo", "--billers", "1")
    old, new = other.raw_tables(), rows
    began = time.monotonic()
    other.json("restore", str(kept), "--replace")
    takes = time.monotonic() - began
    dice, seen = random.Random(SEED), []
    for _ in range(3):
        running = other.start("restore", str(kept), "--replace", "--json")
        try:
            running.wait(timeout=dice.uniform(0.2, 1.0) * takes)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        seen.append(other.raw_tables())
        assert other.proof()["valid"]
    assert all(tables in (old, new) for tables in seen)
    other.json("restore", str(kept), "--replace")
    assert other.raw_tables() == new and not list(other.home.glob(".restoring-*"))
