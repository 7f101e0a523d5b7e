"""Is it alive, and can it serve? For supervisors, load balancers and people who look."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer as long as this process can answer at all."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when requests can be served, else 503.

    PostgreSQL decides. Without Valkey people and programs can do everything, only what follows comes later:
    that is `degraded`, and no reason to take the process out of service.
    """
    postgresql, valkey = _postgresql_answers(), _valkey_answers()
    status = ("ok" if valkey else "degraded") if postgresql else "unavailable"
    return JsonResponse(
        {"status": status, "postgresql": postgresql, "valkey": valkey}, status=200 if postgresql else 503
    )


def _postgresql_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _valkey_answers() -> bool:
    limits = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **limits) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
