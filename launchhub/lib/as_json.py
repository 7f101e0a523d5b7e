"""Values as JSON, written with orjson."""

from __future__ import annotations

from typing import Any

import orjson

INTEGERS = range(-(2**63), 2**64)
"""Those that orjson writes."""


def dumps(value: Any) -> bytes:
    """Return a value as JSON: instants in UTC as RFC 3339, ids as UUID, decimals as text, which loses nothing.

    A larger integer is written as a floating-point number, which it has been: PostgreSQL keeps 1e30 in a JSON column as
    digits, so that it comes back as a whole number.
    """
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)
    except TypeError:
        return orjson.dumps(_within_bounds(value), default=str, option=orjson.OPT_UTC_Z)


def _within_bounds(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _within_bounds(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_within_bounds(each) for each in value]
    if isinstance(value, int) and value not in INTEGERS:
        return _as_float(value)
    return value


def _as_float(number: int) -> float | str:
    try:
        return float(number)
    except OverflowError:
        return str(number)
