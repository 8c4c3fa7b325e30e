"""Stored files, and links by which somebody without an account sees one thing."""

from pilotage.documents.models.files import StoredFile
from pilotage.documents.models.links import ShareLink, ShareUse

__all__ = ["ShareLink", "ShareUse", "StoredFile"]
