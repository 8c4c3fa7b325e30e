"""Questions about verifications, their files, runs and findings."""

from pilotage.verification.queries.findings import finding_for, findings, findings_of
from pilotage.verification.queries.runs import (
    acceptance_for,
    acceptances_of,
    accepted_groups,
    differences,
    files_of_run,
    run_file_for,
    run_for,
    runs,
    runs_of,
)
from pilotage.verification.queries.specs import (
    file_for,
    files_of,
    folder_for,
    folders_of,
    newest_version,
    signatures_of,
    spec_for,
    specs,
    version_before,
    version_for,
    versions_of,
)

__all__ = [
    "acceptance_for", "acceptances_of", "accepted_groups", "differences", "file_for", "files_of", "files_of_run", "finding_for",
    "findings", "findings_of", "folder_for", "folders_of", "newest_version", "run_file_for", "run_for", "runs", "runs_of",
    "signatures_of", "spec_for", "specs", "version_before", "version_for", "versions_of",
]  # fmt: skip
