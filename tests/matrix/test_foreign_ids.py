"""Ids of another workspace, wherever a request can name one: they find nothing, show nothing and change nothing.

Where PostgreSQL's wall could be all that holds, it is asked to hold alone as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from launchhub.accounts.models import Member, Share
from launchhub.api.collections import Collection
from launchhub.api.fields import LinkField
from roadmap.models import Customer, Feature, Launch, Playbook, Product
from tests.cast import browser
from tests.matrix.asking import JSON, Answer, answers, ask, text_of
from tests.matrix.bodies import bodies
from tests.matrix.routes import COLLECTIONS, ROUTES, Route
from tests.matrix.tenants import contents_of
from tests.matrix.test_strangers import OF_HARBOUR
from tests.matrix.world import HIDDEN, RIVAL, World

API = "/api/v1/rival/"


NAME_A_LAUNCH = ("launch", "target", "only", "line", "event", "webhook", "item")


@pytest.fixture
def held(request: pytest.FixtureRequest) -> str:
    """What keeps the workspaces apart: the application's own scoping and the wall, or the wall alone."""
    if request.param == "wall":
        request.getfixturevalue("forgetful")
    return str(request.param)


twice = pytest.mark.parametrize("held", ["both", "wall"], indirect=True)
"""Asks once with the application's own scoping, once without."""


@pytest.fixture
def mallory(world: World) -> Iterator[Client]:
    """Mallory, who knows every id of Harbour; nothing is written there, whatever is asked."""
    before = contents_of(world.alice)
    yield browser(world.mallory)
    assert contents_of(world.alice) == before


def links(view: type[Collection]) -> Iterator[tuple[str, Any, bool]]:
    """Yield each link that a body may hold: its name, the model at its end, and whether it takes a list."""
    for name, field in view.serializer_class(context={"view": None}).fields.items():
        link = getattr(field, "child_relation", field)
        if isinstance(link, LinkField) and not field.read_only:
            yield name, link.linked_model, link is not field


@twice
def test_a_filter_finds_nothing_by_them(world: World, held: str, mallory: Client) -> None:
    for route in COLLECTIONS:
        view, address = route.view.cls, route.address("rival", None)
        columns = {name: view.model._meta.get_field(name).related_model for name in view.filterset_fields}
        queries = [{name: world.of_harbour(model)} for name, model in columns.items() if model in world.hidden]
        queries += [{name: world.of_harbour(view.model)} for name in ("id", "subject", "target", "subject_id")]
        for query in queries:
            found = ask(mallory, "get", address, query)
            assert found.json().get("results", []) == [], (route.below, query)


@twice
@pytest.mark.parametrize("address", ["/rival/bin/", f"{API}bin/"])
def test_nothing_that_they_threw_away_lies_in_ones_own_bin(
    world: World, held: str, mallory: Client, address: str
) -> None:
    lies_there = text_of(mallory.get(address))
    assert f"{RIVAL} in the bin" in lies_there
    assert HIDDEN not in lies_there


@pytest.mark.usefixtures("forgetful")
def test_a_parameter_of_a_page_shows_nothing_of_them(world: World, mallory: Client) -> None:
    names = {"customer": Customer, "feature": Feature, "owner": Member, "playbook": Playbook, "product": Product}
    query = {name: str(world.of_harbour(names.get(name, Launch))) for name in (*names, *NAME_A_LAUNCH)}
    for route in (route for route in ROUTES if not route.is_rest and not route.is_about_one):
        asked = ask(mallory, "get", route.address("rival", None), query)
        given = Answer(route.below, route, "get", asked)
        assert (given.status in (200, 302, 404, 405, 422), given.said(OF_HARBOUR)) == (True, []), given.asked


@twice
def test_expansion_search_and_order_show_nothing_of_them(world: World, held: str, mallory: Client) -> None:
    for route in COLLECTIONS:
        view, address = route.view.cls, route.address("rival", None)
        queries = [{"expand": name} for name in view.expandable()]
        if held == "both":  # an order is one of the same rows
            queries += [{"ordering": name} for name in view.orderings()]
        for query in queries:
            given = Answer(f"{route.below} {query}", route, "get", ask(mallory, "get", address, query))
            assert (given.status in (200, 400), given.said(OF_HARBOUR)) == (True, []), given.asked
        if view.search_fields:
            assert ask(mallory, "get", address, {"search": HIDDEN}).json()["results"] == []


def test_a_cursor_of_another_workspace_leads_through_ones_own_rows(world: World, mallory: Client) -> None:
    foreign = browser(world.petra).get("/api/v1/harbour/features/", {"page_size": 1}).json()["next"]
    response = mallory.get(foreign.replace("/harbour/", "/rival/"))
    assert OF_HARBOUR.split("|")[0] not in response.content.decode()
    assert response.status_code == 200


def foreign_links(world: World) -> Iterator[tuple[Route, Any, str, Any]]:
    """Yield each link that can be sent: where, a body that would be taken there, the link's name, and Harbour's ids."""
    for route in (each for each in COLLECTIONS if "post" in each.methods):
        body = bodies(world.rival, world.rival[Launch]).get(route.below)
        for name, model, takes_list in links(route.view.cls) if body else ():
            foreign = str(world.of_harbour(model))
            yield route, body, name, [foreign] if takes_list else foreign


@twice
def test_a_body_cannot_link_to_them(world: World, held: str, mallory: Client) -> None:
    tried = 0
    for link in foreign_links(world):
        refuse_link(world, mallory, *link)
        tried += 1
    assert tried > 20


