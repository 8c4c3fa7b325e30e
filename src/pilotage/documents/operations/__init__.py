"""The only writers of stored files."""

from pilotage.documents.operations.files import path_of, remove_file, share_file, store_file

__all__ = ["path_of", "remove_file", "share_file", "store_file"]
