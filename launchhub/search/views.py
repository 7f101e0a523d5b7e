"""The page of results, and what the command palette shows while one types."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.search.finding import LONGEST, Found, find, recent
from launchhub.search.registry import Searchable
from launchhub.web.commands import commands_for
from launchhub.web.responses import fragment, page

ON_PAGE, IN_PALETTE = 100, 12


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """Everything that is found, by kind."""
    text = _typed(request)
    found = find(request.member, text, most=ON_PAGE)
    return page(request, "search/index.html", {"text": text, "groups": _by_noun(found), "count": len(found)})


@require_GET
def palette(request: WorkspaceRequest) -> HttpResponse:
    """What one may go to or do: by what was typed, and before that what one had to do with last."""
    text = _typed(request)
    found = find(request.member, text, most=IN_PALETTE) if text else recent(request.member)
    commands = commands_for(request, text)
    context = {
        "text": text,
        "groups": _by_noun([each for each in found if each.url]),
        "commands": commands,
        "commands_first": text and any(each.label.casefold().startswith(text.casefold()) for each in commands),
    }
    return fragment(request, "search/palette.html", "options", context)


def _typed(request: WorkspaceRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


def _by_noun(found: list[Found]) -> list[tuple[Searchable, list[Found]]]:
    """Group by kind; the kind of the best result comes first."""
    best = {each.entry.noun: place for place, each in reversed(list(enumerate(found)))}
    rows = sorted(found, key=lambda each: best[each.entry.noun])
    return [(entry, list(group)) for entry, group in groupby(rows, lambda each: each.entry)]
