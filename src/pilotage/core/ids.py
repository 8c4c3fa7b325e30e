"""Identifiers of records: UUIDv7, so that they sort by the time they were made."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 (RFC 9562)."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
