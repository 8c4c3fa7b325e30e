"""Runs `pilotage` as users do: the program itself, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = str(Path(sys.executable).parent / "pilotage")


@dataclass(frozen=True)
class Done:
    """How it ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """What it printed, read as one JSON document."""
        return json.loads(self.out)


def pilotage(*words: object, env: dict[str, str] | None = None, cwd: Path | None = None, timeout: int = 240) -> Done:
    """The program with these words; `env` is its whole environment."""
    done = subprocess.run(
        [PROGRAM, *map(str, words)], env=env, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def at_once(table: Iterable[Sequence[Any]], ask: Callable[..., None]) -> list[str]:
    """`ask(*row)` for each row, some at a time, since most of it is waiting; the complaints, each with its row."""

    def complaint(row: Sequence[Any]) -> str:
        try:
            ask(*row)
        except AssertionError as problem:
            return f"{row}: {problem}"
        return ""

    with ThreadPoolExecutor(max_workers=4) as pool:
        return [words for words in pool.map(complaint, table) if words]


def bare(home: Path, **more: str) -> dict[str, str]:
    """An environment with this home and nothing else of ours."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PILOTAGE_", "DJANGO_", "DATABASE_"))
    }
    return kept | {"PILOTAGE_HOME": str(home)} | more


def is_refusal(done: Done, *said: str) -> str:
    """Exit 2, nothing on standard output, one line of words on standard error that says these; gives the line."""
    lines = done.err.splitlines()
    assert (done.code, done.out, len(lines)) == (2, "", 1), done
    assert "Traceback" not in lines[0] and "Errno" not in lines[0] and "Error:" not in lines[0], done
    assert len(lines[0]) > 15 and lines[0][-1] in ".…)'", done
    for words in said:
        assert words in lines[0], done
    return lines[0]
