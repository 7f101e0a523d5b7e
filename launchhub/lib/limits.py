"""Limits of how often something may happen, counted in Valkey by one script: exact, however many ask at once.

Of the libraries that count atomically, none takes from several counters at once or gives back what was not used up.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from launchhub.lib.errors import TooMany, Unavailable

PREFIX = "launchhub:limit:"
PATIENCE = 2
"""Seconds to wait for Valkey."""

TAKE = """
local wait = 0
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[2 * i - 1]) then
    wait = math.max(wait, redis.call('PTTL', key), 1)
  end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('EXPIRE', key, ARGV[2 * i]) end
end
return 0
"""

GIVE_BACK = """
for _, key in ipairs(KEYS) do
  if redis.call('DECR', key) <= 0 then redis.call('DEL', key) end
end
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within so many seconds, for everything that is counted under the same key."""

    key: str
    amount: int
    seconds: int


def take(*limits: Limit) -> None:
    """Use one of each limit, or none of any when one is used up.

    The seconds run from the first one taken. Raises `TooMany`, which says how long to wait, and `Unavailable` when
    Valkey does not answer.
    """
    figures = [figure for limit in limits for figure in (limit.amount, limit.seconds)]
    wait = _run(TAKE, limits, figures)
    if wait:
        raise TooMany(-(-wait // 1000))


def give_back(*limits: Limit) -> None:
    """Undo a `take`. Raises `Unavailable` when Valkey does not answer."""
    _run(GIVE_BACK, limits, [])


@cache
def valkey(patience: float) -> Any:
    """Return a client that waits so many seconds for Valkey and does not try again."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 0),
    )


def _run(script: str, limits: tuple[Limit, ...], figures: list[int]) -> Any:
    try:
        return valkey(PATIENCE).eval(script, len(limits), *[PREFIX + limit.key for limit in limits], *figures)
    except redis.RedisError as error:
        raise Unavailable("The counter of attempts does not answer; please try again in a moment.") from error
