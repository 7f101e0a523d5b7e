"""The playbooks that every workspace starts with, one per tier.

Tier 1 is a launch that the whole company works for: a new product or a change of its story. Tier 2 is a feature that
customers were waiting for. Tier 3 is a quiet improvement. An item that means the same has the same key in all three,
so that a launch which grows from one tier to another keeps what it has.
"""

from __future__ import annotations

from typing import Any

from launchhub.accounts.models import Hat
from roadmap.models import ItemNoun, OffsetUnit, Tier

PRODUCT, MARKETING, QA, ENGINEERING = Hat.PRODUCT, Hat.MARKETING, Hat.QA, Hat.ENGINEERING
SALES, SUPPORT, LEGAL = Hat.SALES, Hat.SUPPORT, Hat.LEGAL

Item = dict[str, Any]


def milestone(key: str, day: int, title: str, hat: Hat, kind: str = "milestone", **details: Any) -> Item:
    """Return a milestone so many days from the launch."""
    return _item(ItemNoun.MILESTONE, key, title, offset_days=day, hat=hat, kind=kind, details=details)


def task(key: str, day: int, title: str, hat: Hat, *, blocks: bool = False) -> Item:
    """Return a task so many days from the launch."""
    return _item(ItemNoun.TASK, key, title, offset_days=day, hat=hat, blocks_launch=blocks)


def gate(key: str, day: int, title: str, kind: str, *, required: bool = True, **details: Any) -> Item:
    """Return a gate so many days from the launch."""
    return _item(ItemNoun.GATE, key, title, offset_days=day, hat=QA, kind=kind, required=required, details=details)


def asset(key: str, day: int, title: str, kind: str, **details: Any) -> Item:
    """Return an asset so many days from the launch."""
    return _item(ItemNoun.ASSET, key, title, offset_days=day, hat=MARKETING, kind=kind, details=details)


def raci(key: str, what: str, hat: Hat, **details: list[Hat]) -> Item:
    """Return a RACI line; `details` name the hats that are consulted and informed."""
    return _item(ItemNoun.RACI, key, what, hat=hat, details={name: [*map(str, hats)] for name, hats in details.items()})


def _item(noun: ItemNoun, key: str, title: str, **fields: Any) -> Item:
    unit = {} if noun == ItemNoun.RACI else {"offset_unit": OffsetUnit.CALENDAR.value}
    return {"noun": noun.value, "key": key, "title": title} | fields | unit | {"hat": str(fields["hat"])}


TIER_1: list[Item] = [
    raci("raci-product", "Product and scope", PRODUCT, consulted=[ENGINEERING], informed=[MARKETING, QA]),
    raci("raci-marketing", "Story and go-to-market", MARKETING, consulted=[PRODUCT], informed=[SALES, SUPPORT]),
    raci("raci-quality", "Release quality", QA, consulted=[ENGINEERING], informed=[PRODUCT]),
    raci("raci-engineering", "Build and rollout", ENGINEERING, consulted=[QA], informed=[SUPPORT]),
    raci("raci-sales", "Sales readiness", SALES, consulted=[MARKETING]),
    raci("raci-support", "Support readiness", SUPPORT, consulted=[PRODUCT, QA]),
    raci("raci-legal", "Legal and compliance", LEGAL, consulted=[PRODUCT, MARKETING]),
    milestone("kick-off", -75, "Kick-off with all teams", PRODUCT),
    task("customer-interviews", -65, "Talk to ten customers about the problem", PRODUCT),
    milestone("positioning", -60, "Positioning agreed", MARKETING),
    task("success-metrics", -56, "Agree goals and how they are measured", PRODUCT),
    task("pricing", -56, "Decide pricing and packaging", PRODUCT, blocks=True),
    task("competitors", -50, "Compare with competitors and say how we win", MARKETING),
    milestone("scope-freeze", -45, "Scope freeze", PRODUCT, "freeze"),
    milestone("briefs", -42, "Briefs of product, marketing and QA written", PRODUCT),
    task("legal-review", -35, "Review names, claims and terms", LEGAL, blocks=True),
    task("test-plan", -40, "Write the test plan from the QA brief", QA),
    milestone("beta", -42, "Beta with selected customers", PRODUCT, "phase", length_days=21),
    task("references", -28, "Win three reference customers from the beta", MARKETING),
    milestone("code-freeze", -30, "Code freeze", ENGINEERING, "freeze"),
    gate("gate-functional", -24, "Functional", "functional"),
    gate("gate-regression", -17, "Regression", "regression"),
    gate("gate-security", -21, "Security", "security", four_eyes=True),
    gate("gate-accessibility", -17, "Accessibility", "accessibility"),
    gate("gate-performance", -14, "Performance under launch load", "performance"),
    gate("gate-docs", -10, "Documentation", "docs"),
    gate("gate-localisation", -12, "Localisation", "localisation", required=False),
    asset("faq", -28, "Questions and answers", "faq"),
    asset("battlecard", -24, "Battlecard", "battlecard"),
    asset("deck", -24, "Sales deck", "deck"),
    asset("training", -21, "Training for sales and support", "training"),
    asset("landing-page", -14, "Landing page", "landing_page"),
    asset("video", -14, "Product video", "video"),
    asset("press", -10, "Press release", "press", prints_date=True),
    asset("blog", -7, "Launch blog post", "blog", prints_date=True),
    asset("email", -7, "E-mail to customers", "email", prints_date=True),
    asset("social", -5, "Social posts", "social"),
    asset("release-notes", -5, "Release notes", "release_notes"),
    milestone("message-freeze", -14, "Message freeze: texts and pictures final", MARKETING, "freeze"),
    milestone("press-briefing", -10, "Press and analyst briefings under embargo", MARKETING),
    milestone("sales-briefing", -10, "Sales briefing", SALES),
    milestone("support-briefing", -10, "Support briefing", SUPPORT),
    task("support-macros", -8, "Prepare help articles and answers", SUPPORT),
    task("monitoring", -7, "Set up dashboards and alerts for launch day", ENGINEERING, blocks=True),
    task("rollback", -7, "Rehearse rollout and rollback", ENGINEERING, blocks=True),
    milestone("go-no-go", -5, "Go/no-go decision", PRODUCT),
    milestone("dress-rehearsal", -2, "Dress rehearsal with the run sheet", PRODUCT),
    milestone("embargo-lift", 0, "Embargo lifts", MARKETING),
    milestone("launch-day", 0, "Launch day", PRODUCT),
    task("watch", 1, "Watch errors, tickets and mentions for 24 hours", SUPPORT),
    task("first-numbers", 3, "Share the first numbers", MARKETING),
    milestone("retrospective", 7, "Retrospective", PRODUCT),
    task("adoption-review", 30, "Review adoption against the goals", PRODUCT),
]

