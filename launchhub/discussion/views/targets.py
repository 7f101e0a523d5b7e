"""The object that a page of a discussion is about."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.scoping import EditableModel
from launchhub.discussion.targets import discussed


def target_or_404(request: WorkspaceRequest, noun: str, pk: UUID) -> EditableModel:
    """Return the object of this noun and id that the member may see. Raises 404."""
    try:
        return discussed(noun, pk, request.member)
    except ValidationError as error:
        raise Http404("There is nothing to talk about.") from error
