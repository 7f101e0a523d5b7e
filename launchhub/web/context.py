"""What every template may use beyond its own context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from launchhub.accounts.access import workspaces_of
from launchhub.accounts.models import Member
from launchhub.web.icons import icon
from launchhub.web.links import link
from launchhub.web.navigation import SEARCH, SectionLink, Shown, entries_for, registered_sections

STREAM = "api:stream"
COUNTS = "pages:navigation"


class Shell:
    """The frame around a page. Each part is worked out when the template asks, so fragments cost nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def member(self) -> Member | None:
        return getattr(self.request, "member", None)

    @cached_property
    def navigation(self) -> list[Shown]:
        return entries_for(self.request) if self.member else []

    @cached_property
    def sections(self) -> list[tuple[str, list[SectionLink]]]:
        if self.member is None:
            return []
        found = [(section.title, list(section.links(self.request))) for section in registered_sections()]
        return [(title, links) for title, links in found if links]

    @cached_property
    def messages(self) -> Sequence[Any]:
        return list(get_messages(self.request))

    @property
    def stream_url(self) -> str | None:
        """Where the page hears what others change; None for guests, who have no feed, and where there is none."""
        return None if self.member is None or self.member.is_guest else self._link(STREAM)

    @property
    def counts_url(self) -> str | None:
        """Where the sidebar learns what waits by now."""
        return self._link(COUNTS)

    @property
    def position(self) -> int:
        """How far the spine had come before the page was read: what happened past it may not be on the page."""
        position: int = getattr(self.request, "position", 0)
        return position

    @property
    def search_url(self) -> str | None:
        """Where the search box leads, if there is such a page."""
        return self._link(SEARCH)

    def _link(self, name: str) -> str | None:
        try:
            return link(self.request, name)
        except NoReverseMatch:
            return None

    @cached_property
    def other_workspaces(self) -> list[tuple[str, str]]:
        """Names and addresses of the other workspaces that the person may switch to."""
        if self.member is None:
            return []
        others = [other.workspace for other in workspaces_of(self.member.user) if other.pk != self.member.pk]
        return [(workspace.name, f"/{workspace.slug}/") for workspace in others]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor of our pages: `shell`."""
    return {"shell": Shell(request)}


def of_request(request: HttpRequest) -> dict[str, Any]:
    """Return what a whole page gets from its request, for rendering one block of it alone."""
    return {
        "request": request,
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
        **shell(request),
    }


ACCOUNT_PAGES = (
    ("Email", "account_email"),
    ("Password", "account_change_password"),
    ("Two-factor", "mfa_index"),
    ("Sessions", "usersessions_list"),
)


def account(request: HttpRequest) -> dict[str, Any]:
    """Context processor of allauth's pages, which Django's template language renders: the parts of the frame.

    Callables, so that the many small templates of allauth's elements pay nothing.
    """
    return {
        "brand_icon": icon("rocket"),
        "page_head": lambda: render_to_string("parts/head.html"),
        "account_pages": lambda: [(label, reverse(name)) for label, name in ACCOUNT_PAGES],
    }
