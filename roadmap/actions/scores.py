"""Scores: each member says for themselves how a feature ranks under a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.record import record
from roadmap.events import FEATURE_SCORE_WITHDRAWN, FEATURE_SCORED
from roadmap.models import Feature, Ranking, Score
from roadmap.models.scores import model_of
from roadmap.scoring import together


def score(feature: Feature, *, model: str, values: Mapping[str, Any], by: Member) -> Score | None:
    """Score a feature for oneself under a model, named by its key; without values, take the score back.

    Guests are not asked. Raises `ValidationError` by the key of the criterion, or for `model`. The event does not tell
    the values: who has not scored yet is not to read them there.
    """
    require(by, Right.SHARE)
    with transaction.atomic():
        rules = model_of(model, by.workspace_id)
        values = rules.check(values) if values else {}
        feature = changes.lock(feature)  # one at a time, or the ranking would miss a voice
        mine = Score.objects.filter(feature=feature, model=model, member=by)
        before = mine.first()
        if values == (before.values if before else {}):
            return before
        if values:
            fields = {"values": values, "total": rules.total(values), "updated_at": timezone.now()}
            Score.objects.update_or_create(
                workspace_id=feature.workspace_id, feature=feature, model=model, member=by, defaults=fields
            )
        else:
            mine.delete()
        _rank(feature, model)
        kind = FEATURE_SCORED if values else FEATURE_SCORE_WITHDRAWN
        record(kind, feature, by=by, model=model, model_name=rules.name)
        return mine.first()


def _rank(feature: Feature, model: str) -> None:
    """Write down what all who scored the feature say together; a score that lacks a value does not count."""
    said = Score.objects.filter(feature=feature, model=model, total__isnull=False).values_list("total", flat=True)
    if all_say := together(said):
        Ranking.objects.update_or_create(
            workspace_id=feature.workspace_id, feature=feature, model=model, defaults=all_say._asdict()
        )
    else:
        Ranking.objects.filter(feature=feature, model=model).delete()
