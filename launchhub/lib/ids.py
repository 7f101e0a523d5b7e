"""Identifiers: UUIDv7, so that a primary key is also an order in time."""

import datetime as dt
import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """Return a new UUIDv7 (RFC 9562, section 5.7): never behind an earlier one of this process, nor ahead of the clock.

    Thousands made within a millisecond are told apart by a counter; they do not run into the future, where they would
    stand after what other processes write meanwhile.
    """
    return uuid7()


def made_at(pk: uuid.UUID) -> dt.datetime:
    """Return when a UUIDv7 was made: its first 48 bits are milliseconds since 1970."""
    return dt.datetime.fromtimestamp((pk.int >> 80) / 1000, dt.UTC)
