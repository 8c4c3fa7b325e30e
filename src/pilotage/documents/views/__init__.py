"""Pages of files and of share links."""

from pilotage.documents.views.files import download, remove
from pilotage.documents.views.links import link, revoke, shared

__all__ = ["download", "link", "remove", "revoke", "shared"]
