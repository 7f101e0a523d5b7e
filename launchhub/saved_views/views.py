"""The menu of the views of a screen, and the forms that keep and change them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.saved_views import actions
from launchhub.saved_views.forms import SavedViewForm
from launchhub.saved_views.models import SavedView
from launchhub.saved_views.screens import SCREENS, Screen
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import page_or_fragment, saved

FORM = "saved_views/form.html"


@require_GET
def index(request: WorkspaceRequest, screen: str) -> HttpResponse:
    """The views of a screen: one's own, then those that others share. `?query=` is how one looks at it now."""
    shown = _screen(screen)
    rows = SavedView.objects.visible_to(request.member).filter(screen=screen).select_related("owner__user")
    views = [(view, _address(request, view), actions.may_edit(request.member, view)) for view in rows.order_by("name")]
    context = {
        "screen": screen,
        "label": shown.label,
        "back": link(request, shown.url_name),
        "own": [row for row in views if row[0].owner_id == request.member.pk],
        "shared": [row for row in views if row[0].owner_id != request.member.pk],
        "query": request.GET.get("query", "").removeprefix("?"),
    }
    return page_or_fragment(request, "saved_views/list.html", "items", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest, screen: str) -> HttpResponse:
    """Keep how one looks at the screen now."""
    shown = _screen(screen)
    now = {"query": request.GET.get("query", "").removeprefix("?")}
    form = SavedViewForm(request.POST or None, member=request.member, initial=now)
    if form.is_valid():
        made = attempt(form, lambda: actions.create(screen=screen, by=request.member, **form.as_fields()))
        if made:
            return saved(request, _address(request, made), message=f"“{made}” is kept.")
    return dialog(request, FORM, form, screen=screen, label=shown.label, view=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Rename a view, share it or keep it to oneself."""
    view = get_visible(SavedView, request, pk)
    actions.require_owner(view, request.member)
    form = SavedViewForm(request.POST or None, member=request.member, obj=view)
    if form.is_valid() and attempt(form, lambda: actions.update(view, by=request.member, **form.as_fields())):
        return _back(request, view, "Saved.")
    return dialog(request, FORM, form, screen=view.screen, label=_screen(view.screen).label, view=view)


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put a view into the bin."""
    view = get_visible(SavedView, request, pk)
    actions.delete(view, by=request.member)
    return _back(request, view, f"“{view}” is deleted.")


def _screen(name: str) -> Screen:
    if name not in SCREENS:
        raise Http404("There is no such screen.")
    return SCREENS[name]


def _address(request: WorkspaceRequest, view: SavedView) -> str:
    address = link(request, _screen(view.screen).url_name)
    return f"{address}?{view.query}" if view.query else address


def _back(request: WorkspaceRequest, view: SavedView, message: str) -> HttpResponse:
    to = link(request, "saved_views:index", screen=view.screen)
    return saved(request, to, message=message, changed=["saved-views"])
