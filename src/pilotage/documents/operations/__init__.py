"""The only writers of stored files and share links."""

from pilotage.documents.operations.files import path_of, remove_file, share_file, store_file
from pilotage.documents.operations.links import make_link, note_use, revoke_link
from pilotage.documents.operations.versions import store_version

__all__ = [
    "make_link",
    "note_use",
    "path_of",
    "remove_file",
    "revoke_link",
    "share_file",
    "store_file",
    "store_version",
]
