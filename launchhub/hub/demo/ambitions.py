"""What the demo's team wants to reach together, and how far it is."""

from __future__ import annotations

from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from roadmap.actions import goals
from roadmap.models import Goal

FOUND = ((120, 41, ""), (90, 44, ""), (62, 52, "Search while you type came"), (30, 58, ""), (6, 63, "The new ranking"))
LOST = ((100, 12, ""), (70, 11, ""), (35, 11.5, "Two long storms"), (9, 11, ""))
"""Days ago, value, note."""


def aim(stage: Stage, plan: Plan) -> None:
    """Set two goals, one that goes well and one that is behind, and one that nobody has measured yet."""
    with stage.days_ago(130):
        found = goals.create(
            by=stage.petra, title="People find it themselves", metric="Searches that end with a click", unit="%",
            baseline=41, target=70, due=stage.day(60), owner=stage.petra,
            launches=[plan.launches["beacon"]], features=[plan.features["search"], plan.features["ranking"]],
        )  # fmt: skip
        lost = goals.create(
            by=stage.petra, title="No check-in is lost", metric="Check-ins that never arrive, each week", baseline=12,
            target=0, due=stage.day(10), owner=stage.quentin,
            launches=[plan.launches["tides"]], features=[plan.features["offline"]],
        )  # fmt: skip
        goals.create(
            by=stage.petra, title="Boards replace the weekly mail", metric="Teams that share a board", unit="teams",
            target=40, due=stage.day(150), launches=[plan.launches["anchor"]],
        )  # fmt: skip
        for member in (stage.petra, stage.mark, stage.quentin):
            goals.agree(found, by=member)
        goals.agree(lost, by=stage.quentin)
    _measure(stage, found, FOUND)
    _measure(stage, lost, LOST)


def _measure(stage: Stage, goal: Goal, values: tuple[tuple[int, float, str], ...]) -> None:
    for ago, value, note in values:
        with stage.days_ago(ago):
            goals.check_in(goal, value=value, day=stage.day(-ago), note=note, by=goal.owner)
