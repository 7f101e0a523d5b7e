"""Scoring models of a workspace's own: weighted criteria."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import count, groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from roadmap.models import Ranking, Score, ScoringModel
from roadmap.scoring import together

AT_ONCE = 1000
"""Rows of one statement."""


def create(*, by: Member | None, criteria: Sequence[Mapping[str, Any]] = (), **fields: Any) -> ScoringModel:
    """Make a model. Needs `name` and `criteria`, each with a `name`; else `weight` is 1 and `direction` “more”.

    Raises `ValidationError` by field.
    """
    require(by, Right.EDIT_ROADMAP)
    return changes.create(ScoringModel, by=by, criteria=list(_keyed(criteria)), **fields)


def update(
    model: ScoringModel, *, by: Member | None, expected_version: int | None = None, **fields: Any
) -> ScoringModel:
    """Edit a model, and compute its scores anew when the criteria change.

    A criterion is known by its `key`: with another name it keeps its values. A score that lacks a value for a new
    criterion is kept, and counts again when it is completed.
    """
    require(by, Right.EDIT_ROADMAP)
    if "criteria" in fields:
        fields["criteria"] = list(_keyed(fields["criteria"]))
    with transaction.atomic():
        before = changes.lock(model, expected_version)
        after = changes.change(before, by=by, **fields)
        if after.criteria != before.criteria:
            _compute(after)
    return after


def delete(model: ScoringModel, *, by: Member | None, expected_version: int | None = None) -> ScoringModel:
    """Put a model into the bin. What was scored by it comes back with it."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        model = changes.remove(model, by=by, expected_version=expected_version)
        Ranking.objects.filter(model=model.key).delete()
    return model


def restore(model: ScoringModel, *, by: Member | None) -> ScoringModel:
    """Take a model out of the bin."""
    require(by, Right.EDIT_ROADMAP)
    with transaction.atomic():
        model = changes.restore(model, by=by)
        _compute(model)
    return model


def _keyed(criteria: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the criteria with all that they have; a new one is known by its name as it is now."""
    taken = {each.get("key") for each in criteria}
    for each in criteria:
        name = each.get("name", "")
        key = each.get("key") or _free(slugify(str(name)).replace("-", "_")[:50] or "criterion", taken)
        taken.add(key)
        yield {"key": key, "name": name, "weight": each.get("weight", 1), "direction": each.get("direction", "more")}


def _free(word: str, taken: Container[Any]) -> str:
    return next(key for number in count(1) if (key := f"{word}_{number}" if number > 1 else word) not in taken)


def _compute(model: ScoringModel) -> None:
    """Compute every score by the model as it is now, and the rankings that follow."""
    rules = model.rules
    scores = list(Score.objects.filter(model=model.key).order_by("feature"))
    for each in scores:
        each.total = rules.total(each.values)
    Score.objects.bulk_update(scores, ["total"], batch_size=AT_ONCE)
    Ranking.objects.filter(model=model.key).delete()
    counted = ((each.feature_id, each.total) for each in scores if each.total is not None)
    rankings = [
        Ranking(workspace_id=model.workspace_id, feature_id=feature, model=model.key, **all_say._asdict())
        for feature, said in groupby(counted, itemgetter(0))
        if (all_say := together(total for _, total in said))
    ]
    Ranking.objects.bulk_create(rankings, batch_size=AT_ONCE)
