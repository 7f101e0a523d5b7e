"""Rate limits: so many requests a minute for each token, or for each person in a browser.

Counted in Valkey by one script, so many web processes count together. When Valkey is away nobody is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings
from rest_framework.throttling import BaseThrottle

from launchhub.lib.limits import valkey

WINDOW = 60
"""Seconds."""

PATIENCE = 0.25
"""Seconds that a request waits for Valkey before it goes on uncounted."""

COUNT = """
local used = redis.call('INCR', KEYS[1])
if used == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {used, redis.call('TTL', KEYS[1])}
"""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of its limit a client has used."""

    limit: int
    used: int
    reset: int
    """Seconds until it may use it all again."""


def count(who: str) -> Usage | None:
    """Count one request of `who` and return the usage, or None when Valkey does not answer."""
    try:
        used, reset = valkey(PATIENCE).eval(COUNT, 1, f"launchhub:rate:{who}", WINDOW)
    except redis.RedisError:
        return None
    return Usage(settings.API_RATE_PER_MINUTE, used, max(reset, 1))


class RateLimit(BaseThrottle):
    """Refuses a client that asks too often; DRF turns that into 429."""

    usage: Usage | None = None

    def allow_request(self, request: Any, view: Any) -> bool:
        """Count the request and say whether it is within the limit."""
        member = request.member
        who = f"token:{member.acting_token.pk}" if member.acting_token else f"user:{member.user_id}"
        self.usage = request._request.rate_usage = count(who)
        return self.usage is None or self.usage.used <= self.usage.limit

    def wait(self) -> float | None:
        """Return the seconds until the next request is let in."""
        return float(self.usage.reset) if self.usage else None


def rate_headers(request: Any) -> dict[str, str]:
    """Return `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers) for a counted request."""
    usage: Usage | None = getattr(request, "rate_usage", None)
    if usage is None:
        return {}
    left = max(usage.limit - usage.used, 0)
    return {
        "RateLimit-Policy": f'"default";q={usage.limit};w={WINDOW}',
        "RateLimit": f'"default";r={left};t={usage.reset}',
    }
