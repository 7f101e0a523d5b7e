"""The event catalogue (domain.md, section 7): who is told of what, in a workspace where everybody has one stake.

Alice, who has none, does it all, unless a signature is asked for.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import pytest

from launchhub.accounts.models import Member, Workspace
from launchhub.discussion.actions import comments
from launchhub.events.record import history
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Notification
from messaging.actions import activities, assets, claims, reviews, versions
from qa.actions import defects, gates, signoffs
from roadmap.actions import (
    decisions,
    dependencies,
    features,
    goals,
    insights,
    launches,
    milestones,
    products,
    raci,
    tasks,
)
from roadmap.models import Launch
from tests.cast import join
from tests.events.drain import drain

LAUNCH = {
    *("launch owner", "product owner", "accountable", "responsible", "consulted", "informed"),
    *("launch watcher", "product watcher"),
}
FEATURE = LAUNCH | {"feature owner", "feature watcher"}
GATE = LAUNCH | {"approver", "gate watcher"}
ASSET = LAUNCH | {"asset owner", "asset watcher"}
NAMING = {"claim owner", "asset owner"}
GOAL = {"goal owner", "agreed to goal"}

TOLD: dict[str, set[str]] = {
    "launch.created": {"launch owner", "product owner", "product watcher"},
    "launch.status_changed": LAUNCH,
    "launch.date_moved": LAUNCH
    | {"milestone owner", "assignee", "asset owner", "activity owner", "approver", "signer"}
    | {"dependent's owner", "marketing"},
    "launch.decision": LAUNCH,
    "feature.status_changed": FEATURE,
    "feature.updated": FEATURE,
    "feature.date_moved": FEATURE,
    "feature.late": FEATURE | NAMING,
    "feature.cut": FEATURE | NAMING,
    "feature.ui_changed": {"asset owner"},
    "milestone.date_moved": LAUNCH | {"milestone owner"},
    "task.assigned": {"assignee"},
    "gate.opened": {"approver", "signer"},
    "gate.in_review": {"approver", "signer"},
    "gate.passed": GATE,
    "gate.reopened": GATE | {"signer"},
    "gate.waived": GATE | {"signer"},
    "gate.failed": GATE | NAMING | {"feature owner"},
    "defect.opened": {"feature owner", "approver", "signer", "launch owner"},
    "asset.review_requested": {"reviewer"},
    "asset.changes_requested": ASSET,
    "asset.approved": ASSET,
    "asset.published": ASSET,
    "goal.checked_in": GOAL,
    "insight.shared": {"feature owner"},
}

SAID: dict[str, set[str]] = {
    "product": {"product owner", "product watcher"},
    "launch": LAUNCH,
    "feature": FEATURE,
    "milestone": LAUNCH | {"milestone owner"},
    "task": LAUNCH | {"assignee"},
    "goal": {"goal owner"},
    "insight": {"insight's author"},
    "gate": GATE | {"signer"},
    "claim": LAUNCH | {"claim owner"},
    "asset": ASSET,
    "activity": LAUNCH | {"activity owner"},
}
"""Who is told of a comment, by what it is on."""

STAKES = set().union(*TOLD.values(), *SAID.values()) | {"bystander"}
HATS = {"marketing": ["marketing"], "reviewer": ["legal"]}


class Stage:
    """A launch with one thing of each noun, each somebody else's."""

    def __init__(self, harbour: Workspace, alice: Member) -> None:
        self.alice, self.today = alice, harbour.today()
        self.who = {stake: join(harbour, stake.replace(" ", "-"), "member", *HATS.get(stake, ())) for stake in STAKES}
        who = self.who
        self.product = products.create(by=alice, name="Payments", key="PAY", owner=who["product owner"])
        self.launch = self.a_launch("Payments 2.0", "launch owner", 30)
        later = self.a_launch("Mobile app", "dependent's owner", 300)
        dependencies.create(by=alice, source=self.launch, target=later)
        raci.create(
            by=alice,
            launch=self.launch,
            what="Go to market",
            hat="marketing",
            accountable=who["accountable"],
            responsible=[who["responsible"]],
            consulted=[who["consulted"]],
            informed=[who["informed"]],
        )
        at: dict[str, Any] = {"by": alice, "launch": self.launch, "offset_days": -7}
        self.feature = features.create(
            by=alice, title="Tips", product=self.product, launch=self.launch, owner=who["feature owner"]
        )
        self.milestone = milestones.create(name="Code freeze", owner=who["milestone owner"], **at)
        self.task = tasks.create(title="Write it", hat="sales", assignee=who["assignee"], **at)
        self.gate = gates.create(name="Regression", features=[self.feature], approvers=self.approvers, **at)
        promise = {"features": [self.feature], "owner": who["claim owner"]}
        self.claim = claims.create(by=alice, launch=self.launch, text="Tips in one tap.", **promise)
        shows = {"claims": [self.claim], "features": [self.feature], "reviewers": [who["reviewer"]]}
        self.asset = assets.create(title="Post", kind="blog", owner=who["asset owner"], **shows, **at)
        self.activity = activities.create(title="Webinar", channel="webinar", owner=who["activity owner"], **at)
        self.goal = goals.create(by=alice, title="Adopted", metric="Tips a day", target=10, owner=who["goal owner"])
        self.goal = goals.agree(self.goal, by=who["agreed to goal"])
        self.insight = insights.create(by=who["insight's author"], body="Waiters ask for it.")
        for noun in ("product", "launch", "feature", "gate", "asset"):
            watches.watch(getattr(self, noun), by=who[f"{noun} watcher"])

    @property
    def approvers(self) -> list[Member]:
        """Whose gates the gates are."""
        return [self.who["approver"], self.who["signer"]]

    def a_launch(self, name: str, owner: str, days: int) -> Launch:
        """Plan a launch so many days ahead."""
        day = self.today + dt.timedelta(days)
        return launches.create(by=self.alice, name=name, products=[self.product], owner=self.who[owner], date=day)

    def told(self, what: str = "event__kind") -> dict[str, set[str]]:
        """Let everybody be told of what has happened; return who was told, by what it was."""
        drain()
        names = {member.pk: stake for stake, member in self.who.items()}
        found: dict[str, set[str]] = defaultdict(set)
        for said, member in Notification.objects.values_list(what, "member"):
            found[said].add(names.get(member, "somebody else"))
        return found


