"""The only writers of imports, and what they bring in."""

from pilotage.portfolio.operations.files import import_files
from pilotage.portfolio.operations.keeping import are_there, errors_of
from pilotage.portfolio.operations.runs import (
    check_run,
    commit_import,
    drop_import,
    is_given_up,
    map_file,
    start_import,
)
from pilotage.portfolio.operations.working import run_check, run_commit

__all__ = [
    "are_there",
    "check_run",
    "commit_import",
    "drop_import",
    "errors_of",
    "import_files",
    "is_given_up",
    "map_file",
    "run_check",
    "run_commit",
    "start_import",
]
