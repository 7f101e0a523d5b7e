"""API tokens: my own; an admin sees everybody's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.actions import tokens
from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import ApiToken
from launchhub.pages.forms.tokens import TokenForm
from launchhub.web.links import link
from launchhub.web.responses import form_error, page_or_fragment, saved, shown_once


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """The tokens in use, newest first."""
    context = {"tokens": list(_tokens(request).order_by("-id"))}
    return page_or_fragment(request, "pages/tokens/index.html", "rows", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Make a token of my own; the answer shows it, and nothing ever does again."""
    form = TokenForm(request.POST or None, member=request.member)
    if form.is_valid():
        try:
            token, secret = tokens.create(by=request.member, **form.asked())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            context = {"token": token, "secret": secret}
            return shown_once(request, "pages/tokens/created.html", context, changed=["tokens"])
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "pages/tokens/form.html", "dialog", {"form": form})


@require_http_methods(["GET", "POST"])
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Revoke a token."""
    token = get_object_or_404(_tokens(request), pk=pk)
    if request.method == "GET":
        return page_or_fragment(request, "pages/tokens/delete.html", "dialog", {"token": token})
    tokens.delete(token, by=request.member)
    return saved(request, link(request, "pages:tokens"), message=f"{token} is revoked.", changed=["tokens"])


def _tokens(request: WorkspaceRequest) -> Any:
    rows = ApiToken.objects.in_workspace(request.workspace).alive().select_related("member__user")
    return rows if request.member.is_admin else rows.filter(member=request.member)
