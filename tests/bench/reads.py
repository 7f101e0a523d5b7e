"""REST: lists of 100 and single objects, against the same SQL through an empty Django view."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import orjson
from django.test.utils import CaptureQueriesContext

from launchhub.events.models import Event
from qa.models import Gate
from roadmap.models import Feature, Launch, Task
from tests.bench.baselines import BODIES
from tests.bench.harness import ONLY_SHOWN, Comparison, Goal, Measure, rows, timed, timed_after
from tests.bench.stage import Stage, Workspace

LISTS = {"features": Feature, "launches": Launch, "tasks": Task, "gates": Gate, "events": Event}
LIST_GOAL, ONE_GOAL = Goal(at_least=0.5), Goal(at_least=0.4)


@rows("reads")
def reads(stage: Stage) -> Iterator[Comparison]:
    """Yield each list and each object; then what an answer costs before it has any data."""
    workspace = stage.large
    workspace.token, workspace.settle()  # readiness is remembered when nothing waits for its seal
    for name in LISTS:
        yield Comparison(
            f"REST list of 100 {name} / json_agg in an empty view",
            LIST_GOAL,
            asked(workspace, f"api/{name}/"),
            bare_list(workspace, name),
        )
    yield Comparison(
        "REST list of 100 launches right after a change, computed anew / the same",
        ONLY_SHOWN,
        timed_after(workspace.change, lambda: workspace.get("api/launches/")),
        bare_list(workspace, "launches"),
        rounds=100,
    )
    for name in LISTS:
        pk = orjson.loads(workspace.get(f"api/{name}/?page_size=50").body)["results"][-1]["id"]
        yield Comparison(
            f"REST one of {name} / raw SQL in an empty view",
            ONE_GOAL,
            asked(workspace, f"api/{name}/{pk}/"),
            bare_one(workspace, name, pk),
        )
    yield Comparison(
        "the same with credentials, rights and limits, but no rows / json_agg of 100 features",
        ONLY_SHOWN,
        asked(workspace, "api/products/?page_size=1&fields=id"),
        bare_list(workspace, "features"),
    )


def asked(workspace: Workspace, address: str) -> Measure:
    """Return a measure of asking LaunchHub. Raises when it does not answer with 200."""
    answer = workspace.get(address)
    assert answer.status == 200, (address, answer)
    return timed(lambda: workspace.get(address))


def bare_list(workspace: Workspace, name: str) -> Measure:
    """Return a measure of the list's own query, made JSON by PostgreSQL."""
    query = f"SELECT json_agg(row)::text FROM ({query_of(workspace, f'api/{name}/')}) row"  # noqa: S608 - our own
    return bare(workspace, f"list-of-{name}", query)


def bare_one(workspace: Workspace, name: str, pk: str) -> Measure:
    """Return a measure of the object's own query, its row made JSON by orjson."""
    query = query_of(workspace, f"api/{name}/{pk}/")
    cursor = workspace.cursor

    def body() -> bytes:
        cursor.execute(query)
        names = [column.name for column in cursor.description]
        return orjson.dumps(dict(zip(names, cursor.fetchone(), strict=True)), default=str)

    BODIES[f"one-of-{name}"] = body
    assert workspace.get_bare(f"one-of-{name}").status == 200
    return timed(lambda: workspace.get_bare(f"one-of-{name}"))


def bare(workspace: Workspace, name: str, query: str) -> Measure:
    """Return a measure of an empty view that hands out the one value of a query."""
    cursor = workspace.cursor

    def body() -> str:
        cursor.execute(query)
        (value,) = cursor.fetchone()
        return str(value)

    BODIES[name] = body
    assert workspace.get_bare(name).status == 200
    return timed(lambda: workspace.get_bare(name))


def query_of(workspace: Workspace, address: str) -> str:
    """Return the query by which LaunchHub reads the rows of a REST address: the longest that it makes."""
    connection = workspace.connection
    with (
        workspace.open(),
        patch.object(connection, "keeps_plans", False),  # else it is called by the name of its plan
        CaptureQueriesContext(connection) as captured,
    ):
        workspace.get(address)
    table = LISTS[address.split("/")[1]]._meta.db_table
    return max((each["sql"] for each in captured if f'FROM "{table}"' in each["sql"]), key=len)
