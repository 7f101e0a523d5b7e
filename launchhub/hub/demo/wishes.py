"""What the demo's team might build next, and what each of them says of it."""

from __future__ import annotations

from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from roadmap.actions import features, scores
from roadmap.models import Feature, Product

IDEAS = (
    ("LAN", "Answers with their sources", "People ask, and want to see where it comes from.", (9, 8, 9), (7, 8, 6)),
    ("LAN", "Search in pictures", "Whiteboards are photographed, and never found again.", (7, 3, 6), (8, 9, 8)),
    ("LAN", "Pin a result", "The same page is looked for every Monday.", (6, 7, 6), (2, 2, 3)),
    ("LAN", "Weekly digest of new pages", "Nobody knows what the others have written.", (3, 8, 4), (3, 4, 2)),
    ("COM", "Check in by voice", "Gloves and rain.", (7, 6, 8), (6, 5, 6)),
    ("COM", "Share a route", "Crews follow each other.", (8, 8, 7), (4, 3, 4)),
    ("COM", "Dark map at night", "The screen blinds whoever steers.", (5, 4, 6), (1, 2, 1)),
)
"""Product, title, why it matters; value and effort as Petra, Mark and Quentin see them."""

REACH = {
    "Answers with their sources": (4000, 2, 80, 5),
    "Share a route": (900, 2, 80, 2),
    "Pin a result": (2500, 0.5, 100, 1),
}
"""Reach, impact, confidence and effort, as Petra sees them."""


def wish(stage: Stage, plan: Plan) -> None:
    """Write down ideas and score them, alone, by value and effort; Alice has not scored yet."""
    products = {each.key: each for each in Product.objects.in_workspace(stage.alice.workspace)}
    with stage.days_ago(25):
        ideas = {
            title: features.create(by=stage.petra, title=title, product=products[key], description=why)
            for key, title, why, _, _ in IDEAS
        }
    with stage.days_ago(14):
        for _, title, _, values, efforts in IDEAS:
            _score(stage, ideas[title], values, efforts)
        _score(stage, plan.features["comments"], (8, 8, 7), (5, 6, 5))
        _score(stage, plan.features["mapping"], (6, 5, 5), (6, 7, 9))
        for title, numbers in REACH.items():
            said = dict(zip(("reach", "impact", "confidence", "effort"), numbers, strict=True))
            scores.score(ideas[title], model="rice", values=said, by=stage.petra)


def _score(stage: Stage, feature: Feature, values: tuple[int, ...], efforts: tuple[int, ...]) -> None:
    for member, value, effort in zip((stage.petra, stage.mark, stage.quentin), values, efforts, strict=True):
        scores.score(feature, model="value_effort", values={"value": value, "effort": effort}, by=member)
