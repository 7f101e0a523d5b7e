"""How a view ends: each in one readable line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event
from render_block import render_block_to_string

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.lib.spreadsheets import TYPES, Cell, export
from launchhub.web.context import of_request
from launchhub.web.links import link

Values = Mapping[str, Any]
Undo = tuple[str, Values]


def page(request: HttpRequest, template: str, context: Values | None = None, *, status: int = 200) -> HttpResponse:
    """Answer with a whole page."""
    return _varied(render(request, template, dict(context or {}), status=status))


def spreadsheet(
    request: WorkspaceRequest, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """Answer with a table as a file that is saved, of the kind that `?as=` names: CSV unless it says so.

    Raises `Http404` for a kind that there is not.
    """
    kind = request.GET.get("as", "csv")
    if kind not in TYPES:
        raise Http404("There is no such kind of file.")
    name = f"{title.lower()}-{request.workspace.today():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(export(kind, title, headings, rows), content_type=TYPES[kind], headers=headers)


def fragment(
    request: HttpRequest, template: str, block: str, context: Values | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer with one block of a page's own template, rendered alone.

    What stands outside the block, such as `{% set %}` at the top of the template, does not run.
    """
    html = render_block_to_string(template, block, {**of_request(request), **(context or {})})
    return _varied(HttpResponse(html, status=status))


def page_or_fragment(
    request: HttpRequest, template: str, block: str, context: Values | None = None, *, status: int = 200
) -> HttpResponse:
    """Answer htmx with the block and everybody else, such as a browser without JavaScript, with the whole page."""
    if wants_fragment(request):
        return fragment(request, template, block, context, status=status)
    return page(request, template, context, status=status)


def form_error(request: HttpRequest, template: str, block: str, context: Values) -> HttpResponse:
    """Answer a form that has errors: 422 with the form as it was typed, the only 4xx that htmx swaps in."""
    return page_or_fragment(request, template, block, context, status=422)


def redirect_to(request: HttpRequest, name: str, *, message: str = "", query: str = "", **kwargs: Any) -> HttpResponse:
    """Go to a page by its URL name, with a message to be shown there; `query` begins with "?"."""
    return _go(request, link(request, name, **kwargs) + query, message)


def saved(
    request: HttpRequest,
    to: str,
    *,
    message: str,
    changed: Sequence[str] = (),
    undo: Undo | None = None,
    closing: Sequence[str] = ("dialog",),
) -> HttpResponse:
    """Answer a form that worked, without leaving the page.

    htmx closes the dialog (or what else `closing` names, such as the panel of what is gone), shows the message, if
    any, and fires `live:{…}` for each of `changed` ("launch-42"): the fragments on the page listen for it. `undo` is
    what takes it back: an address and what is posted there, which the message offers. Without htmx it is a redirect
    to the address `to`.
    """
    if not wants_fragment(request):
        return _go(request, to, message)
    response = HttpResponse(status=204)
    for what in closing:
        trigger_client_event(response, f"{what}:close", {})
    return _told(response, message, changed, undo)


def again(
    request: HttpRequest, to: str, template: str, block: str, context: Values, *, message: str, changed: Sequence[str]
) -> HttpResponse:
    """Answer a form that worked and is there for the next entry: with the block that holds it, and what `saved` says.

    Without htmx it is a redirect to the address `to`.
    """
    if not wants_fragment(request):
        return _go(request, to, message)
    return _told(fragment(request, template, block, context), message, changed)


def shown_once(request: HttpRequest, template: str, context: Values, *, changed: Sequence[str] = ()) -> HttpResponse:
    """Answer a form that worked with the block "dialog" of a template, which shows what nothing will show again.

    No cache keeps it. With htmx, `live:{…}` is fired for each of `changed`, as `saved` does.
    """
    response = page_or_fragment(request, template, "dialog", context)
    for what in changed:
        trigger_client_event(response, f"live:{what}", {})
    response.headers["Cache-Control"] = "no-store"
    return response


def toast(response: HttpResponse, text: str, undo: Undo | None = None) -> HttpResponse:
    """Add a short message that the page shows when htmx has got the response, with a button for what takes it back."""
    offered = {"undo": {"path": undo[0], "values": undo[1]}} if undo else {}
    return trigger_client_event(response, "toast", {"text": text, **offered})


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of a page (not for a whole one, and not to restore history)."""
    headers = request.headers
    return headers.get("HX-Request-Type") == "partial" and headers.get("HX-History-Restore-Request") != "true"


def _told(response: HttpResponse, message: str, changed: Sequence[str], undo: Undo | None = None) -> HttpResponse:
    for what in changed:
        trigger_client_event(response, f"live:{what}", {})
    return toast(response, message, undo) if message else response


def _go(request: HttpRequest, address: str, message: str) -> HttpResponse:
    if message:
        messages.success(request, message)
    return HttpResponseClientRedirect(address) if wants_fragment(request) else HttpResponseRedirect(address)


def _varied(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request-Type"])
    return response