@pytest.fixture
def stage(harbour: Workspace, alice: Member) -> Stage:
    """The workspace, of which everybody knows what there is."""
    with history():
        return Stage(harbour, alice)


def test_everybody_is_told_of_what_concerns_them_and_of_nothing_else(stage: Stage, alice: Member) -> None:
    signer, reviewer = stage.who["signer"], stage.who["reviewer"]
    launch, feature, gate, asset = stage.launch, stage.feature, stage.gate, stage.asset
    day = stage.today + dt.timedelta(30)

    stage.a_launch("Till", "launch owner", 60)
    decisions.create(by=alice, launch=launch, decision="other", note="Print no flyers")
    call = tasks.create(by=alice, launch=launch, title="Call the printer", hat="sales", offset_days=-2)
    tasks.assign(call, by=alice, assignee=stage.who["assignee"])
    milestones.move(stage.milestone, by=alice, to=day - dt.timedelta(9), reason="scope")
    features.update(feature, by=alice, description="For waiters.")
    features.transition(feature, by=alice, to="building")
    features.move(feature, by=alice, to=day - dt.timedelta(3), reason="scope")
    features.move(feature, by=alice, to=day + dt.timedelta(3), reason="scope")
    features.ui_change(feature, by=alice, build="412")
    launches.move(launch, by=alice, to=day + dt.timedelta(7), reason="scope")
    launches.transition(launch, by=alice, to="on_hold")

    for verdict in ("changes", "approve"):
        versions.create(asset, by=alice, body="Tips in one tap.")
        assets.request_review(asset, by=alice)
        reviews.create(asset, by=reviewer, verdict=verdict, remarks="Name the price.")
    assets.publish(asset, by=alice)

    drain()
    gates.create(by=alice, launch=launch, name="Load test", approvers=stage.approvers)
    gates.submit(gate, by=alice)
    signoffs.create(by=signer, gate=gate, decision="approve")
    launches.update(launch, by=alice, build="413")
    drain()
    broken = {"reason": "Totals are wrong", "customer_impact": "Wrong amounts"}
    signoffs.create(by=signer, gate=gate, decision="reject", **broken)
    drain()
    ends = stage.today + dt.timedelta(90)
    signoffs.create(by=alice, gate=gate, decision="waive", reason="Known", waiver_expires=ends)
    defects.create(by=alice, title="Paid twice", severity="critical", feature=feature, gate=gate)
    features.transition(feature, by=alice, to="cut", reason="No time")

    goals.check_in(stage.goal, by=alice, value=4)
    insights.create(by=alice, body="Guests ask for it too.", features=[feature])

    told = stage.told()
    assert {kind: told[kind] for kind in TOLD} == TOLD


def test_a_comment_reaches_whoever_owns_what_it_is_on_and_watches_it(stage: Stage, alice: Member) -> None:
    for noun in SAID:
        comments.create(by=alice, noun=noun, target_id=getattr(stage, noun).pk, body="When?")
    assert stage.told("event__subject_type") == SAID
