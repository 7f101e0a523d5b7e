"""`ETag` is an object's version; `If-Match` and `If-None-Match` compare with it (RFC 9110, section 13)."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.utils import OpenApiParameter

from launchhub.api.rows import Row

TAG = re.compile(r'(?:W/)?"?(\d{1,9})"?')
IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    description='The ETag of the object as you know it, for example "3": when it is another by now, nothing happens.',
)
NEVER = 0
"""A version that no object has."""


def etag(row: Row) -> dict[str, str]:
    """Return the `ETag` header of an object, when it has a version."""
    return {"ETag": f'"{row["version"]}"'} if "version" in row else {}


def expected_version(request: Any, present: Any) -> int | None:
    """Return the version that `If-Match` asks for; None when it asks for none.

    Of several the present one is taken if it is among them. A tag that is no version of ours matches nothing. A weak
    one counts: proxies that compress make tags weak, and a version says exactly what is meant. Objects without a
    version never showed a tag, so there is nothing to compare.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*" or not hasattr(present, "version"):
        return None
    tags = [TAG.fullmatch(tag.strip()) for tag in header.split(",")]
    versions = [int(tag[1]) for tag in tags if tag]
    if present.version in versions:
        return int(present.version)
    return versions[0] if versions else NEVER


def is_unchanged(request: Any, row: Row) -> bool:
    """Say whether the client has this version already (`If-None-Match`)."""
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    return etag(row).get("ETag") in known or known == {"*"}
