"""When somebody was on the first page before: what others did since is new to them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.responses import wants_fragment

APART = dt.timedelta(minutes=30)
"""Who comes back sooner goes on with the same visit."""

NOTED = dt.timedelta(minutes=1)
"""How often a visit that goes on is noted."""


def last_visit(request: WorkspaceRequest) -> dt.datetime | None:
    """Return when the visit before this one ended, and note this one; None for the first of a session.

    A page that fetches itself anew is nobody's visit.
    """
    key, now = f"visits-{request.workspace.slug}", timezone.now()
    before, last = (at and dt.datetime.fromisoformat(at) for at in request.session.get(key, (None, None)))
    if wants_fragment(request):
        return before
    if last and now - last > APART:
        before = last
    if last is None or now - last > NOTED:
        request.session[key] = [before and before.isoformat(), now.isoformat()]
    return before
