"""Products, launches and features of the demo, with the slips behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from launchhub.accounts.models import Member
from launchhub.hub.demo.stage import Stage
from roadmap.actions import (
    briefs,
    column_limits,
    dependencies,
    features,
    launches,
    milestones,
    playbooks,
    products,
    raci,
    tasks,
)
from roadmap.models import Feature, Launch, Playbook, Product, Task, Tier, Voice

SLIPS = (
    (150, 21, "scope", "Importing attachments joined the first version"),
    (96, 14, "capacity", "Two of the team were lent to Compass"),
    (61, -7, "market", "The trade fair would like to show it"),
    (38, 28, "quality", "Large files lose their order"),
)
"""When, by how many days, and why the launch that keeps slipping moved: days ago, days, reason, note."""

FEATURES = (
    ("search", "Search while you type", "beacon", "done", -12),
    ("ranking", "Results ranked by team", "beacon", "building", -2),
    ("filters", "Saved filters", "beacon", "done", -5),
    ("mobile", "Mobile check-in", "tides", "done", -20),
    ("offline", "Works without a connection", "tides", "building", 4),
    ("alerts", "Tide alerts", "tides", "done", -9),
    ("boards", "Shared boards", "anchor", "building", 50),
    ("comments", "Comments on boards", "anchor", "planned", 62),
    ("export", "Export as a document", "anchor", "done", -3),
    ("importer", "Import from spreadsheets", "cargo", "building", 70),
    ("mapping", "Suggested column mapping", "cargo", "planned", 80),
    ("undo", "Undo an import", "cargo", "planned", 85),
)
"""Key, title, launch, state and target in days from today."""


WORK = 30
"""Days from the start of a feature to its target."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the other parts of the demo build upon."""

    launches: dict[str, Launch]
    features: dict[str, Feature]


def plan(stage: Stage) -> Plan:
    """Plan two products, four launches with their schedules and people, and the features that they bring."""
    with stage.days_ago(200):
        lantern, compass = _products(stage)
        found = _launches(stage, lantern, compass)
        made = _features(stage, found)
    with stage.days_ago(190):
        for key in ("beacon", "tides", "cargo"):
            _people(
                stage,
                found[key],
                ("Product and scope", "product", stage.petra),
                ("Story and go-to-market", "marketing", stage.mark),
                ("Release quality", "qa", stage.quentin),
            )
        # The rest of this one's people come with its playbook.
        rest = (("Build and rollout", "engineering", stage.quentin), ("Support and sales", "support", stage.mark))
        _people(stage, found["anchor"], *rest, ("Sales readiness", "sales", stage.mark))
        column_limits.create(by=stage.petra, status="building", most=3)
        _schedule(stage, found)
        _briefs(stage, found)
    _slip(stage, found["cargo"])
    _follow(stage, found, made)
    return Plan({key: Launch.objects.get(pk=launch.pk) for key, launch in found.items()}, made)


def _products(stage: Stage) -> tuple[Product, Product]:
    lantern = products.create(
        by=stage.petra,
        name="Lantern",
        key="LAN",
        owner=stage.petra,
        vision="Everybody finds what the team already knows.",
        strategy="Search first, then boards to gather what was found.",
    )
    compass = products.create(
        by=stage.petra,
        name="Compass",
        key="COM",
        owner=stage.petra,
        vision="Field teams know where they stand, with or without a signal.",
    )
    return lantern, compass


def _launches(stage: Stage, lantern: Product, compass: Product) -> dict[str, Launch]:
    def launch(name: str, product: Product, day: int, tier: Tier, summary: str, build: str = "") -> Launch:
        fields = {"tier": tier, "summary": summary, "build": build, "status": "planning"}
        return launches.create(
            by=stage.petra, name=name, products=[product], owner=stage.petra, date=stage.day(day), **fields
        )

    return {
        "anchor": launch("Lantern boards", lantern, 75, Tier.MEDIUM, "Boards that a whole team gathers on."),
        "beacon": launch("Lantern search", lantern, 19, Tier.BIG, "Search across everything a team has.", "412"),
        "tides": launch("Compass mobile", compass, 6, Tier.BIG, "Check-ins on the phone, without a signal.", "88"),
        "cargo": launch("Lantern importer", lantern, 39, Tier.MEDIUM, "Bring your spreadsheets along."),
    }


def _features(stage: Stage, found: dict[str, Launch]) -> dict[str, Feature]:
    made = {
        key: features.create(
            by=stage.petra,
            title=title,
            product=found[launch].products.get(),
            launch=found[launch],
            owner=stage.petra if number % 2 else stage.quentin,
            status="building" if status == "done" else status,
            start=stage.day(target - WORK),
            target=stage.day(target),
            labels=["web"],
        )
        for number, (key, title, launch, status, target) in enumerate(FEATURES)
    }
    for before, after in (("boards", "comments"), ("importer", "mapping"), ("importer", "undo")):
        dependencies.create(by=stage.petra, source=made[before], target=made[after])
    lantern = found["anchor"].products.get()
    features.create(by=stage.petra, title="Voice search", product=lantern, status="parked", reason="Not asked for yet.")
    features.create(by=stage.petra, title="Themes for boards", product=lantern, status="idea")
    return made


