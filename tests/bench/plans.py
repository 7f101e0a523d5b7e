"""How PostgreSQL would carry out the lists of REST: which indexes, and what it would have to put in order.

The queries come from the views themselves. What a plan does wrong is said in words; nothing is said of a good one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.test.utils import CaptureQueriesContext

from launchhub.api.filters import filterset_of, values_of
from tests.bench.harness import Figure, rows
from tests.bench.stage import Stage
from tests.matrix.routes import COLLECTIONS, Route

FEW = frozenset(
    {"accounts_member", "accounts_user", "accounts_workspace", "accounts_apitoken", "accounts_invitation", "webhooks"}
    | {"preferences", "watches", "imports_import", "roadmap_product", "roadmap_playbook", "messaging_persona"}
)
"""Tables of which a list shows few rows, however large the workspace is: some of them one member's own alone."""

A_FEW_PAGES = 100
"""What PostgreSQL thinks it costs to read a table that an index would not be worth while for."""

SORTED = {
    ("launches", "slips"): "counted from the ledger",
    ("launches", "slipped_days"): "counted from the ledger",
    ("claims", "text"): "too long for an index",
    ("notifications", "created_at"): "one member's own",
}
"""Orders that no index keeps, and why, of lists that are not the longest."""

SAMPLES = {"uuid": str(uuid.UUID(int=7)), "date": "2026-05-14", "date-time": "2026-05-14T12:00:00Z"}


def lists(route: Route) -> Iterator[tuple[str, str]]:
    """Yield what each list of a collection is called and its query string: its own order, the others, each filter."""
    view = route.view.cls
    yield "as it comes", ""
    if "ordering" in view.pagination_class.parameters:
        for name in view.orderings():
            if (route.below.strip("/"), name) not in SORTED:
                yield f"ordering={name}", f"ordering={name}"
                yield f"ordering=-{name}", f"ordering=-{name}"
    for name, each in filterset_of(view).base_filters.items():
        choices = each.extra.get("choices")
        yield name, f"{name}={choices[0][0] if choices else sample(values_of(each))}"


def sample(schema: dict[str, Any]) -> str:
    """Return a value that a filter takes, from the JSON schema of its values."""
    if schema["type"] == "array":
        return sample({"type": "string"} | schema["items"])
    if choices := schema.get("enum"):
        return str(choices[0])
    return SAMPLES.get(schema.get("format", "")) or {"boolean": "true", "integer": "1"}.get(schema["type"], "x")


def wrong(route: Route, ask: Callable[[str], int], connection: Any, cursor: Any) -> Iterator[str]:
    """Yield what is wrong with the plans of a collection's lists.

    `ask` gets an address below the workspace over `connection`; `cursor` is inside the workspace's wall, without which
    PostgreSQL would expect no rows.
    """
    table = route.view.cls.model._meta.db_table
    if table in FEW:
        return
    for name, query in lists(route):
        with CaptureQueriesContext(connection) as captured:
            status = ask(f"{route.below}?{query}")
        assert status == 200, (route.below, query, status)
        page = [each["sql"] for each in captured if f'FROM "{table}"' in each["sql"] and each["sql"].endswith(" 101")]
        assert page, f"{route.below}?{query} reads no page of {table}"
        for fault in faults(_plan(cursor, page[-1]), is_filtered=not (name == "as it comes" or "ordering" in name)):
            yield f"{route.below}?{query}: {fault}"


def _plan(cursor: Any, query: str) -> dict[str, Any]:
    cursor.execute(f"EXPLAIN (FORMAT JSON) {query}")
    (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def faults(plan: dict[str, Any], *, is_filtered: bool) -> Iterator[str]:
    """Yield what a plan does that takes longer the more rows there are.

    Few rows, such as those that a filter leaves, may be put in order after they were found.
    """
    kind, table = plan["Node Type"], plan.get("Relation Name", "")
    if kind == "Seq Scan" and table not in FEW and (plan.get("Disabled") or plan["Total Cost"] > A_FEW_PAGES):
        yield f"reads all of {table}"
    if kind == "Sort" and not is_filtered:
        yield f"puts all rows in order by {', '.join(plan['Sort Key'])}"
    for part in plan.get("Plans", []):
        if part.get("Parent Relationship") not in ("SubPlan", "InitPlan"):
            yield from faults(part, is_filtered=is_filtered)


@rows("plans")
def plans(stage: Stage) -> Iterator[Figure]:
    """Yield a row for each list whose plan is not as good as it should be, and one that counts the others."""
    workspace, good = stage.large, 0

    def ask(address: str) -> int:
        return workspace.get(f"api/{address}").status

    for route in COLLECTIONS:
        with workspace.open():
            found = list(wrong(route, ask, workspace.connection, workspace.cursor))
        good += not found
        yield from (Figure(fault, "", "an index", False) for fault in found)
    yield Figure("collections with all their lists read and put in order by indexes", str(good), "all", is_met=True)
