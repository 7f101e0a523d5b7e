"""Who is looking at what right now: kept in Valkey for half a minute, and nowhere else.

Each open page says every few seconds that it is still there. Nothing is recorded; while Valkey is away nobody is seen.
"""

from __future__ import annotations

import time
import uuid

from redis import RedisError

from launchhub.accounts.models import Member
from launchhub.lib.limits import valkey

PREFIX = "launchhub:here"
STAYS = 32
"""Seconds after which somebody who says nothing more is gone; a page speaks up every 15."""

MOST = 100
"""How many people of one place are told of, those who spoke last."""

PATIENCE = 0.5
"""Seconds to wait for Valkey."""


def look(member: Member, place: str) -> list[uuid.UUID]:
    """Note that the member looks at a place of their workspace; return who else does, in no order."""
    key, now = _key(member, place), time.time()
    try:
        with valkey(PATIENCE).pipeline() as pipe:
            pipe.zadd(key, {str(member.pk): now})
            pipe.zremrangebyscore(key, "-inf", now - STAYS)
            pipe.expire(key, STAYS)
            pipe.zrange(key, -MOST, -1)
            *_, found = pipe.execute()
    except RedisError:
        return []
    return [pk for each in found if (pk := uuid.UUID(each.decode())) != member.pk]


def leave(member: Member, place: str) -> None:
    """Note that the member looks away."""
    try:
        valkey(PATIENCE).zrem(_key(member, place), str(member.pk))
    except RedisError:
        return


def _key(member: Member, place: str) -> str:
    return f"{PREFIX}:{member.workspace_id}:{place}"
