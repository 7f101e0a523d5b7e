"""The items of a playbook, one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import again, saved
from roadmap.actions import playbooks
from roadmap.models import ItemNoun, Playbook, PlaybookItem
from roadmap.playbook_forms import ItemForm
from roadmap.playbook_uses import uses_ahead

TEMPLATE = "roadmap/playbooks/item.html"


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest, pk: UUID, kind: str) -> HttpResponse:
    """Add an item that becomes a thing of this kind; the form stays for the next one, if that is wanted."""
    playbook = get_visible(Playbook, request, pk)
    require(request.member, Right.ADMINISTER)
    if kind not in ItemNoun.values:
        raise Http404("A playbook has no such items.")
    form = ItemForm(request.POST or None, noun=kind)
    context = _about(request, playbook, kind) | {"item": None, "more": "more" in request.POST}
    if form.is_valid() and attempt(form, lambda: playbooks.put_item(playbook, by=request.member, **form.as_fields())):
        if "more" not in request.POST:
            return _saved(request, playbook, "Added.")
        message, context = f"Added: {form.cleaned_data['title']}.", context | {"form": ItemForm(noun=kind)}
        return again(request, request.path, TEMPLATE, "dialog", context, message=message, changed=_changed(playbook))
    return dialog(request, TEMPLATE, form, **context)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID, key: str) -> HttpResponse:
    """Change an item; with another day it goes to another place in the schedule."""
    playbook = get_visible(Playbook, request, pk)
    require(request.member, Right.ADMINISTER)
    item = PlaybookItem.objects.filter(playbook=playbook, key=key).select_related("playbook").first()
    if item is None:
        raise Http404("The playbook has no such item.")
    form = ItemForm(request.POST or None, noun=item.noun, item=item)
    if form.is_valid() and attempt(
        form, lambda: playbooks.put_item(playbook, by=request.member, key=key, **form.as_fields())
    ):
        return _saved(request, playbook, "Saved.")
    return dialog(request, TEMPLATE, form, item=item, **_about(request, playbook, item.noun))


@require_POST
def delete(request: WorkspaceRequest, pk: UUID, key: str) -> HttpResponse:
    """Take an item out of the playbook; launches keep what it became."""
    playbook = get_visible(Playbook, request, pk)
    playbooks.remove_item(playbook, key, by=request.member)
    return _saved(request, playbook, "Removed. Launches keep what it became.")


def _about(request: WorkspaceRequest, playbook: Playbook, noun: str) -> dict[str, Any]:
    """Return what a form says besides its fields: what it is about, and how many launches ahead are concerned."""
    followers = sum(use.playbook_id == playbook.pk for use in uses_ahead(request.member).values())
    return {"playbook": playbook, "word": ItemNoun(noun).label, "followers": followers}


def _saved(request: WorkspaceRequest, playbook: Playbook, message: str) -> HttpResponse:
    here = link(request, "roadmap:playbook", pk=playbook.pk)
    return saved(request, here, message=message, changed=_changed(playbook))


def _changed(playbook: Playbook) -> list[str]:
    return ["playbooks", f"playbook-{playbook.pk}"]