TIER_2: list[Item] = [
    raci("raci-product", "Product and scope", PRODUCT, consulted=[ENGINEERING], informed=[MARKETING, QA]),
    raci("raci-marketing", "Story and go-to-market", MARKETING, consulted=[PRODUCT], informed=[SALES, SUPPORT]),
    raci("raci-quality", "Release quality", QA, consulted=[ENGINEERING], informed=[PRODUCT]),
    milestone("kick-off", -42, "Kick-off", PRODUCT),
    task("success-metrics", -35, "Agree goals and how they are measured", PRODUCT),
    milestone("positioning", -30, "Positioning agreed", MARKETING),
    milestone("briefs", -28, "Briefs of product, marketing and QA written", PRODUCT),
    task("test-plan", -26, "Write the test plan from the QA brief", QA),
    milestone("code-freeze", -17, "Code freeze", ENGINEERING, "freeze"),
    gate("gate-functional", -14, "Functional", "functional"),
    gate("gate-security", -12, "Security", "security"),
    gate("gate-regression", -10, "Regression", "regression"),
    gate("gate-accessibility", -10, "Accessibility", "accessibility"),
    gate("gate-performance", -8, "Performance", "performance", required=False),
    gate("gate-docs", -7, "Documentation", "docs"),
    asset("faq", -14, "Questions and answers", "faq"),
    asset("battlecard", -10, "Battlecard", "battlecard"),
    asset("landing-page", -7, "Landing page", "landing_page"),
    asset("blog", -5, "Launch blog post", "blog", prints_date=True),
    asset("email", -5, "E-mail to customers", "email", prints_date=True),
    asset("release-notes", -3, "Release notes", "release_notes"),
    milestone("message-freeze", -7, "Message freeze: texts and pictures final", MARKETING, "freeze"),
    milestone("sales-briefing", -7, "Sales and support briefing", SALES),
    task("support-macros", -5, "Prepare help articles and answers", SUPPORT),
    task("rollback", -4, "Rehearse rollout and rollback", ENGINEERING, blocks=True),
    milestone("go-no-go", -3, "Go/no-go decision", PRODUCT),
    milestone("launch-day", 0, "Launch day", PRODUCT),
    task("first-numbers", 3, "Share the first numbers", MARKETING),
    milestone("retrospective", 7, "Retrospective", PRODUCT),
]

TIER_3: list[Item] = [
    raci("raci-product", "Product and scope", PRODUCT, informed=[MARKETING, QA]),
    milestone("code-freeze", -7, "Code freeze", ENGINEERING, "freeze"),
    gate("gate-functional", -5, "Functional", "functional"),
    gate("gate-regression", -3, "Regression", "regression"),
    gate("gate-docs", -2, "Documentation", "docs"),
    task("help-article", -3, "Update the help article", SUPPORT),
    task("heads-up", -2, "Tell sales and support what changes", PRODUCT),
    asset("release-notes", -2, "Release notes", "release_notes"),
    milestone("go-no-go", -1, "Go/no-go decision", PRODUCT),
    milestone("launch-day", 0, "Launch day", PRODUCT),
    milestone("retrospective", 7, "Look back: what slipped, what broke", PRODUCT),
]

BUILT_IN: list[dict[str, Any]] = [
    {"external_id": "built-in:tier-1", "tier": Tier.BIG.value, "name": "Tier 1: big launch", "items": TIER_1},
    {"external_id": "built-in:tier-2", "tier": Tier.MEDIUM.value, "name": "Tier 2: feature launch", "items": TIER_2},
    {"external_id": "built-in:tier-3", "tier": Tier.QUIET.value, "name": "Tier 3: quiet launch", "items": TIER_3},
]
