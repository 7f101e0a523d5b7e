"""Ids of what is in the workspace, so that requests come further than to “there is nothing with this id”."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

COLLECTIONS = (
    "products", "features", "dependencies", "launches", "date_moves", "milestones", "tasks", "playbooks",
    "raci", "goals", "scoring_models", "comments", "briefs", "gates", "signoffs", "criteria", "evidence",
    "test_runs", "defects", "personas", "claims", "assets", "activities", "members", "invitations", "tokens",
    "webhooks", "watches", "notifications", "events", "imports", "decisions", "attachments", "saved_views",
    "pulses", "column_limits", "insights", "customers", "shares", "deliveries",
)  # fmt: skip
LINKS = {
    "launches": ("launch", "from", "to", "target", "subject"),
    "features": ("feature", "features", "parent"),
    "goals": ("goal", "goals"),
    "products": ("product", "products"),
    "gates": ("gate",),
    "criteria": ("criterion",),
    "claims": ("claims",),
    "assets": ("assets",),
    "personas": ("personas",),
    "customers": ("customer",),
    "decisions": ("supersedes",),
    "notifications": ("ids",),
    "members": (
        *("owner", "assignee", "approvers", "reviewers", "responsible", "accountable", "consulted", "informed"),
        *("member", "actor", "author", "submitted_by"),
    ),
}
"""Collection → fields and parameters that name its objects."""


class Known:
    """The ids of a workspace by collection, and which of them are the asker's own."""

    def __init__(self) -> None:
        self.ids: dict[str, list[str]] = {}
        self.own: set[str] = set()

    def learn(self, get: Callable[[str], Any], workspace: str) -> None:
        """Look up what there is; `get` returns the JSON at an address."""
        place = f"/api/v1/{workspace}/"
        for name in COLLECTIONS:
            self.ids[name] = [row["id"] for row in get(f"{place}{name}/?fields=id&page_size=20")["results"]]
        own = get(place)["member"]["id"]
        self.own = {own, *(row["id"] for row in get(f"{place}tokens/?fields=id&member={own}")["results"])}

    def linked(self, value: Any) -> st.SearchStrategy[Any]:
        """Return the object with about half of its links leading to something that is there."""
        if isinstance(value, list):
            return st.tuples(*(self.linked(item) for item in value)).map(list)
        if not isinstance(value, dict):
            return st.just(value)
        return st.fixed_dictionaries({name: self._link(name, part) for name, part in value.items()})

    def placed(self, value: Any, collection: str) -> st.SearchStrategy[Any]:
        """Return path parameters, about half of which lead to an object of the collection."""
        ids = self.ids.get(collection)
        if not ids or not is_id(value.get("id")):
            return st.just(value)
        return st.just(value) | st.sampled_from(ids).map(lambda pk: value | {"id": pk})

    def _link(self, name: Any, value: Any) -> st.SearchStrategy[Any]:
        known = next((self.ids.get(place, []) for place, names in LINKS.items() if name in names), [])
        if isinstance(value, list) and known and all(map(is_id, value)):
            return st.tuples(*(st.just(item) | st.sampled_from(known) for item in value)).map(list)
        return st.just(value) | st.sampled_from(known) if known and is_id(value) else self.linked(value)


def is_id(value: Any) -> bool:
    """Say whether a value is an id as the API writes it; what was made wrong on purpose stays wrong."""
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False
