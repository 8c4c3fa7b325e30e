"""Pages of files and of share links."""

from pilotage.documents.views.files import download, remove
from pilotage.documents.views.links import link, revoke, shared
from pilotage.documents.views.versions import versions

__all__ = ["download", "link", "remove", "revoke", "shared", "versions"]
