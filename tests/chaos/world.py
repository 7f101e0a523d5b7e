"""The workspace that a storm is let loose on: people, launches, gates and webhooks, each with somebody to tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller

from tests.chaos.endpoints import BROKEN, BUSY, ENDLESS, GONE, HANGING, Endpoint
from tests.e2e.people import Person, open_workspace
from tests.notifications.receivers import Mailbox, receiving
from tests.running import RunningLaunchHub

SLUG = "storm"
FIRST_DATE = dt.date(2028, 3, 1)
HATS = {
    "Petra": "product",
    "Mark": "marketing",
    "Quentin": "qa",
    "Builder": "engineering",
    "Writer": "marketing",
    "Helper": "support",
    "Seller": "sales",
    "Vera": "",
}
STEADY, FILTERED = "steady", "steady, slips only"
ENDPOINTS = (STEADY, FILTERED, BROKEN, BUSY, GONE, HANGING, ENDLESS)
"""Two that always take what they get, and one for each trouble."""


@dataclass(frozen=True)
class World:
    """What the storm meets with. `webhooks`: endpoint's name → webhook's id."""

    people: dict[str, Person]
    ids: dict[str, str]
    launches: list[str]
    gates: list[str]
    webhooks: dict[str, str]


def settle_down(
    launchhub: RunningLaunchHub, endpoints: Mapping[str, Endpoint], *, launches: int = 10, gates: int
) -> World:
    """Open a workspace with launches that are watched, gates, and a webhook for each endpoint."""
    people = open_workspace(launchhub, SLUG, HATS)
    alice, petra, mark, quentin = (people[name] for name in ("Alice", "Petra", "Mark", "Quentin"))
    ids = {row["name"]: row["id"] for row in alice.get("members/")["results"]}
    product = petra.post("products/", name="Harbour Pay", key="PAY")["id"]
    planned = [_launch(number, people, ids, product) for number in range(launches)]
    features = _bulk(
        petra,
        "features/",
        [
            {"title": f"Feature {n}", "product": product, "launch": planned[n % launches], "owner": ids["Builder"]}
            for n in range(gates)
        ],
    )
    made = _bulk(
        quentin,
        "gates/",
        [
            {"name": f"Gate {n}", "launch": planned[n % launches], "features": [feature], "offset_days": -7}
            for n, feature in enumerate(features)
        ],
    )
    claims = [{"text": f"Claim {n}", "features": [id_], "owner": ids["Mark"]} for n, id_ in enumerate(features)]
    _bulk(mark, "claims/", claims)
    alice.post("preferences/", email="all")
    people["Seller"].post("preferences/", email="none")
    kinds = {FILTERED: ["launch.date_moved"]}
    webhooks = {
        name: alice.post("webhooks/", url=endpoint.url, kinds=kinds.get(name, []))["id"]
        for name, endpoint in endpoints.items()
    }
    return World(people, ids, planned, made, webhooks)


def _launch(number: int, people: Mapping[str, Person], ids: Mapping[str, str], product: str) -> str:
    """Plan a launch: owned by Builder, a task of Helper's, watched by Seller and Alice; every third muted by Writer."""
    petra = people["Petra"]
    about = {"name": f"Launch {number}", "products": [product], "owner": ids["Builder"], "tier": 2}
    launch = str(petra.post("launches/", **about, date=FIRST_DATE.isoformat())["id"])
    petra.post("tasks/", launch=launch, title=f"Task {number}", hat="support", offset_days=-5, assignee=ids["Helper"])
    for name in ("Seller", "Alice"):
        people[name].post("watches/", noun="launch", target=launch)
    if number % 3 == 0:
        people["Writer"].post("watches/", noun="launch", target=launch, muted=True)
    return launch


def _bulk(person: Person, path: str, rows: list[dict[str, Any]]) -> list[str]:
    """Create up to 1,000 objects and return their ids."""
    return [made["id"] for made in person.call("POST", f"{path}bulk/", json=rows)["results"]]


@contextmanager
def receivers(port: int, names: Iterable[str] = ENDPOINTS) -> Iterator[tuple[dict[str, Endpoint], Mailbox]]:
    """Run the endpoints, and a mail server on `port`."""
    mailbox = Mailbox(port=port)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    with ExitStack() as stack:
        endpoints = {name: Endpoint(name=name) for name in names}
        for endpoint in endpoints.values():
            stack.enter_context(receiving(endpoint))
        controller.start()
        stack.callback(controller.stop)
        yield endpoints, mailbox
