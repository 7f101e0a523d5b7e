"""What customers said to the demo's team, and what became of it."""

from __future__ import annotations

from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from roadmap.actions import customers, insights

CUSTOMERS = (
    ("Brightwater Ferries", "Ferries", 148_000, True),
    ("Kestrel & Sons", "Chandlers", 22_000, False),
    ("Northmole Harbour", "Harbours", 96_000, True),
    ("Sandbank Rowing Club", "Clubs", None, False),
)
"""Name, segment, what they pay a year, and whether they sit on the advisory board."""

SAID = (
    (41, "mark", "Northmole Harbour", "advisory_board", "positive", ("comments",), "planned",
     "We print the board every Monday so that people can write on it. Let us write on it where it is."),
    (33, "quentin", "Kestrel & Sons", "support", "negative", ("undo",), "",
     "We imported the wrong sheet and spent two days taking it out again by hand."),
    (19, "mark", "Sandbank Rowing Club", "survey", "neutral", (), "declined",
     "Could it show the weather of the last ten years?"),
    (17, "alice", "Brightwater Ferries", "call", "negative", (), "",
     "Our crews lose the signal behind the island. What they check in there never arrives, so they call instead."),
    (6, "mark", "Northmole Harbour", "call", "negative", ("offline",), "",
     "Half of the quay has no signal. If check-in worked there, we would give it to all forty crews."),
    (3, "quentin", "", "review", "positive", ("search",), "",
     "“Found the holiday rules in ten seconds. I did not know that we had any.”"),
    (1, "mark", "Brightwater Ferries", "sales", "neutral", (), "",
     "They would sign for two more years if tide alerts came as a text message, too."),
)  # fmt: skip
"""Days ago, who heard it, from whom, where, how, what it asks for, what became of it, and what was said."""

ANSWERS = {
    "planned": "Comments on boards come with the shared boards.",
    "declined": "We look ahead, not back: others keep the weather of the past better than we would.",
}


def want(stage: Stage, plan: Plan) -> None:
    """Write down who the customers are and what they said; some of it is answered, one has waited too long."""
    with stage.days_ago(60):
        known = {
            name: customers.create(by=stage.petra, name=name, segment=segment, value=value, advisory_board=is_on_board)
            for name, segment, value, is_on_board in CUSTOMERS
        }
    for ago, who, name, source, sentiment, keys, became, body in SAID:
        with stage.days_ago(ago):
            made = insights.create(
                by=getattr(stage, who), body=body, customer=known.get(name), source=source, sentiment=sentiment,
                features=[plan.features[key] for key in keys],
            )  # fmt: skip
        if became:
            with stage.days_ago(ago - 2):
                insights.transition(made, to=became, answer=ANSWERS[became], by=stage.petra)
