"""Pages of verifications."""

from pilotage.verification.views.files import file, file_new, folder, folder_stop
from pilotage.verification.views.findings import finding, finding_close, finding_edit, finding_list, finding_move
from pilotage.verification.views.history import history_file, history_new, history_stop
from pilotage.verification.views.inventory import field, field_new, fields, fields_begin, fields_bulk
from pilotage.verification.views.layout import layout
from pilotage.verification.views.mapping import mapping, samples
from pilotage.verification.views.runs import differences, run, run_file, run_list, run_new, run_retry
from pilotage.verification.views.settling import accept, confirm, finding_new, withdraw
from pilotage.verification.views.sources import source, source_confirm, source_set, source_stop, source_try
from pilotage.verification.views.specs import spec, spec_edit, spec_list, spec_new, version, version_sign
from pilotage.verification.views.steps import steps

__all__ = [
    "accept", "confirm", "differences", "field", "field_new", "fields", "fields_begin", "fields_bulk", "file",
    "file_new", "finding", "finding_close", "finding_edit", "finding_list", "finding_move", "finding_new", "folder",
    "folder_stop", "history_file", "history_new", "history_stop",
    "layout", "mapping", "run", "run_file", "run_list", "run_new", "run_retry", "samples", "source",
    "source_confirm", "source_set", "source_stop", "source_try", "spec", "spec_edit",
    "spec_list", "spec_new", "steps", "version", "version_sign", "withdraw",
]  # fmt: skip
