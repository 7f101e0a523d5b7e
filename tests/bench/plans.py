"""How PostgreSQL carries out the lists of REST: how many rows it looks at for one page.

The queries come from the views themselves. What a plan does wrong is said in words; nothing is said of a good one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from django.test.utils import CaptureQueriesContext

from launchhub.api.filters import filterset_of, values_of
from launchhub.api.pagination import PAGE_SIZE
from tests.matrix.routes import Route

FEW = frozenset(
    {"accounts_member", "accounts_user", "accounts_workspace", "accounts_apitoken", "accounts_invitation", "webhooks"}
    | {"preferences", "watches", "imports_import", "roadmap_product", "roadmap_playbook", "messaging_persona"}
    | {"roadmap_columnlimit", "shares"}
)
"""Tables of which a list shows few rows, however large the workspace is: some of them one member's own alone."""

MOST = 3_000
"""Rows of one table to look at for a page of 100: a kind or state that one row in thirty has needs no index."""

ROWS = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")

SORTED = {
    ("launches", "slips"): "counted from the ledger",
    ("launches", "slipped_days"): "counted from the ledger",
    ("claims", "text"): "too long for an index",
}
"""Orders that no index keeps, and why, of lists that are not the longest."""

UNSERVED = {
    ("features", "labels"): "row-level security comes before what arrays hold, and no index can do both",
}
"""Filters that no index serves, and why."""

SAMPLES = {"uuid": str(uuid.UUID(int=7)), "date": "2026-05-14", "date-time": "2026-05-14T12:00:00Z"}

Ask = Callable[[str], Any]
"""Asks for an address and returns the JSON of the answer."""


def ask_for_each_list(collection: Route, ask: Ask) -> None:
    """Ask for a collection in its own order, in each other, and by each filter; `ask` takes the query string.

    Each order is also asked for from far on. Of ids and words the filters name some that no row has. Where only the
    plan matters, rows are asked for by their ids: that is quicker.
    """
    view, name_of_all = collection.view.cls, collection.below.strip("/")
    assert len(ask("")["results"]) == PAGE_SIZE, f"{name_of_all} are too few"
    for name in view.orderings() if "ordering" in view.pagination_class.parameters else ():
        if (name_of_all, name) not in SORTED:
            ask(f"fields=id&ordering={name}")
            if following := ask(f"fields=id&ordering=-{name}")["next"]:
                cursor = parse_qs(urlsplit(following).query)["cursor"][0]  # early this way, late the other
                ask(f"fields=id&ordering={name}&cursor={cursor}")
    for name, each in filterset_of(view).base_filters.items():
        if (name_of_all, name) not in UNSERVED:
            choices = each.extra.get("choices")
            ask(f"fields=id&{name}={choices[0][0] if choices else sample(values_of(each))}")


def sample(schema: dict[str, Any]) -> str:
    """Return a value that a filter takes, from the JSON schema of its values."""
    schema = schema.get("anyOf", [schema])[0]
    if schema["type"] == "array":
        return sample({"type": "string"} | schema["items"])
    if choices := schema.get("enum"):
        return str(choices[0])
    return SAMPLES.get(schema.get("format", "")) or {"boolean": "true", "integer": "1"}.get(schema["type"], "x")


def wrong(route: Route, ask: Ask, connection: Any, cursor: Any) -> Iterator[str]:
    """Yield what is wrong with the plans of a collection's lists.

    `ask` takes what stands below the workspace and goes over `connection`; `cursor` is inside the workspace's wall,
    without which PostgreSQL would find no rows.
    """
    table = route.view.cls.model._meta.db_table
    if table in FEW:
        return
    pages: list[tuple[str, str]] = []

    def noted(query: str) -> Any:
        with patch.object(connection, "keeps_plans", False), CaptureQueriesContext(connection) as captured:
            answer = ask(f"{route.below}?{query}")
        found = [each["sql"] for each in captured if f'FROM "{table}"' in each["sql"] and each["sql"].endswith(" 101")]
        assert found, f"{route.below}?{query} reads no page of {table}"
        pages.append((query, found[-1]))
        return answer

    ask_for_each_list(route, noted)
    for query, sql in pages:
        for fault in faults(plan_of(cursor, sql)):
            yield f"{route.below}?{query.removeprefix('fields=id&')}: {fault}"


def plan_of(cursor: Any, query: str) -> dict[str, Any]:
    """Return how PostgreSQL carried out a query, and how many rows each step met."""
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) {query}")
    (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def faults(plan: dict[str, Any]) -> Iterator[str]:
    """Yield the tables of which a plan looks at more rows than a page takes: to find some, or to put them in order."""
    looked_at, table = plan["Actual Loops"] * sum(plan.get(each, 0) for each in ROWS), plan.get("Relation Name")
    if table and table not in FEW and looked_at > MOST:
        yield f"{plan['Node Type']} of {looked_at:,.0f} rows of {table}"
    for part in plan.get("Plans", []):
        yield from faults(part)
