"""Claims and assets of the demo: what is promised, and what says so."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.actions import shares
from launchhub.hub.demo.roadmaps import Plan
from launchhub.hub.demo.stage import Stage
from launchhub.notifications.actions import watches
from messaging.actions import activities, assets, claims, reviews, versions
from messaging.models import Asset, Claim

CLAIMS = (
    ("typing", "Find it before you have finished typing.", "beacon", ("search",), "Speed"),
    ("ranked", "What your team uses comes first.", "beacon", ("ranking",), "Relevance"),
    ("checkin", "Check in from your pocket.", "tides", ("mobile",), "Anywhere"),
    ("offline", "It works where your phone does not.", "tides", ("offline",), "Anywhere"),
    ("together", "One board for the whole team.", "anchor", ("boards", "comments"), "Together"),
    ("rows", "Bring your spreadsheets along, every row of them.", "cargo", ("importer", "mapping"), "Together"),
    ("export", "Every board becomes a document in one click.", "anchor", ("export",), "Together"),
)
"""Key, text, launch, features and pillar."""


def tell(stage: Stage, plan: Plan) -> None:
    """Make claims, write the assets that make them, and let those who care watch."""
    with stage.days_ago(20):
        made = {
            key: claims.create(
                by=stage.mark,
                text=text,
                launch=plan.launches[launch],
                features=[plan.features[feature] for feature in features],
                pillar=pillar,
                owner=stage.mark,
            )
            for key, text, launch, features, pillar in CLAIMS
        }
        written = _assets(stage, plan, made)
    with stage.days_ago(12):
        assets.publish(written["invitation"], by=stage.mark)
        versions.create(written["blog"], by=stage.mark, body="# Search, at last\n\nWith a quote from the beta.")
        assets.request_review(written["blog"], by=stage.mark)
        reviews.create(written["blog"], by=stage.petra, verdict="approve", remarks="True in every sentence.")
        _activities(stage, plan)
    shares.create(by=stage.petra, noun="launch", target_id=plan.launches["beacon"].pk, member=stage.vera)
    watches.watch(plan.launches["tides"], by=stage.alice)


def _assets(stage: Stage, plan: Plan, made: dict[str, Claim]) -> dict[str, Asset]:
    filters = [plan.features["filters"]]
    beacon, tides = plan.launches["beacon"], plan.launches["tides"]
    planned: dict[str, dict[str, Any]] = {
        "blog": {
            "launch": beacon,
            "title": "Launch blog post",
            "kind": "blog",
            "offset_days": -14,
            "claims": [made["typing"], made["ranked"]],
            "features": filters,
            "prints_date": True,
        },
        "tour": {
            "launch": beacon,
            "title": "Tour in pictures",
            "kind": "screenshot",
            "offset_days": -13,
            "features": filters,
        },
        "press": {
            "launch": tides,
            "title": "Press release",
            "kind": "press",
            "offset_days": -1,
            "claims": [made["offline"], made["checkin"]],
            "prints_date": True,
        },
        "invitation": {
            "launch": tides,
            "title": "Invitation to the beta",
            "kind": "email",
            "due": stage.day(-12),
            "claims": [made["checkin"]],
        },
    }
    written = {}
    for key, fields in planned.items():
        asset = assets.create(by=stage.mark, owner=stage.mark, **fields)
        versions.create(asset, by=stage.mark, body=f"# {fields['title']}\n\nFirst version.")
        assets.request_review(asset, by=stage.mark)
        reviews.create(asset, by=stage.petra, verdict="approve")
        written[key] = asset
    for launch, title, kind in (("beacon", "Sales deck", "deck"), ("cargo", "How to move in", "faq")):
        fields = {"launch": plan.launches[launch], "title": title, "kind": kind, "offset_days": -5}
        assets.create(by=stage.mark, owner=stage.mark, **fields)
    return written


def _activities(stage: Stage, plan: Plan) -> None:
    activities.create(
        by=stage.mark,
        launch=plan.launches["tides"],
        title="Advertisement in the trade paper",
        channel="ads",
        owner=stage.mark,
        offset_days=0,
        lock_on=stage.day(-2),
        cost_to_move=4200,
        currency="EUR",
    )