def _people(stage: Stage, launch: Launch, *lines: tuple[str, str, Member]) -> None:
    for what, hat, who in lines:
        people = {"accountable": who, "responsible": [who], "informed": [stage.alice]}
        raci.create(by=stage.petra, launch=launch, what=what, hat=hat, **people)


def _schedule(stage: Stage, found: dict[str, Launch]) -> None:
    for launch in (found["beacon"], found["tides"], found["cargo"]):
        for point in _milestones(stage):
            milestones.create(by=stage.petra, launch=launch, **point)
        for work in _tasks(stage):
            tasks.create(by=stage.petra, launch=launch, **work)
    fair = {"name": "Trade fair", "hat": "marketing", "owner": stage.mark, "due": stage.day(41)}
    milestones.create(by=stage.petra, launch=found["cargo"], **fair)


def _milestones(stage: Stage) -> list[dict[str, Any]]:
    beta = {"name": "Beta with ten customers", "kind": "phase", "length_days": 14}
    return [
        beta | {"hat": "product", "owner": stage.petra, "offset_days": -28},
        {"name": "Code freeze", "kind": "freeze", "hat": "engineering", "owner": stage.quentin, "offset_days": -14},
        {"name": "Message freeze", "kind": "freeze", "hat": "marketing", "owner": stage.mark, "offset_days": -10},
        {"name": "Go/no-go decision", "hat": "product", "owner": stage.alice, "offset_days": -3},
    ]


def _tasks(stage: Stage) -> list[dict[str, Any]]:
    rollout = {"title": "Rehearse rollout and rollback", "blocks_launch": True}
    return [
        {"title": "Talk to ten customers", "hat": "product", "assignee": stage.petra, "offset_days": -120},
        {"title": "Agree names and prices", "hat": "marketing", "assignee": stage.mark, "offset_days": -110},
        {"title": "Write the test plan", "hat": "qa", "assignee": stage.quentin, "offset_days": -30},
        {"title": "Brief support", "hat": "marketing", "assignee": stage.mark, "offset_days": -7},
        {"title": "Agree how success is measured", "hat": "product", "assignee": stage.petra, "offset_days": -35},
        rollout | {"hat": "qa", "assignee": stage.quentin, "offset_days": -4},
    ]


def _briefs(stage: Stage, found: dict[str, Launch]) -> None:
    voices = {
        Voice.PRODUCT: (stage.petra, "Teams lose an hour a day looking for things. Worth it when that halves."),
        Voice.MARKETING: (stage.mark, "For leads of growing teams. No rival ranks results by who works together."),
        Voice.QA: (stage.quentin, "Testable from outside. The risk is speed once there are a million pages."),
    }
    for launch in (found["beacon"], found["tides"]):
        for hat, (author, text) in voices.items():
            briefs.create(launch=launch, hat=hat, text=text, by=author)
        launches.transition(launch, to="committed", by=stage.petra)


def _later(launch: Launch, days: int) -> dt.date:
    assert launch.date is not None
    return launch.date + dt.timedelta(days)


def _slip(stage: Stage, launch: Launch) -> None:
    """Let a launch slip, again and again, each time on its day."""
    for ago, days, reason, note in SLIPS:
        with stage.days_ago(ago):
            launch.refresh_from_db()
            launches.move(launch, to=_later(launch, days), reason=reason, note=note, by=stage.petra)


def _follow(stage: Stage, found: dict[str, Launch], made: dict[str, Feature]) -> None:
    """Do what was due by now, each on its day, and give the launch that is on track its plan."""
    for key, _, _, status, target in FEATURES:
        if status == "done":
            with stage.days_ago(-target):
                made[key] = features.transition(made[key], to="done", by=stage.petra)
    due = Task.objects.filter(launch__in=found.values(), due__lt=stage.today).exclude(title="Brief support")
    for task in due.order_by("due", "pk"):
        with stage.days_ago(min((stage.today - task.due).days, 180)):
            tasks.complete(task, by=stage.petra)
    with stage.days_ago(5):
        for launch in found.values():
            for milestone in launch.milestones.filter(due__lt=stage.today):
                milestones.update(milestone, actual_date=milestone.due, by=stage.petra)
    playbooks.ensure_built_in(stage.alice.workspace)
    built_in = Playbook.objects.get(workspace=stage.alice.workspace, tier=Tier.MEDIUM, is_built_in=True)
    ours = playbooks.copy(built_in, name="Lantern launches", by=stage.alice)
    playbooks.apply(ours, found["anchor"], by=stage.petra)
    film = {"noun": "asset", "title": "Two-minute film", "kind": "video", "offset_days": -9}
    playbooks.put_item(ours, film, by=stage.alice)
