"""Questions about verifications, their files, runs and findings."""

from pilotage.verification.queries.findings import finding_for, findings, findings_of
from pilotage.verification.queries.inventory import (
    field_for,
    fields_of,
    inventory_of,
    proved_by,
    spec_choices,
    specs_beside,
    standing_of_phase,
    task_choices,
)
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
from pilotage.verification.queries.sources import remote_files_of, source_for, sources_of
from pilotage.verification.queries.specs import (
    file_for,
    files_of,
    folder_for,
    folders_of,
    history_for,
    history_of,
    newest_version,
    newest_versions,
    signatures_of,
    spec_for,
    specs,
    version_before,
    version_for,
    versions_of,
)

__all__ = [
    "acceptance_for", "acceptances_of", "accepted_groups", "differences", "field_for", "fields_of", "file_for",
    "files_of", "files_of_run", "finding_for", "findings", "findings_of", "folder_for", "folders_of", "history_for", "history_of",
    "inventory_of",
    "newest_version", "newest_versions", "proved_by", "remote_files_of",
    "run_file_for", "run_for", "runs", "runs_of", "signatures_of", "source_for",
    "sources_of", "spec_choices", "spec_for", "specs",
    "specs_beside", "standing_of_phase", "task_choices", "version_before", "version_for", "versions_of",
]  # fmt: skip
