"""Identifiers: UUIDv7, so that a primary key is also an order in time."""

import uuid

import uuid6


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 as a plain `uuid.UUID` (RFC 9562, section 5.7)."""
    return uuid.UUID(int=uuid6.uuid7().int)
