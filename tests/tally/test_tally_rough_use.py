"""What a person does wrong at the command line: exit 2, one line, what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = "import sys; from pilotage.tally.cli.app import main; sys.exit(main())"
ROWS = "account_no,name\n100001,Ann\n100002,Bo\n" + "".join(f"1000{place},Cy\n" for place in range(10, 30))


def tally(*words: object, stdout: object = subprocess.PIPE, before: tuple[str, ...] = ()) -> tuple[int, str]:
    """Exit code and what was said on standard error."""
    done = subprocess.run(
        [*before, sys.executable, "-c", COMMAND, *map(str, words)],
        stdout=stdout,  # type: ignore[call-overload]
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, str(done.stderr)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS)
    return path


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
@pytest.mark.parametrize("words", [["propose"], ["rows", "--json"], ["forbidden"]])
def test_a_full_disk_under_the_output_is_said_with_what_to_do(rows: Path, words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        code, said = tally(words[0], rows, *words[1:], stdout=full)
    assert (code, said.count("\n")) == (2, 1)
    assert "No space is left" in said and "Free some" in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_a_layout_that_could_not_be_written_is_not_in_the_way_of_the_next_try(
    rows: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from pilotage.tally.cli import propose
    from pilotage.tally.errors import TallyError

    def half(path: Path, text: str, encoding: str = "") -> None:
        path.touch()
        with open("/dev/full", "w") as full:
            full.write(text)

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(TallyError, match="No space left"):
        propose.propose(rows, tmp_path / "layout.yaml")
    assert not (tmp_path / "layout.yaml").exists()


@pytest.mark.parametrize("words", [["propose"], ["rows"], ["forbidden"], ["certificate"]])
def test_a_file_without_rights_is_named_with_what_to_do(rows: Path, words: list[str]) -> None:
    rows.chmod(0)
    before: tuple[str, ...] = ()
    if os.geteuid() == 0:  # a user who may read everything is held to the rights of the file
        if shutil.which("setpriv") is None:
            pytest.skip("this machine has no setpriv")
        before = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    code, said = tally(*words, rows, before=before)
    if "setpriv" in said:
        pytest.skip("rights can't be laid down here")
    assert (code, said) == (
        2,
        f"{rows}: You have no right to read it. Name a file that you may read, or have its rights changed.\n",
    )


def test_account_numbers_that_could_be_days_of_a_year_are_proposed_as_texts(rows: Path) -> None:
    from pilotage.tally.layouts.proposing import propose

    assert [one.settings["type"] for one in propose(rows).fields] == ["text", "text"]
