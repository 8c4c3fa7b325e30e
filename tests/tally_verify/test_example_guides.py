"""The guide beside the example files: each of its commands does what it says, in a fresh copy."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples" / "verification"
GUIDE = (EXAMPLES / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    tally (.+?) +# (\d)$", GUIDE, re.M)
MAIN = "import sys; from pilotage.tally.cli.app import main; sys.exit(main())"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return Path(shutil.copytree(EXAMPLES, tmp_path_factory.mktemp("fresh") / "verification"))


@pytest.mark.parametrize(("words", "code"), COMMANDS)
def test_each_command_of_the_guide_ends_as_it_says(folder, words, code) -> None:
    done = subprocess.run([sys.executable, "-c", MAIN, *words.split()], cwd=folder, capture_output=True, text=True)
    assert str(done.returncode) == code, done.stderr
    assert "Traceback" not in done.stderr and (code == "2" or done.stdout)


def test_every_example_file_is_used_by_a_guide() -> None:
    told = GUIDE + (EXAMPLES / "settlement.md").read_text(encoding="utf-8")
    told += "".join(path.read_text(encoding="utf-8") for path in (EXAMPLES.parents[1] / "docs" / "howto").glob("*.md"))
    names = [path.name for path in EXAMPLES.iterdir() if path.suffix in (".csv", ".yaml")]
    assert [name for name in names if name not in told] == []
