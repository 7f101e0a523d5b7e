"""Whom every committed change should have reached, and whom it did: sets compared by id.

What is expected is computed from the rows of the database and the words of the domain alone, without any of
LaunchHub's code: a fault there must not hide itself here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.chaos.endpoints import Endpoint
from tests.chaos.house import House
from tests.chaos.world import FILTERED, World
from tests.notifications.receivers import Mailbox

URGENT = {"launch.date_moved", "gate.failed", "claim.broken"}
QUIET = {"signoff.created", "webhook.updated", "webhook.replayed"}
"""Kinds that nobody is told of."""

MESSAGE_ID = re.compile(rb"^Message-ID: <([0-9a-f-]{36})\.([0-9a-f-]{36})@", re.MULTILINE | re.IGNORECASE)

Told = set[tuple[str, str]]
"""Pairs of an event and a member."""


@dataclass
class Expected:
    """What the events of a storm should have brought: to inboxes, to mailboxes, to each endpoint."""

    inbox: Told = field(default_factory=set)
    emails: Told = field(default_factory=set)
    webhooks: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Records:
    """The rows that expectations rest on."""

    events: list[dict[str, Any]]
    members: list[dict[str, Any]]
    watches: list[dict[str, Any]]
    launches: dict[str, dict[str, Any]]
    owners: dict[str, str]
    features_of_claims: dict[str, list[str]]
    preferences: dict[str, str]

    @classmethod
    def read(cls, house: House, since: float) -> Records:
        """Read them past all of LaunchHub's code."""
        features = defaultdict(list)
        for row in house.ask("SELECT claim_id::text, feature_id::text FROM messaging_claimfeature"):
            features[row["claim_id"]].append(row["feature_id"])
        return cls(
            events=house.ask(EVENTS, since=since),
            members=house.ask(
                "SELECT id::text, role, hats FROM accounts_member WHERE workspace_id = "
                "(SELECT id FROM accounts_workspace WHERE slug = 'storm') AND deleted_at IS NULL"
            ),
            watches=house.ask("SELECT member_id::text, target_id::text, muted FROM watches"),
            launches={row["id"]: row for row in house.ask("SELECT id::text, owner_id::text, date FROM roadmap_launch")},
            owners={
                row["id"]: row["owner"]
                for row in house.ask(
                    "SELECT id::text, owner_id::text AS owner FROM roadmap_feature UNION ALL "
                    "SELECT id::text, owner_id::text FROM messaging_claim"
                )
            },
            features_of_claims=features,
            preferences={
                row["member"]: row["email"]
                for row in house.ask("SELECT member_id::text AS member, email FROM preferences")
            },
        )


EVENTS = """
SELECT id::text, kind, actor_id::text AS actor, subject_id::text AS subject, launch_id::text AS launch, data,
    caused_by::text AS cause, happened_at
FROM events WHERE happened_at >= to_timestamp(%(since)s) ORDER BY id
"""


def expected(records: Records, endpoints: Iterable[str]) -> Expected:
    """Return whom these events should reach (domain.md, "Event catalogue")."""
    result = Expected()
    told: dict[str, set[str]] = {}
    by_id = {event["id"]: event for event in records.events}
    for event in records.events:
        spared = _spared(event, by_id, told)
        told[event["id"]] = {
            member for member in _concerned(event, records) - spared if _may_be_told(member, event, records)
        }
        result.inbox |= {(event["id"], member) for member in told[event["id"]]}
        result.emails |= {
            (event["id"], member) for member in told[event["id"]] if _wants(member, event["kind"], records)
        }
    every, slips = set(by_id), {id_ for id_, event in by_id.items() if event["kind"] == "launch.date_moved"}
    result.webhooks = {name: slips if name == FILTERED else every for name in endpoints}
    return result


