"""Icons: Lucide's, as inline SVG that takes its colour from the text beside it."""

from functools import cache

from lucide.jinja import lucide
from markupsafe import Markup


@cache
def icon(name: str) -> Markup:
    """Return the icon as markup, hidden from assistive technology: a word always stands beside it.

    `name` is Lucide's ("calendar", "shield-check"); an unknown one raises `lucide.IconDoesNotExist`.
    """
    return Markup(lucide(name, size=16, aria_hidden="true", **{"class": "icon"}))  # noqa: S704 - files of a package
