"""Files that are meant as UTF-16 or UTF-32 and are broken: the encoding that is meant, where it breaks, and what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.proposing import propose

TEXT = "account_no,name,balance\n" + "".join(f"{n:06d},Ann Lee {n},{n}.50\n" for n in range(200))
LITTLE, BIG = TEXT.encode("utf-16-le"), TEXT.encode("utf-16-be")
MAIN = "import sys; from pilotage.tally.cli.app import main; sys.exit(main())"
MARK = b"\xff\xfe"
AT_LINE_9 = TEXT.replace("\n", "|", 8).index("\n") * 2 + 20


def without(data: bytes, place: int) -> bytes:
    return data[:place] + data[place + 1 :]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (MARK + LITTLE[:-1], "UTF-16, little-endian, and it ends in the middle of a character"),
        (b"\xfe\xff" + BIG[:-1], "UTF-16, big-endian, and it ends in the middle of a character"),
        (MARK + BIG, "mark says UTF-16, little-endian, and its characters are UTF-16, big-endian"),
        (MARK + without(LITTLE, AT_LINE_9), "UTF-16, little-endian, up to line 10: there a byte is lost or added"),
        (MARK + LITTLE.replace(b"\n", b"\r\n"), "up to line 1: there a byte is lost or added, as a transfer in text mode"),
        (MARK + LITTLE[:800] + b"\x00\xd8" + LITTLE[800:], "byte 801 is no character of it"),
        (LITTLE.replace(b"\n", b"\r\n"), "seems to be UTF-16 in which bytes are lost or added"),
        (TEXT.encode() + LITTLE[:3000], "two encodings are mixed"),
        (TEXT.encode("utf-32-le"), "seems to be UTF-32 without its mark"),
        (b"MZ\x90\0" + bytes(range(1, 256)) * 8 + b"\0\0", "no text (it holds NUL characters)"),
    ],
)  # fmt: skip
def test_a_broken_wide_file_is_told_by_the_encoding_that_is_meant(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(TallyError) as refused:
        propose(file)
    assert words in refused.value.message
    if "NUL" not in words:
        assert refused.value.message.endswith("UTF-8.")


@pytest.mark.parametrize("content", [MARK + LITTLE, b"\xfe\xff" + BIG, LITTLE, BIG, TEXT.encode("utf-32")])
def test_a_sound_one_is_proposed(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    assert propose(file).rows == 200


def test_chinese_and_other_scripts_are_sound(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("帳號,姓名\n001,李安\n002,Жук\n003,Ann 一\n".encode("utf-16"))
    assert [one.name for one in propose(file).fields] == ["帳號", "姓名"]


def test_the_command_says_it_in_one_line_and_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(MARK + LITTLE[:-1])
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "propose", "a.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (
        done.returncode == 2 and len(done.stderr.splitlines()) == 1 and "Fetch it again in binary mode" in done.stderr
    )
