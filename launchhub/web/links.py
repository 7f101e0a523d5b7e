"""Addresses, with the present workspace filled in."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


def link(request: HttpRequest | None, name: str, **kwargs: Any) -> str:
    """Return the address of a page by its URL name.

    A page of a workspace gets the request's workspace unless `workspace` is given; pages outside any
    workspace, such as signing in, are found by the same call. Raises `NoReverseMatch` for an unknown name.
    """
    workspace = getattr(request, "workspace", None)
    if workspace is None or "workspace" in kwargs:
        return reverse(name, kwargs=kwargs)
    try:
        return reverse(name, kwargs={"workspace": workspace.slug, **kwargs})
    except NoReverseMatch:
        return reverse(name, kwargs=kwargs)