def _concerned(event: dict[str, Any], records: Records) -> set[str]:
    watching = {
        watch["member_id"]
        for watch in records.watches
        if watch["target_id"] in (event["subject"], event["launch"]) and not watch["muted"]
    }
    data, kind = event["data"], event["kind"]
    if kind == "launch.date_moved":
        radius = data["blast_radius"]
        holders = {member for thing in radius["moved"] + radius["conflicts"] for member in thing["holders"]}
        marketing = {member["id"] for member in records.members if "marketing" in member["hats"]}
        return watching | holders | marketing | {records.launches[event["subject"]]["owner_id"]}
    if kind == "gate.failed":
        covered = set(data["features"])
        broken = [claim for claim, features in records.features_of_claims.items() if covered & set(features)]
        owners = {records.owners[id_] for id_ in [*covered, *broken]}
        return watching | owners | {records.launches[event["launch"]]["owner_id"]}
    if kind == "claim.broken":
        return {records.owners[event["subject"]]}
    if kind == "webhook.disabled":
        return {member["id"] for member in records.members if member["role"] == "admin"}
    if kind in QUIET:
        return set()
    raise LookupError(f"Nothing is known here about {kind}: say whom it concerns.")


def _spared(event: dict[str, Any], events: dict[str, dict[str, Any]], told: dict[str, set[str]]) -> set[str]:
    """Return who caused the event or what it follows from, or was told of that."""
    spared = {event["actor"]}
    while event := events.get(event["cause"], {}):
        spared |= {event["actor"]} | told[event["id"]]
    return spared


def _may_be_told(member: str, event: dict[str, Any], records: Records) -> bool:
    targets = (event["subject"], event["launch"])
    muted = any(
        watch["muted"] and watch["member_id"] == member and watch["target_id"] in targets for watch in records.watches
    )
    return not muted and any(row["id"] == member and row["role"] != "guest" for row in records.members)


def _wants(member: str, kind: str, records: Records) -> bool:
    choice = records.preferences.get(member, "urgent")
    return choice == "all" or (choice == "urgent" and kind in URGENT)


def inboxes(house: House, since: float) -> Told:
    """Return who was told within LaunchHub."""
    rows = house.ask(
        "SELECT event_id::text, member_id::text FROM notifications JOIN events ON events.id = event_id "
        "WHERE happened_at >= to_timestamp(%(since)s)",
        since=since,
    )
    return {(row["event_id"], row["member_id"]) for row in rows}


def letters(mailbox: Mailbox) -> Counter[tuple[str, str]]:
    """Count the e-mails that came, by event and member: the two halves of their `Message-ID`."""
    found = (MESSAGE_ID.search(envelope.content) for envelope in mailbox.envelopes)
    return Counter((match[1].decode(), match[2].decode()) for match in found if match)


def arrivals(endpoint: Endpoint) -> Counter[str]:
    """Count the events that an endpoint took."""
    return Counter(event for event, _ in endpoint.taken)


def difference(what: str, wanted: set[Any], found: set[Any]) -> Iterator[str]:
    """Yield what is missing and what came without a reason."""
    for name, items in (("lost", wanted - found), ("phantom", found - wanted)):
        if items:
            yield f"{what}: {len(items)} {name}, such as {sorted(items)[:3]}"


def ledger_gaps(house: House, world: World, first: str) -> Iterator[str]:
    """Yield every break in the chain of a launch's ledger: each line begins where the one before ended."""
    rows = house.ask(
        "SELECT subject_id::text AS launch, old::text, new::text, note FROM roadmap_datemove ORDER BY created_at, id"
    )
    dates = {row["id"]: row["date"] for row in house.ask("SELECT id::text, date::text FROM roadmap_launch")}
    for launch in world.launches:
        stands = first
        for row in (row for row in rows if row["launch"] == launch):
            if row["old"] != stands:
                yield f"ledger of {launch}: “{row['note']}” begins at {row['old']}, the one before ended at {stands}"
            stands = row["new"]
        if dates[launch] != stands:
            yield f"launch {launch} stands on {dates[launch]}, its ledger on {stands}"
