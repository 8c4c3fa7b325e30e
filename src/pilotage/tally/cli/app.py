"""`tally`: the verification engine on the command line, without the product and without a database."""

import os
import sys
from collections.abc import Callable
from typing import Any

from pilotage.tally.cli import door


def main() -> None:
    """Run one command."""
    # Nothing here multiplies matrices: the threads for it would only cost time at the start.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    door.leave(door.run(_command()))


def _command() -> Callable[..., Any]:
    """The command that is asked for. Two that are to begin at once go without the option library's own loading."""
    name = sys.argv[1] if len(sys.argv) > 1 and "--help" not in sys.argv else ""
    if name == "verify":
        from pilotage.tally.cli.verifying import lean

        return lean
    if name == "read":
        from pilotage.tally.cli.read import lean

        return lean
    from pilotage.tally.cli.commands import app

    return app
