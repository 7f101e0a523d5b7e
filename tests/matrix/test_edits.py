"""Every edit that a page of the three apps can make, and the same over REST: one action and one event behind both.

A page that takes a form and lacks a line fails the tests. The table of the roadmap has no line: it edits over REST, a
cell by `PATCH features/one` and many by `PATCH features/bulk`. A drag on timeline or board sends the form behind
the bar or the card.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from launchhub.events.models import Event
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import watches
from qa.models import Gate
from roadmap.actions import features, goals, launches
from roadmap.models import Feature, Launch, Product, Task
from tests.cast import browser
from tests.matrix.asking import JSON, ask
from tests.matrix.bodies import bodies
from tests.matrix.edits import ALONG, ASKED, EDITS, REPORT, sent, typed
from tests.matrix.forms import Form, forms_of
from tests.matrix.routes import ROUTES
from tests.matrix.test_hostile_forms import filled
from tests.matrix.world import World

WRITES_NOTHING = {"launches/one/date-moves/preview"}
"""Pages that take a form and only show what it would do."""

ELSEWHERE = {"launches/one/transitions/committed": "launches/one/transitions/on_hold"}
"""Pages that what the world is like stands in the way of → the same page for another value."""

OTHER_FIELDS = {"features/one/fields/status", "features/one/fields/target"}
"""Fields of a feature that are another action, or another event, than its title."""

BY_PETRA = {"decisions/one/votes"}
"""Edits that an admin without a hat may not make."""

IN_BIN = {"bin/launch/one/restorations"}
"""Edits of what has been deleted before."""

EDITING = ("roadmap.", "qa.", "messaging.", "launchhub.pages.views.bin")
"""Where the pages are that edit what the three apps have."""

ABOUT_ONE = [route for route in ROUTES if route.is_about_one]
ACTIONS = ("roadmap.actions", "qa.actions", "messaging.actions", "launchhub.notifications.actions")


@contextmanager
def called(action: str) -> Iterator[Any]:
    """Watch an action, which does what it does."""
    name, _, verb = action.partition(".")
    [module] = (import_module(f"{each}.{name}") for each in ACTIONS if find_spec(f"{each}.{name}"))
    with patch.object(module, verb, wraps=getattr(module, verb)) as spy:
        yield spy


class Desk:
    """Alice, who makes each edit of the table, on its page and over REST; what she does is undone."""

    def __init__(self, world: World) -> None:
        self.world, self.rows = world, world.hidden
        self.alice, self.petra = browser(world.alice), browser(world.petra)
        with workspace_context(world.alice.workspace):
            product, petra, feature = self.rows[Product], world.petra, self.rows[Feature]
            later = launches.create(by=petra, name="Later", products=[product], owner=petra)
            more = {
                "other": features.create(by=petra, title="Tips", product=product),
                "later": later,
                "wish": goals.create(by=petra, title="More tips", metric="Tips", target=10),
            }
            for watched in (product, feature, self.rows[Gate]):
                watches.watch(watched, by=world.alice)
            Task.objects.filter(pk=self.rows[Task].pk).update(status="todo", assignee=None)
            Feature.objects.filter(pk=feature.pk).update(status="idea", reason="")
        ids = {model.__name__.lower(): str(row.pk) for model, row in self.rows.items()}
        ids |= {name: str(row.pk) for name, row in more.items()}
        self.typed, self.sent, self.usual = typed(ids), sent(ids), bodies(self.rows, later)

    def client(self, name: str) -> Any:
        """Return whose browser makes an edit."""
        return self.petra if name in BY_PETRA else self.alice

    def on_page(self, name: str) -> Any:
        """Send the form of a page."""
        address, client = self.address(name), self.client(name)
        asked = f"{address}{ASKED.get(name, '')}"
        shown = ask(client, "get", asked)
        forms = [form for form in forms_of(asked, shown.content.decode()) if form.action.partition("?")[0] == address]
        form = forms[0] if forms else Form(asked)
        if name.endswith("/test-runs"):
            return client.post(address, self.typed[name], content_type=MULTIPART_CONTENT)
        form.fill(filled(self.world))
        return client.post(asked, **form.sent(**self.typed.get(name, {})))

    def over_rest(self, name: str, method: str, path: str) -> Any:
        """Do the same over REST."""
        address, client = self.address(path, "/api/v1/harbour/"), self.client(name)
        if path == "test_runs":
            return client.post(f"{address}?suite=e2e", REPORT, content_type="application/xml")
        body = self.sent.get(name, self.usual.get(f"{path.replace('/one', '/')}/", {}))
        return getattr(client, method.lower())(address, json.dumps(body), content_type=JSON)

    def address(self, name: str, start: str = "/harbour/") -> str:
        """Return where "tasks/one/skips" is."""
        noun = name.partition("/")[0]
        model = next((each.model for each in ABOUT_ONE if each.below.startswith(f"{noun}/<")), None)
        pk = self.rows[model].pk if model else None
        return f"{start}{name.replace('/one', f'/{pk}')}/"

    def delete(self) -> None:
        """Put into the bin what is restored by the edits of `IN_BIN`."""
        Launch.objects.filter(pk=self.rows[Launch].pk).update(deleted_at=timezone.now())

    def make(self, name: str, edit: Callable[[], Any], action: str) -> tuple[bool, list[str], str]:
        """Make an edit; return whether the action was called, the kinds of the events, and what was refused."""
        with transaction.atomic():
            with workspace_context(self.world.alice.workspace):
                if name in IN_BIN:
                    self.delete()
                before = set(Event.objects.values_list("pk", flat=True))
            with called(action) as spy:
                response = edit()
            with workspace_context(self.world.alice.workspace):
                made = list(Event.objects.exclude(pk__in=before).order_by("id").values_list("kind", flat=True))
            transaction.set_rollback(True)
        status = response.status_code
        refused = "" if status in (200, 201, 204, 302) else f"{status} {response.content.decode()[-600:]}"
        return spy.called, made, refused


@pytest.fixture
def desk(world: World) -> Desk:
    """Alice at her desk."""
    return Desk(world)


def test_the_table_knows_every_form(desk: Desk) -> None:
    taken = set()
    for route in (each for each in ROUTES if not each.is_rest):
        if not route.view.__module__.startswith(EDITING):
            continue
        for hat in ("product", "qa") if "<slug:hat>" in route.path else ("product",):
            pk = desk.rows[route.model].pk if route.is_about_one else None
            refused = desk.alice.put(route.address("harbour", pk, hat=hat))  # which tells what is taken
            if "POST" in refused.headers["Allow"]:
                name = route.address("", "one", hat=hat).strip("/")
                taken.add(ELSEWHERE.get(name, name))
    assert taken - WRITES_NOTHING | OTHER_FIELDS == set(EDITS)


def test_each_is_one_action_and_one_event_on_its_page_and_over_rest(desk: Desk) -> None:
    wrong = []
    for name, (actions, event, method, path) in EDITS.items():
        ways = [("page", partial(desk.on_page, name)), ("REST", partial(desk.over_rest, name, method, path))]
        module, _, verbs = actions.partition(".")
        for (way, edit), verb in zip(ways, (verbs.split("/") * 2)[:2], strict=True):
            action = f"{module}.{verb}"
            is_called, kinds, refused = desk.make(name, edit, action)
            if not is_called or refused or kinds != [*ALONG.get(name, []), *([event] if event != "-" else [])]:
                wrong.append(f"{name} by {way}: {action} {is_called}, {kinds} {refused}")
    assert wrong == [], "\n".join(wrong)
