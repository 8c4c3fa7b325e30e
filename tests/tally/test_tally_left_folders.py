"""Rows of a file don't stay behind in the temporary folder when the process that read them is killed."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pilotage.tally.intake.workspace import LOCK, YOUNG, working_folder

HOLDS = """
import sys, tempfile, time
tempfile.tempdir = sys.argv[1]
from pilotage.tally.intake.workspace import working_folder
with working_folder() as folder:
    (folder / "rows").write_text("account 1")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def held(temporary: Path):
    started = subprocess.Popen([sys.executable, "-c", HOLDS, str(temporary)], stdout=subprocess.PIPE, text=True)
    assert started.stdout
    folder = Path(started.stdout.readline().strip())
    yield started, folder
    started.kill()
    started.wait()
    started.stdout.close()


def _grow_old(folder: Path) -> None:
    then = (folder / LOCK).stat().st_mtime - YOUNG - 1
    os.utime(folder / LOCK, (then, then))


def test_what_a_killed_process_left_is_removed_by_the_next(held) -> None:
    process, folder = held
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (folder / "rows").exists()
    with working_folder():
        assert folder.exists(), "a folder just made may be one whose owner has no lock yet"
    _grow_old(folder)
    with working_folder():
        assert not folder.exists()


def test_a_folder_in_use_is_left_alone_however_old(held) -> None:
    _process, folder = held
    _grow_old(folder)
    with working_folder():
        assert (folder / "rows").exists()


def test_other_folders_are_not_touched(temporary: Path) -> None:
    for name in ("tally-mine", "other"):
        (temporary / name).mkdir()
    with working_folder() as folder:
        assert folder.parent == temporary
    assert sorted(one.name for one in temporary.iterdir()) == ["other", "tally-mine"]
