"""A POST with an Idempotency-Key happens once; its repeats get the first answer."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from typing import Any

import orjson
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from launchhub.api.errors import KeyReused
from launchhub.api.models import FirstAnswer
from launchhub.lib.as_json import dumps
from launchhub.lib.vault import vault
from launchhub.lib.wall import every_workspace

KEY = "Idempotency-Key"
KEPT_FOR = dt.timedelta(hours=24)
REPLAYED = ("Location", "ETag")
PURPOSE = "launchhub.api.idempotency"
"""What is kept is encrypted: some answers show a secret that is stored nowhere else."""

WELL_FORMED = re.compile(r"[\x21-\x7e]{1,255}")


def answer_once(key: str, handler: Callable[..., Response], request: Any, **kwargs: Any) -> Response:
    """Answer a POST: by the first answer if the member sent this key before, else by doing it.

    The row is inserted before the work and in its transaction, so a parallel repeat waits there until the first is
    done. When the first fails, its transaction and with it the row are gone, and the repeat does the work.
    """
    if not WELL_FORMED.fullmatch(key):
        raise ValidationError(f"{KEY}: send 1 to 255 visible ASCII characters, for example a UUID.")
    mine = _claim(key, request)
    first = FirstAnswer.objects.get(member=request.member, key=key)
    if first.pk != mine.pk:
        return _repeat(first, mine.request_digest)
    response = handler(request, **kwargs)
    mine.status = response.status_code
    mine.headers = {name: response.headers[name] for name in REPLAYED if name in response.headers}
    mine.body = vault(PURPOSE).encrypt(dumps(response.data))
    mine.save(update_fields=["status", "headers", "body"])
    return response


def prune() -> int:
    """Delete the answers that are older than a day, in every workspace. Returns how many."""
    with every_workspace():
        deleted, _ = FirstAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return int(deleted)


def _claim(key: str, request: Any) -> FirstAnswer:
    rows = FirstAnswer.objects.filter(member=request.member, key=key)
    rows.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    mine = FirstAnswer(workspace=request.workspace, member=request.member, key=key, request_digest=_digest(request))
    FirstAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    return mine


def _digest(request: Any) -> str:
    """Return what is the same for a repeat. Between the parts of a form, a client writes another line each time."""
    boundary = request.content_params.get("boundary", "")
    body = request.body.replace(f"--{boundary}".encode(), b"--") if boundary else request.body
    return hashlib.sha256(b"\0".join([request.get_full_path().encode(), body])).hexdigest()


def _repeat(first: FirstAnswer, request_digest: str) -> Response:
    if first.request_digest != request_digest:
        raise KeyReused
    return Response(orjson.loads(vault(PURPOSE).decrypt(bytes(first.body))), status=first.status, headers=first.headers)
