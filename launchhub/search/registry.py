"""What can be found: each app says in its `ready()` by which of their fields its nouns are known."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from launchhub.accounts.nouns import model_of
from launchhub.accounts.scoping import EditableModel
from launchhub.web.links import page_of

Page = Callable[[str, Mapping[str, Any]], str | None]
"""Takes the slug of a workspace and a row: `id`, `title`, `launch`, what it `needs`. Returns the path of its page."""


@dataclass(frozen=True)
class Searchable:
    """A noun that can be found.

    `title` and `texts` are fields, or for the title an expression; what the title says counts more.
    `launch` leads to the launch that a row belongs to, `owner` to whose it is, `changed` to when it was changed last;
    `needs` are further fields that `page` takes. Events about a row are heard; `named_in` are kinds of events about
    another object that name a row in their data, under its noun.
    `scope` is the area that an API token needs ("" for none); among equals the lower `order` comes first.
    """

    noun: str
    plural: str
    title: Any
    scope: str
    icon: str
    order: int
    texts: tuple[str, ...] = ()
    launch: str = ""
    owner: str = ""
    state: str = ""
    changed: str = "updated_at"
    needs: tuple[str, ...] = ()
    named_in: tuple[str, ...] = ()
    page: Page | None = None

    @property
    def rows(self) -> Any:
        """All rows of the noun, to be narrowed by who asks."""
        return model_of(self.noun).objects

    @property
    def said(self) -> tuple[str, ...]:
        """The fields besides the title whose words count: its texts, and the id that another system gave it."""
        is_editable = issubclass(model_of(self.noun), EditableModel)
        return (*(["external_id"] if is_editable else []), *self.texts)

    def address(self, workspace: str, row: Mapping[str, Any]) -> str | None:
        """Return the path of the page that shows a row; None when there is none."""
        if self.page:
            return self.page(workspace, row)
        launch: uuid.UUID | None = row["launch"]
        return page_of(workspace, self.noun, row["id"], launch)


_searchable: dict[str, Searchable] = {}


def register(*nouns: Searchable) -> None:
    """Let nouns be found. Raises `ValueError` when one is registered twice."""
    for entry in nouns:
        if entry.noun in _searchable:
            raise ValueError(f"The noun {entry.noun} is registered twice.")
        _searchable[entry.noun] = entry


def searchable() -> Mapping[str, Searchable]:
    """Return the nouns that can be found, by name, in the order in which they are shown."""
    return dict(sorted(_searchable.items(), key=lambda item: item[1].order))
