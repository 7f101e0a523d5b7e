"""Every address there is, and everybody who has no business there.

The addresses come from the URL resolver, so a new one is tested from its first day; one that is neither below a
workspace nor known to be open, or that no row stands for here, fails the tests until somebody has thought about it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from launchhub.accounts.actions import invitations, tokens
from launchhub.accounts.models import ApiToken, Invitation, Member
from launchhub.events.models import Event
from launchhub.imports import actions as imports
from launchhub.imports import tables, uploads
from launchhub.imports.models import Import, Upload
from launchhub.notifications.actions import preferences, watches, webhooks
from launchhub.notifications.models import Delivery, Notification, Webhook
from messaging.actions import activities, assets, claims, personas
from qa.actions import criteria, defects, evidence, gates, signoffs, test_runs
from qa.models import Criterion, Gate, TestRun
from roadmap.actions import (
    briefs,
    dependencies,
    features,
    launches,
    milestones,
    playbooks,
    products,
    raci,
    tasks,
)
from roadmap.models import Feature, Launch, RaciLine, Task

OPEN = ("accounts/", "admin/", "invitations/", "healthz", "readyz", "api/schema/", "api/docs/")
"""Addresses outside of any workspace: each looks after itself, and has tests of its own."""

PAGES = "<slug:workspace>/"
REST = "api/v1/<slug:workspace>/"
METHODS = ("get", "post", "patch", "delete")
ARGUMENTS = {"to": "committed", "hat": "product"}

SHOWS: dict[str, Any] = {
    "deliveries/": Delivery, "webhooks/": Webhook, "members/": Member, "members/invitations/": Invitation,
    "tokens/": ApiToken, "imports/": Import, "imports/files/": Upload,
    "launches/": Launch, "features/": Feature, "tasks/": Task, "raci/": RaciLine,
    "gates/": Gate, "criteria/": Criterion, "test-runs/": TestRun,
}  # fmt: skip
"""What the pages below an address are about."""

OWN = ("watches", "preferences", "notifications", "tokens")
"""What everybody has for themselves, a guest too."""


@dataclass(frozen=True)
class Route:
    """An address as the resolver knows it, and the view behind it."""

    path: str
    view: Any

    @property
    def is_rest(self) -> bool:
        return self.path.startswith(REST)

    @property
    def below(self) -> str:
        """The address inside its workspace."""
        return self.path.removeprefix(REST).removeprefix(PAGES)

    @property
    def is_about_one(self) -> bool:
        return "<uuid:pk>" in self.path

    @property
    def model(self) -> Any:
        if self.is_rest:
            return self.view.cls.model
        return SHOWS[self.below.partition("<uuid:pk>")[0]]

    @property
    def methods(self) -> list[str]:
        if not self.is_rest:
            return ["get", "post"]
        offered = getattr(self.view, "actions", None) or vars(self.view.cls)
        return [each for each in METHODS if each in offered]

    def address(self, workspace: str, pk: object) -> str:
        filled = {"workspace": workspace, "pk": pk, **ARGUMENTS}
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(filled[found[1]]), self.path)


def routes(patterns: Any = None, prefix: str = "") -> Iterator[Route]:
    """Yield every route below a workspace, and the others that are not known to be open."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if path.startswith(OPEN):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield Route(path, pattern.callback)


ROUTES = [route for route in routes() if route.path not in ("", "api/")]


@pytest.fixture
def rows(alice: Member, petra: Member, mark: Member, quentin: Member) -> Callable[[Any], Any]:
    """A row of everything in Harbour; returns a function that gives the id of one that Alice sees."""
    day = dt.date(2027, 5, 14)
    product = products.create(by=petra, name="Payments", key="PAY")
    launch, other = (
        launches.create(by=petra, name=name, products=[product], owner=petra, date=day) for name in ("Spring", "Later")
    )
    feature = features.create(by=petra, title="Refunds", product=product, launch=launch)
    dependencies.create(by=petra, source=launch, target=other)
    milestones.create(by=petra, launch=launch, name="Freeze", offset_days=-14)
    tasks.create(by=petra, launch=launch, title="Brief sales", hat="sales", offset_days=-7)
    raci.create(by=petra, launch=launch, what="Go or no-go", hat="product", accountable=petra)
    briefs.create(by=petra, launch=launch, hat="product", text="Why")
    launches.move(launch, to=day + dt.timedelta(days=7), reason="scope", by=petra)
    gate = gates.create(by=quentin, launch=launch, name="Regression", offset_days=-3)
    metric = {"name": "p95", "comparator": "<=", "threshold": 200}
    criterion = criteria.create(by=quentin, gate=gate, text="Fast", kind="metric", params=metric)
    evidence.create(by=quentin, criterion=criterion, value=150)
    defects.create(by=quentin, title="Typo", severity="minor")
    test_runs.record(b'<testsuite name="e2e"><testcase name="ok"/></testsuite>', by=quentin, suite="e2e")
    signoffs.create(gate=gate, by=quentin, decision="approve")
    personas.create(by=mark, name="Shop owner")
    claims.create(by=mark, text="Refunds at once", features=[feature])
    assets.create(by=mark, launch=launch, title="Blog post", kind="blog", offset_days=0)
    activities.create(by=mark, launch=launch, title="Mailing", channel="email", offset_days=0)
    playbooks.create(by=alice, name="Ours")
    _kernel_rows(alice, launch)

    def one(model: Any) -> Any:
        found = model.objects.visible_to(alice).values_list("pk", flat=True).first()
        assert found, f"make a row of {model.__name__} here"
        return found

    return one


