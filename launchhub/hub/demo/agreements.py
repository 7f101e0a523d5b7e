"""What the demo's team agreed, before the news that makes them think again."""

from __future__ import annotations

from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from roadmap.actions import decisions


def agree(stage: Stage, plan: Plan) -> None:
    """Take a go on the readiness before the failed gate, and settle a question; not everybody has voted."""
    beacon, tides = plan.launches["beacon"], plan.launches["tides"]
    with stage.days_ago(3):
        go = decisions.create(
            launch=tides, decision="go", note="The beta went well. We go, and support is on duty.", by=stage.petra
        )
        decisions.vote(go, agrees=True, by=stage.petra)
        decisions.vote(go, agrees=True, remark="Press is briefed.", by=stage.mark)
    with stage.days_ago(2):
        price = "Teams that are with us already keep their price."
        decisions.vote(
            decisions.create(launch=beacon, decision="other", note=price, by=stage.petra),
            agrees=False,
            remark="Nobody has told the ones who pay by the year.",
            by=stage.mark,
        )
