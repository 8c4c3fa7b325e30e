"""How every command begins and ends: what goes wrong becomes one line on standard error and exit code 2."""

import atexit
import errno
import os
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from pilotage.tally.documents import shown
from pilotage.tally.errors import TallyError

AGREE, FOUND, REFUSED = 0, 1, 2


class Left(Exception):
    """The command has said all that it had to say, and ends with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def run(app: Callable[..., Any]) -> int:
    """Run one command. Its exit code: 0, 1 for a finding, 2 for bad input or a failure: one line on stderr, stdout empty."""
    if "" in sys.argv[1:]:
        return say("One of the names is empty, as an unset variable leaves it. Name the file or folder.")
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except Left as left:
        code = left.code
    except TallyError as wrong:
        code = say(str(wrong))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # who read it has read enough
        code = 0
    except KeyboardInterrupt:
        code = say("Stopped.")
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError) as problem:
        code = say(f"{problem.filename or 'A file'}: {problem.strerror or problem}. Check the name and the rights.")
    except Exception as problem:
        code = say_disk_full() if is_disk_full(problem) else _of_options(problem)
        if code is None:
            if os.environ.get("PILOTAGE_LOG") == "DEBUG":
                raise
            words = str(problem).rstrip(".") or "nothing more is known"
            code = say(f"This failed ({type(problem).__name__}: {words}). Set PILOTAGE_LOG=DEBUG to see where.")
    return code if isinstance(code, int) else AGREE


def _of_options(problem: Exception) -> int | None:
    """The exit code of what the option library raises; None for anything else."""
    if (typer := sys.modules.get("typer")) is None:
        return None
    if isinstance(problem, typer.Exit):
        return int(problem.exit_code)
    if isinstance(problem, typer.Abort):
        return say("Stopped.")
    return say(_usage(problem.format_message())) if isinstance(problem, typer.exceptions.TyperException) else None


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
    print(shown(answer))
