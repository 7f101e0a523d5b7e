"""What the demo's team says about its features, and the files that it puts to them."""

from __future__ import annotations

from django.core.files.base import ContentFile

from launchhub.discussion.actions import attachments, comments
from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage

WORDS = """# What people typed last month

| words | searches | found it |
|---|---|---|
| holiday rules | 412 | 61 % |
| logo | 388 | 35 % |
| travel form | 240 | 72 % |
"""


def talk(stage: Stage, plan: Plan) -> None:
    """Ask and answer about a feature, with a file to it; and put one to its launch."""
    feature, launch = plan.features["ranking"], plan.launches["beacon"]
    with stage.days_ago(16):
        comments.create(
            by=stage.mark, noun="feature", target_id=feature.pk,
            body="What do people look for that they do **not** find? I would like to say it with a number.",
        )  # fmt: skip
    with stage.days_ago(15):
        file = ContentFile(WORDS.encode(), "what-people-typed.md")
        attachments.create(by=stage.quentin, noun="feature", target_id=feature.pk, file=file)
        comments.create(
            by=stage.quentin, noun="feature", target_id=feature.pk,
            body="The list of last month is among the files. “Logo” is the worst: two of three do not find it.",
        )  # fmt: skip
    with stage.days_ago(9):
        story = ContentFile(b"Search, at last.\n\nOne box for everything that your team has.\n", "story-in-short.txt")
        attachments.create(by=stage.mark, noun="launch", target_id=launch.pk, file=story)
