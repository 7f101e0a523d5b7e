"""What the panel of a feature shows, and what it offers to be linked."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, may
from launchhub.events.models import Event
from launchhub.notifications.models import Watch
from roadmap import history, readiness
from roadmap.feature_forms import FeatureFieldsForm
from roadmap.linked import WAYS, ever_linked, links_of, named
from roadmap.models import Feature, Goal, Launch

SHOWN = 50
"""How many events of its history the panel shows; REST has all."""

OFFERED = 12
"""How many things are offered to be linked, for what was typed so far."""

CHOICES = "roadmap/features/choices.html"

PICKED = {"launch": "launch", "parent": "parent", "links": "feature", "goals": "goal"}
"""What is found by typing → the name under which it is sent."""


def panel(request: WorkspaceRequest, feature: Feature) -> dict[str, Any]:
    """Return what the panel of a feature needs; its product and owner must be loaded."""
    member, pk = request.member, feature.pk
    events = Event.objects.filter(workspace=request.workspace, subject_id__in=[pk, *ever_linked(feature, member)])
    return {
        "feature": feature,
        # A guest may have been shown the feature without its launch, and without what it is part of.
        "launch": Launch.objects.visible_to(member).filter(pk=feature.launch_id).first(),
        "parent": Feature.objects.visible_to(member).filter(pk=feature.parent_id).first(),
        "parts": list(Feature.objects.visible_to(member).filter(parent=pk).order_by("position", "pk")[:SHOWN]),
        "form": FeatureFieldsForm(obj=feature, member=member) if may(member, Right.EDIT_ROADMAP) else None,
        "links": links_of(feature, member),
        "goals": list(Goal.objects.visible_to(member).filter(features=pk).order_by("due", "pk")),
        # Gates of other launches are not shared with a guest.
        "obstacles": [] if member.is_guest else readiness.obstacles([pk]).get(pk, []),
        "watch": Watch.objects.visible_to(member).filter(target_id=pk).first(),
        "lines": history.lines(events.select_related("actor__user").order_by("-id")[:SHOWN], Feature, member),
        "ways": _ways(),
    }


def choices_of(request: WorkspaceRequest, feature: Feature, field: str) -> dict[str, Any]:
    """Return what the feature may be linked to in one of `PICKED`: what fits the words typed so far (`q`)."""
    asked = request.POST if request.method == "POST" else request.GET
    words = asked.get("q", "").strip()
    found = _offered(feature, field, words, request.member)
    return {
        "feature": feature,
        "field": field,
        "name": PICKED[field],
        "words": words,
        "found": found,
        "form": None,
        "ways": _ways(),
    }


def _offered(feature: Feature, field: str, words: str, member: Member) -> list[Any]:
    rows: Any
    if field == "launch":
        rows = Launch.objects.visible_to(member).exclude(pk=feature.launch_id).nearest_first()
        return list(named(rows, words)[:OFFERED])
    if field == "goals":
        rows = Goal.objects.visible_to(member).exclude(features=feature).order_by("due", "pk")
        return list(named(rows, words)[:OFFERED])
    rows = Feature.objects.visible_to(member).exclude(pk=feature.pk).select_related("product")
    nearest: list[Feature] = named(rows, words).nearest_to(feature, OFFERED)
    return nearest


def _ways() -> list[tuple[str, str]]:
    return [(way, words) for way, (words, _, _) in WAYS.items()]
