"""How a view fetches what it is about: fetching is authorising (architecture.md, first law)."""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404

from launchhub.accounts.middleware import WorkspaceRequest

M = TypeVar("M", bound=Model)


def get_visible(source: type[M] | QuerySet[M], request: WorkspaceRequest, pk: uuid.UUID | str, **lookups: Any) -> M:
    """Return the object if the member may see it, else raise 404, the same as for one that does not exist.

    `source` is the model, or a queryset of it with what the page needs joined in. `lookups` narrow it further.
    """
    rows: Any = source.objects if isinstance(source, type) else source  # type: ignore[attr-defined]
    found: M = get_object_or_404(rows.visible_to(request.member), pk=pk, **lookups)
    return found
