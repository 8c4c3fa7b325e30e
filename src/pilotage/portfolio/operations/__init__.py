"""The only writers of imports, and what they bring in."""

from pilotage.portfolio.operations.files import import_files
from pilotage.portfolio.operations.runs import (
    check_run,
    commit_import,
    drop_import,
    map_file,
    run_commit,
    start_import,
)

__all__ = ["check_run", "commit_import", "drop_import", "import_files", "map_file", "run_commit", "start_import"]
