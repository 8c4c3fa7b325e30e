"""How every command begins and ends: what goes wrong becomes one line on standard error and exit code 2."""

import atexit
import errno
import json
import os
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import typer
from typer.exceptions import TyperException

from pilotage.tally.errors import TallyError

AGREE, FOUND, REFUSED = 0, 1, 2


def run(app: Callable[..., Any]) -> int:
    """Run one command of a typer app. Its exit code: 0, 1 for a finding, 2 for bad input or a failure: one line on stderr, stdout empty."""
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except typer.Exit as left:
        code = left.exit_code
    except TallyError as wrong:
        code = say(str(wrong))
    except TyperException as wrong:
        code = say(_usage(wrong.format_message()))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read it has read enough
        code = 0
    except (KeyboardInterrupt, typer.Abort):
        code = say("Stopped.")
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError) as problem:
        code = say(f"{problem.filename or 'A file'}: {problem.strerror or problem}. Check the name and the rights.")
    except Exception as problem:
        if is_disk_full(problem):
            return say_disk_full()
        if os.environ.get("PILOTAGE_LOG") == "DEBUG":
            raise
        words = str(problem).rstrip(".") or "nothing more is known"
        code = say(f"This failed ({type(problem).__name__}: {words}). Set PILOTAGE_LOG=DEBUG to see where.")
    return code if isinstance(code, int) else AGREE


def leave(code: int) -> NoReturn:
    """Ends the process at once: to take apart libraries and free memory, which end with it anyway, takes a tenth of a second."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as problem:
        if is_disk_full(problem):
            code = say_disk_full()
    atexit._run_exitfuncs()
    os._exit(code)


def _usage(words: str) -> str:
    """What is wrong with the words of the command; a file without rights is no matter of options."""
    if unreadable := re.search(r"path '(.*)' is not readable", words):
        return (
            f"{unreadable[1]}: You have no right to read it. Name a file that you may read, or have its rights changed."
        )
    return f"{words.rstrip('.')}. Add --help to see what it takes."


def is_disk_full(problem: BaseException) -> bool:
    """Whether no space was left, told by the system or by a library that was told so."""
    causes = (problem, problem.__cause__, problem.__context__, *problem.args)
    return any(isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT) for one in causes)


def say_disk_full() -> int:
    """The exit code of a refusal; what could not be written is taken back, as far as it is ours."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 what is still to be printed has no place either
    return say(
        "No space is left where this writes. Free some, or write to another disk: --out, TMPDIR, or the place of > file."
    )


def say(words: str) -> int:
    """One line on standard error; the exit code of a refusal."""
    print(" ".join(words.split()), file=sys.stderr)
    return REFUSED


def print_json(answer: Any) -> None:
    """The answer as one JSON document."""
    print(json.dumps(answer, indent=2, default=str, ensure_ascii=False))