def _kernel_rows(alice: Member, launch: Launch) -> None:
    watches.watch(launch, by=alice)
    preferences.create(by=alice, email="all")
    tokens.create(by=alice, name="CI", scopes=["qa:write"])
    invitations.create(by=alice, email="newcomer@example.com")
    webhook, _ = webhooks.create(by=alice, url="https://example.com/hook")
    event = Event.objects.filter(subject_id=launch.pk).latest("id")
    Event.objects.update(position=1)  # sealed: REST shows no other
    of_event = {"workspace": alice.workspace, "event": event}
    Notification.objects.create(**of_event, member=alice, because="you watch it")
    Delivery.objects.create(**of_event, channel="webhook", target=webhook.pk, lane=str(webhook.pk))
    content = b"name,key\nShop,SHP\n"
    imports.run(
        tables.read(content, "p.csv"),
        kind="features",
        by=alice,
        filename="p.csv",
        mapping={"name": "title"},
        defaults={"product": "PAY"},
        dry_run=True,
    )
    uploads.keep(content, kind="features", filename="p.csv", by=alice)


def answers(
    client: Client, workspace: str, rows: Callable[[Any], Any], only: Any = ROUTES, methods: Any = METHODS
) -> Iterator[Any]:
    """Ask each route with each of its methods that is among `methods`; yield route, method and answer."""
    for route in only:
        address = route.address(workspace, rows(route.model) if route.is_about_one else None)
        for method in (each for each in route.methods if each in methods):
            options = {"data": {}, "content_type": "application/json"} if route.is_rest and method != "get" else {}
            yield route, method, getattr(client, method)(address, **options)


def wrong(asked: Iterator[Any], is_right: Callable[[Route, str, Any], bool]) -> str:
    """Return what was answered wrongly, one line for each."""
    lines = [
        f"{method} {route.path}: {got.status_code}" for route, method, got in asked if not is_right(route, method, got)
    ]
    return "\n".join(lines)


def test_every_address_is_below_a_workspace_or_known_to_be_open() -> None:
    assert [route.path for route in ROUTES if not route.path.startswith((PAGES, REST))] == []
    assert len(ROUTES) > 100


def test_nobody_gets_in_without_signing_in(client: Client, rows: Any) -> None:
    def is_right(route: Route, method: str, got: Any) -> bool:
        if route.is_rest:
            return bool(got.status_code == 401)
        return got.status_code == 302 and got.headers["Location"].startswith("/accounts/login/")

    assert wrong(answers(client, "harbour", rows), is_right) == ""


@pytest.mark.parametrize("way", ["session", "token"])
def test_no_address_of_a_workspace_exists_for_members_of_another(
    way: str, rows: Any, mallory: Member, signed_in: Any, api: Any
) -> None:
    client = signed_in(mallory) if way == "session" else api(mallory)
    asked = [route for route in ROUTES if way == "session" or route.is_rest]
    assert wrong(answers(client, "harbour", rows, asked), lambda route, method, got: got.status_code == 404) == ""


def test_nothing_of_another_workspace_is_found_by_its_id(rows: Any, mallory: Member, signed_in: Any) -> None:
    def is_right(route: Route, method: str, got: Any) -> bool:
        gone = route.model is Upload and got.status_code == 302  # to the choice of a file
        return gone or got.status_code in ((404,) if route.is_rest else (404, 405))

    asked = [route for route in ROUTES if route.is_about_one]
    assert wrong(answers(signed_in(mallory), "rival", rows, asked), is_right) == ""


def test_whoever_may_see_it_finds_it(rows: Any, alice: Member, signed_in: Any) -> None:
    """The counter-check: what others do not find is there."""
    asked = [route for route in ROUTES if not route.path.endswith("/email/")]  # a file that nothing has written here
    found = answers(signed_in(alice), "harbour", rows, asked, ["get"])
    assert wrong(found, lambda route, method, got: got.status_code in (200, 400, 405)) == ""


def test_a_guest_finds_nothing_that_was_not_shared_and_writes_nothing(rows: Any, vera: Member, api: Any) -> None:
    def is_right(route: Route, method: str, got: Any) -> bool:
        if route.below.startswith(OWN):
            return True
        if (method == "get" and not route.is_about_one) or route.model is Member:
            return got.status_code in (200, 400, 403)
        return got.status_code in (400, 403, 404, 405, 415)

    asked = [route for route in ROUTES if route.is_rest]
    assert wrong(answers(api(vera), "harbour", rows, asked), is_right) == ""


def test_a_token_needs_the_scope_of_what_it_asks_for(rows: Any, alice: Member, api: Any) -> None:
    readers = {area: api(alice, "events:read" if area != "events" else "qa:write") for area in _areas()}

    def is_right(route: Route, method: str, got: Any) -> bool:
        open_to_all = route.view.cls.any_token_may_read and method == "get"
        return bool(got.status_code == (200 if open_to_all else 403))

    for area, client in readers.items():
        asked = [route for route in ROUTES if route.is_rest and route.view.cls.scope == area]
        assert wrong(answers(client, "harbour", rows, asked), is_right) == ""


@pytest.mark.parametrize("area", ["roadmap", "messaging", "qa"])
def test_a_token_that_may_read_does_not_write(area: str, rows: Any, alice: Member, api: Any) -> None:
    asked = [route for route in ROUTES if route.is_rest and route.view.cls.scope == area]
    writes = answers(api(alice, f"{area}:read"), "harbour", rows, asked, METHODS[1:])
    assert wrong(writes, lambda route, method, got: got.status_code == 403) == ""


def _areas() -> set[str]:
    return {route.view.cls.scope for route in ROUTES if route.is_rest}
