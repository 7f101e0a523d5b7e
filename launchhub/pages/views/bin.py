"""The bin: what was deleted, by whom, and its way back; and the question before something is put there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.middleware import HtmxDetails

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.lib.errors import Conflict
from launchhub.pages import bin as store
from launchhub.pages.bin import Binnable, Binned
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import here_with, link, page_of
from launchhub.web.paging import stretch
from launchhub.web.responses import Undo, page_or_fragment, redirect_to, saved

PER_PAGE = 100


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """What lies in the bin and the member may restore; `?kind=` narrows it to a noun, `?q=` to names."""
    require(request.member, Right.SHARE)
    nouns = store.binnable_for(request.member)
    words, kind = request.GET.get("q", "").strip().replace("\0", ""), request.GET.get("kind", "")
    chosen = [noun for noun in nouns if noun.noun == kind] or nouns
    rows = store.rows(request.member, chosen, words).order_by("-deleted_at", "id")
    shown = stretch(rows, PER_PAGE, request.GET.get("page", ""))
    found = [Binned(*row) for row in shown.rows]
    context = {
        "shown": shown,
        "found": found,
        "by": store.who_deleted(found, request.member),
        "words": {noun.noun: noun.word for noun in nouns},
        "chips": [_chip(request, noun, is_on=chosen == [noun]) for noun in nouns],
        "is_filtered": bool(words) or chosen != nouns,
        "turn": lambda number: here_with(request, page=str(number)),
    }
    return page_or_fragment(request, "pages/bin/index.html", "rows", context)


@require_http_methods(["GET", "POST"])
def delete(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """Put something into the bin, after saying what goes with it."""
    kind = _kind(noun)
    row = get_visible(kind.model, request, pk)
    kind.require(request.member, row)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: kind.actions.delete(row, by=request.member)):
        return _gone(request, kind, row)
    asked = {
        "kind": kind,
        "row": row,
        "effects": store.effects_of(noun, row, request.member),
        "stays": _stays(request),
        "back": page_of(request.workspace.slug, noun, pk) or link(request, kind.back, **kind.way_back(row)),
    }
    return dialog(request, "pages/bin/delete.html", form, **asked)


@require_POST
def restore(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """Take something out of the bin, unless somebody else has done so already."""
    kind, member = _kind(noun), request.member
    rows = kind.model.objects
    row = get_object_or_404(rows.visible_to(member) | rows.deleted_for(member), pk=pk)
    try:
        kind.actions.restore(row, by=member)
    except ValidationError as error:
        raise Conflict(" ".join(error.messages)) from error
    page = page_of(request.workspace.slug, noun, pk) or link(request, "pages:bin")
    return saved(request, page, message=f"{row} is back.", changed=[f"{noun}-{pk}", *_touched(kind, row)])


def _kind(noun: str) -> Binnable:
    if kind := store.binnable(noun):
        return kind
    raise Http404("Nothing of this kind is put into the bin.")


def _stays(request: WorkspaceRequest) -> bool:
    """Say whether what is deleted was shown beside a view, which stays (`?beside=1`)."""
    return "beside" in request.GET or "beside" in request.POST


def _gone(request: WorkspaceRequest, kind: Binnable, row: Any) -> HttpResponse:
    """Lead away from the page of what is gone; anywhere else stay, and offer to take it back."""
    message = f"{row} is in the bin."
    page = page_of(request.workspace.slug, kind.noun, row.pk)
    at = HtmxDetails(request).current_url_abs_path or ""
    to = link(request, kind.back, **kind.way_back(row))
    if not _stays(request) and page and at.startswith(page):
        return redirect_to(request, kind.back, message=message, **kind.way_back(row))
    undo: Undo = link(request, "pages:bin_restore", noun=kind.noun, pk=row.pk), {}
    changed = _touched(kind, row)
    return saved(request, to, message=message, changed=changed, undo=undo, closing=("dialog", "panel"))


def _touched(kind: Binnable, row: Any) -> list[str]:
    """Return what lists and launches show otherwise by now."""
    launch = row.event_launch_id
    return ["bin", kind.plural.replace(" ", "_"), "roadmap", *([f"launch-{launch}", "launches"] if launch else [])]


def _chip(request: WorkspaceRequest, noun: Binnable, *, is_on: bool) -> tuple[str, str, bool]:
    label = noun.plural[:1].upper() + noun.plural[1:]
    return label, here_with(request, page="", kind="" if is_on else noun.noun), is_on
