"""A file that is missing, a folder or empty ends a command with one line that names it, and nothing on standard output."""

import sys
from pathlib import Path

import pytest

from pilotage.tally.cli import app as door


def told(words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "argv", ["tally", *words])
    monkeypatch.setattr("pilotage.tally.cli.door.leave", sys.exit)
    with pytest.raises(SystemExit) as left:
        door.main()
    out, err = capsys.readouterr()
    assert (left.value.code, out, err.count("\n")) == (2, "", 1)
    assert "This failed" not in err
    return err


@pytest.mark.parametrize("command", ["reconcile", "forbidden"])
@pytest.mark.parametrize("kind", ["missing", "folder", "empty"])
def test_the_file_is_named(
    command: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deposits = tmp_path / "deposits.csv"
    deposits.write_text("deposit_id,date,amount\nD1,2026-10-05,1.00\n")
    given = tmp_path / "given.csv"
    if kind == "folder":
        given.mkdir()
    elif kind == "empty":
        given.write_bytes(b"")
    words = (
        [command, str(given)]
        if command == "forbidden"
        else [command, "--payments", str(given), "--deposits", str(deposits)]
    )
    assert "given.csv" in told([*words, "--json"], capsys, monkeypatch)
