"""A workspace with a few pages that use the shell as any app does."""

from datetime import date
from typing import NoReturn

from django import forms
from django.http import HttpResponse
from django.urls import include, path

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.lib.errors import Conflict, Forbidden, Stale
from launchhub.urls import handler400, handler403, handler404, handler500
from launchhub.web import responses
from launchhub.web.charts import Move
from launchhub.web.states import GLYPHS
from launchhub.web.widgets import DateInput

__all__ = ["handler400", "handler403", "handler404", "handler500"]


MOVES = [
    Move(date(2027, 1, 4), date(2027, 5, 4), "first plan"),
    Move(date(2027, 2, 1), date(2027, 5, 18), "scope"),
    Move(date(2027, 3, 1), date(2027, 5, 11), "capacity"),
]


class MoveForm(forms.Form):
    date = forms.DateField(label="New date", widget=DateInput, help_text="The launch is on 8 December now.")
    note = forms.CharField(required=False)


def home(request: WorkspaceRequest) -> HttpResponse:
    return responses.page(request, "home.html", {"moves": MOVES, "states": list(GLYPHS)})


def move(request: WorkspaceRequest) -> HttpResponse:
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return responses.saved(request, "/harbour/", message="Moved.", changed=["launch-42"])
    answer = responses.form_error if request.method == "POST" else responses.page_or_fragment
    return answer(request, "move.html", "dialog", {"form": form})


def leave(request: WorkspaceRequest) -> HttpResponse:
    return responses.redirect_to(request, "home", message="Gone home.")


def refuse(request: WorkspaceRequest, how: str) -> NoReturn:
    match how:
        case "conflict":
            raise Conflict("The launch has open blockers.", [{"detail": "Gate “Security review” failed."}])
        case "stale":
            raise Stale(None)
        case "forbidden":
            raise Forbidden("You may not edit gates: that needs the qa hat or the admin role.")
    raise RuntimeError(how)


pages = [
    path("", home, name="home"),
    path("move/", move, name="move"),
    path("leave/", leave, name="leave"),
    path("refuse/<how>/", refuse, name="refuse"),
    path("", include("launchhub.search.urls")),
    path("launches/", include(([path("", home, name="launches")], "roadmap"))),
]
urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("<slug:workspace>/", include(pages)),
]
