"""Addresses, with the present workspace filled in."""

import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

ANY = uuid.UUID(int=0)
"""Stands for an id in an address."""


def link(request: HttpRequest | None, name: str, **kwargs: Any) -> str:
    """Return the address of a page by its URL name.

    A page of a workspace gets the request's workspace unless `workspace` is given; pages outside any
    workspace, such as signing in, are found by the same call. Raises `NoReverseMatch` for an unknown name.
    """
    workspace = getattr(request, "workspace", None)
    if workspace is None or "workspace" in kwargs:
        return reverse(name, kwargs=kwargs)
    try:
        return _of_workspace(name, workspace.slug, kwargs)
    except NoReverseMatch:
        return reverse(name, kwargs=kwargs)


def _of_workspace(name: str, workspace: str, kwargs: dict[str, Any]) -> str:
    if kwargs.keys() == {"pk"} and isinstance(kwargs["pk"], uuid.UUID):
        before, after = _around(get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, name, workspace)
        return f"{before}{kwargs['pk']}{after}"
    return reverse(name, kwargs={"workspace": workspace, **kwargs})


@lru_cache(maxsize=2048)
def _around(prefix: str, urlconf: str, name: str, workspace: str) -> tuple[str, str]:
    """Return what stands before and after an id. Put together anew for each, addresses take longer than their rows."""
    before, _, after = reverse(name, kwargs={"workspace": workspace, "pk": ANY}).partition(str(ANY))
    return before, after


def here_with(request: HttpRequest, **changed: str | Sequence[str]) -> str:
    """Return the query of the present address with other values for some parameters; an empty one is left out."""
    asked = request.GET.copy()
    for name, values in changed.items():
        asked.setlist(name, [values] if isinstance(values, str) and values else list(values))
    return f"?{asked.urlencode()}"


_pages: dict[str, str] = {}


def register_page(noun: str, url_name: str) -> None:
    """Say which page shows an object of this noun, by its id. Apps call it in `ready()`."""
    _pages[noun] = url_name


def page_of(workspace: str, noun: str, pk: uuid.UUID | str, launch_id: uuid.UUID | str | None = None) -> str | None:
    """Return the path of an object's page in the workspace with this slug.

    An object without a page of its own is shown by its launch; without one either there is None.
    """
    if noun in _pages:
        return _of_workspace(_pages[noun], workspace, {"pk": pk})
    return page_of(workspace, "launch", launch_id) if launch_id and "launch" in _pages else None


def absolute(path: str) -> str:
    """Return the whole address of a path, for messages that leave the browser."""
    return f"{settings.BASE_URL}{path}"
