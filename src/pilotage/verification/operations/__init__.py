"""The only writers of verifications."""

from pilotage.verification.operations.files import receive_file
from pilotage.verification.operations.folders import has_arrived, look_into_folders, set_folder, stop_folder
from pilotage.verification.operations.signing import sign_version
from pilotage.verification.operations.specs import begin_spec, change_spec, save_version

__all__ = [
    "begin_spec",
    "change_spec",
    "has_arrived",
    "look_into_folders",
    "receive_file",
    "save_version",
    "set_folder",
    "sign_version",
    "stop_folder",
]
