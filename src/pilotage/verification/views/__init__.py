"""Pages of verifications."""

from pilotage.verification.views.files import file, file_new, folder, folder_stop
from pilotage.verification.views.mapping import mapping, samples
from pilotage.verification.views.specs import spec, spec_edit, spec_list, spec_new, version, version_sign

__all__ = [
    "file",
    "file_new",
    "folder",
    "folder_stop",
    "mapping",
    "samples",
    "spec",
    "spec_edit",
    "spec_list",
    "spec_new",
    "version",
    "version_sign",
]