@pytest.mark.usefixtures("forgetful", "open_wall")
def test_it_is_the_wall_that_refuses_a_link_where_scoping_does_not(world: World) -> None:
    """The counter-check: with scoping off and the wall open, the objects are found; only actions may still object."""
    client, found = browser(world.mallory), 0
    for route, body, name, foreign in foreign_links(world):
        given = ask(client, "post", route.address("rival", None), body | {name: foreign})
        found += "There is nothing with the id" not in given.content.decode()
    assert found > 20


def refuse_link(world: World, mallory: Client, route: Route, body: Any, name: str, foreign: Any) -> None:
    """Check that no way of writing takes the id, and that each names the field."""
    address, pk = route.address("rival", None), world.of_rival(route.view.cls.model)
    for method, where, sent, pointer in (
        ("post", address, body | {name: foreign}, f"/{name}"),
        ("post", f"{address}bulk/", [body | {name: foreign}], f"/0/{name}"),
        ("patch", f"{address}{pk}/", {name: foreign}, f"/{name}"),
    ):
        if method == "patch" and not route.view.cls.offers("update"):
            continue  # a ledger
        given = ask(mallory, method, where, sent)
        assert given.status_code == 400, (method, where, name, given.content)
        assert pointer in [error["pointer"] for error in given.json()["errors"]]
        assert HIDDEN not in given.content.decode()


@twice
def test_what_is_no_link_cannot_name_them_either(world: World, held: str, mallory: Client) -> None:
    launch, feature = world.of_harbour(Launch), world.of_harbour(Feature)
    for where, body in (
        ("watches/", {"noun": "launch", "target": str(launch)}),
        ("shares/", {"noun": "launch", "target": str(launch), "member": str(world.rival[Share].member_id)}),
        ("shares/", {"noun": "launch", "target": str(world.of_rival(Launch)), "member": str(world.vera.pk)}),
        ("invitations/", {"email": "wim@example.com", "role": "guest", "noun": "launch", "target": str(launch)}),
        ("dependencies/", {"from": str(feature), "to": str(world.of_rival(Feature))}),
        ("dependencies/", {"from": str(world.of_rival(Launch)), "to": str(launch)}),
        ("tokens/", {"name": "CI", "scopes": ["qa:read"], "member": str(world.of_harbour(Member))}),
    ):
        response = mallory.post(f"{API}{where}", body, content_type=JSON)
        assert response.status_code == 400, (where, response.content)
        assert HIDDEN not in response.content.decode()


@twice
def test_notifications_of_others_stay_unread(world: World, held: str, mallory: Client) -> None:
    ids = [str(row.pk) for model, row in world.hidden.items() if model.__name__ == "Notification"]
    assert mallory.post(f"{API}notifications/reads/", {"ids": ids}, content_type=JSON).json() == {"marked": 0}


@twice
@pytest.mark.parametrize("how", ["row", "default", "name", "external_id"])
def test_a_file_cannot_name_them(world: World, held: str, mallory: Client, how: str) -> None:
    product = world.hidden[Product]
    ways = {"row": product.pk, "default": product.pk, "name": product.name, "external_id": f"{HIDDEN} {product.pk}"}
    named = ways[how]
    rows = "title\nRefunds\n" if how == "default" else f"title,product\nRefunds,{named}\n"
    form = {"kind": "features", "file": SimpleUploadedFile("f.csv", rows.encode())}
    if how == "default":
        form["defaults"] = f'{{"product": "{named}"}}'
    report = ask(mallory, "post", f"{API}imports/", form, content_type=MULTIPART_CONTENT).json()
    assert (report["created"], len(report["errors"])) == (0, 1)
    assert "There is no product" in report["errors"][0]["detail"]


@twice
def test_a_file_takes_no_row_over_by_its_external_id(world: World, held: str, mallory: Client) -> None:
    theirs = f"{HIDDEN} {world.of_harbour(Feature)}"
    rows = f"external_id,title,product\n{theirs},Refunds,{world.of_rival(Product)}\n"
    form = {"kind": "features", "file": SimpleUploadedFile("f.csv", rows.encode())}
    report = ask(mallory, "post", f"{API}imports/", form, content_type=MULTIPART_CONTENT).json()
    assert (report["created"], report["updated"]) == (1, 0)


def test_a_repeated_key_of_somebody_else_gives_no_answer_of_theirs(world: World) -> None:
    key = {"Idempotency-Key": "the-same-key"}
    body = {"name": f"{HIDDEN} till", "key": "TILL"}
    first = browser(world.alice).post("/api/v1/harbour/products/", body, content_type=JSON, headers=key)
    second = browser(world.mallory).post(f"{API}products/", body | {"name": "Till"}, content_type=JSON, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert HIDDEN not in second.content.decode()
    colleague = browser(world.petra).post("/api/v1/harbour/products/", body, content_type=JSON, headers=key)
    assert colleague.status_code == 400, "it is done for Petra, too, and her product needs another key"


@twice
def test_a_stale_write_shows_nothing_of_what_is_not_ones_own(world: World, held: str, mallory: Client) -> None:
    stale = {"If-Match": '"999"'}
    for route in (route for route in ROUTES if route.is_rest and route.is_about_one):
        for method in set(route.methods) & {"patch", "delete"}:
            response = ask(mallory, method, route.address("rival", world.of_harbour(route.model)), {}, headers=stale)
            assert response.status_code == 404, route
            assert "current" not in response.json()


def test_the_rivals_own_pages_still_work(world: World, mallory: Client) -> None:
    """The counter-check: these ids are refused for whose they are, not because nothing is ever found."""
    given = answers(mallory, "rival", world.of_rival, COLLECTIONS, ["get"])
    assert len([answer for answer in given if answer.response.json()["results"]]) > 20
