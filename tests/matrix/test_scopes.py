"""What an API token opens: each scope alone, at every endpoint, with every method; never more than its member may."""

from __future__ import annotations

import pytest

from launchhub.accounts.models.tokens import Scope
from tests.cast import program
from tests.matrix.asking import answers
from tests.matrix.routes import ROUTES, Route
from tests.matrix.world import World

AREAS = {
    "admin": ("", "members", "invitations", "tokens", "webhooks", "deliveries"),
    "events": ("events", "notifications", "preferences", "watches", "stream"),
    "roadmap": (
        "products", "goals", "features", "dependencies", "launches", "date_moves", "milestones", "tasks", "playbooks",
        "raci", "briefs", "imports", "roadmap", "scoring_models", "rankings", "ideas",
        "saved_views", "decisions", "slips", "pulses", "search", "insights", "customers", "column_limits", "shares",
        "bin",
    ),
    "messaging": ("personas", "claims", "assets", "activities"),
    "qa": ("gates", "signoffs", "criteria", "evidence", "test_runs", "defects"),
    "any": ("comments", "attachments"),
}  # fmt: skip
"""Where each scope belongs: `admin` is one scope for everything, and one's own inbox takes `events:read` alone.

What is on objects takes the scope of the object, whichever that is.
"""

READ_BY_ALL = ("", "members", "search", "bin")
"""What every token may read: where it is, who is there, and what of its areas can be found or restored."""

OBJECTS = ("roadmap", "messaging", "qa")
"""The areas of objects."""

REST = [route for route in ROUTES if route.is_rest]


def area_of(route: Route) -> str:
    """Return the area of an endpoint, by the first word of its address."""
    [area] = [area for area, names in AREAS.items() if route.below.partition("/")[0] in names]
    return area


def opens(scope: str, route: Route, method: str) -> bool:
    """Say whether a token with this scope alone gets to an endpoint."""
    if method == "get" and route.below.partition("/")[0] in READ_BY_ALL and not route.below.endswith("restore/"):
        return True
    area = area_of(route)
    if area == "admin":
        return scope == "admin"
    if area == "events":
        return scope == "events:read"
    areas = OBJECTS if area == "any" else (area,)
    verbs = ("read", "write") if method == "get" else ("write",)
    return scope in [f"{each}:{verb}" for each in areas for verb in verbs]


@pytest.mark.parametrize("scope", Scope.values)
def test_a_scope_opens_its_own_area_and_nothing_else(world: World, scope: str) -> None:
    wrong = []
    for answer in answers(program(world.alice, scope), "harbour", world.of_harbour, REST):
        is_shut = answer.status == 403 and "lacks the scope" in answer.text
        if is_shut == opens(scope, answer.route, answer.method):
            wrong.append(f"{answer.asked}: {answer.status}")
    assert "\n".join(wrong) == ""


def test_a_token_may_no_more_than_its_member(world: World) -> None:
    """Vera's token has every scope there is for her, and creates nothing."""
    asked = [route for route in REST if area_of(route) in (*OBJECTS, "any")]
    given = list(answers(program(world.vera), "harbour", world.of_harbour, asked, ["post", "patch", "delete"]))
    assert {answer.status for answer in given} <= {400, 403, 404, 415}


def test_expansion_needs_the_scope_of_what_it_shows(world: World) -> None:
    client = program(world.alice, "messaging:read")
    assert client.get("/api/v1/harbour/assets/?expand=claims").status_code == 200
    refused = client.get("/api/v1/harbour/assets/?expand=launch")
    assert (refused.status_code, "roadmap:read" in refused.json()["detail"]) == (403, True)
