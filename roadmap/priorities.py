"""What comes first: features by what was said of them under a scoring model, and what a line through them parts."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from django.db.models import Exists, OuterRef

from launchhub.accounts.models import Member
from launchhub.web.bubbles import Bubble, Point, bubbles
from roadmap import scoring
from roadmap.models import Feature, FeatureStatus, Ranking, Score
from roadmap.models.features import OPEN, PARKED, PROMOTED
from roadmap.selection import Selection

AT_MOST = 200
"""Ranked features that the page shows, and through which the line can be drawn."""

WAITING = 50
"""Features that wait for a score and are shown."""

COUNTED = 1000
"""Features that wait and are counted: to count them all would take as long as there are features."""

ON_CHART = 40

ON_ROADMAP = (FeatureStatus.PLANNED, FeatureStatus.BUILDING)


@dataclass
class Row:
    """A feature with what the member says of it and, where that may be seen, what all say."""

    feature: Feature
    rank: int | None = None
    mine: Score | None = None
    ranking: Ranking | None = None
    voices: int = 0
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)

    def value(self, key: str) -> str:
        """Return what stands in the field of a criterion: as it was typed, or as it was said."""
        if key in self.typed:
            return self.typed[key]
        said = self.mine.values.get(key) if self.mine else None
        return "" if said is None else f"{said:.10g}"


def candidates(selection: Selection, member: Member) -> Any:
    """Return the features that are ranked: those that fit, and are still to come unless states are chosen."""
    features = selection.of_features(Feature.objects.visible_to(member), member)
    return features if "status" in selection.chosen else features.filter(status__in=OPEN)


def ranked(features: Any, model: str) -> Any:
    """Return the rankings of features (a queryset) under a model, the best first."""
    rankings = Ranking.objects.filter(model=model, feature__in=features)
    return rankings.select_related("feature__product").order_by("-mean", "feature")


def rows(features: Any, model: str, member: Member, *, is_all_shown: bool) -> tuple[list[Row], list[Row], int]:
    """Return the ranked rows, those that wait for a score, and how many wait: one more than `COUNTED` when more do.

    Unless all is shown, a feature waits until the member has scored it: where it stands would tell what others say.
    """
    mine = Score.objects.filter(model=model, member=member, total__isnull=False)
    is_known = Ranking.objects.filter(model=model) if is_all_shown else mine
    known = features.filter(Exists(is_known.filter(feature=OuterRef("pk"))))
    found = list(ranked(known, model)[:AT_MOST])
    left = features.exclude(Exists(is_known.filter(feature=OuterRef("pk"))))
    waiting = list(_first(left).select_related("product"))
    said = _said(model, member, [*(each.feature_id for each in found), *(each.pk for each in waiting)])
    voices = dict(Ranking.objects.filter(model=model, feature__in=waiting).values_list("feature", "voices"))
    return (
        [Row(each.feature, place, said.get(each.feature_id), each, each.voices) for place, each in enumerate(found, 1)],
        [Row(each, mine=said.get(each.pk), voices=voices.get(each.pk, 0)) for each in waiting],
        left.order_by().values("pk")[: COUNTED + 1].count(),
    )


def _first(features: Any) -> Any:
    """Return the first features in the order of the plan. Each state for itself: an index has them in that order."""
    first = [features.filter(status=each).order_by("position", "pk").values("pk")[:WAITING] for each in FeatureStatus]
    found = first[0].union(*first[1:], all=True).values_list("pk", flat=True)
    return features.filter(pk__in=list(found)).order_by("position", "pk")[:WAITING]


def row(feature: Feature, model: str, member: Member, **shown: Any) -> Row:
    """Return the row of one feature; what all say is in it once the member has scored."""
    mine = Score.objects.filter(feature=feature, model=model, member=member).first()
    return _row(feature, mine, Ranking.objects.filter(feature=feature, model=model).first(), **shown)


def said_of(feature: Feature, models: Iterable[str], member: Member) -> dict[str, Row]:
    """Return the row of one feature under each of the models, by their keys. Two queries."""
    mine = {each.model: each for each in Score.objects.filter(feature=feature, member=member)}
    rankings = {each.model: each for each in Ranking.objects.filter(feature=feature)}
    return {model: _row(feature, mine.get(model), rankings.get(model)) for model in models}


def line_through(found: Iterable[Row], asked: str) -> int:
    """Return after how many rows the line is: as it is asked for, or as many as are on the roadmap already."""
    shown = list(found)
    if asked.isdecimal() and len(asked) < 5:
        return min(int(asked), len(shown))
    return sum(each.feature.status in ON_ROADMAP for each in shown)


def parted(features: Any, model: str, line: int) -> tuple[list[Feature], list[Feature]]:
    """Return what a promotion would change above the line, and what a parking would among the next ones below it.

    What nobody has scored is on neither side.
    """
    every = ranked(features, model)
    above, below = ([each.feature for each in part] for part in (every[:line], every[line : line + AT_MOST]))
    return [each for each in above if each.status in PROMOTED], [each for each in below if each.status in PARKED]


def chart(found: Sequence[Row], address: Any) -> list[Bubble]:
    """Return the ranked features by the means of their value and effort, larger the more members scored them.

    `address` gives the page of a feature by its id.
    """
    shown = {each.feature.pk: each for each in found[:ON_CHART]}
    said: dict[uuid.UUID, list[dict[str, float]]] = defaultdict(list)
    every = Score.objects.filter(model=scoring.VALUE_EFFORT.key, feature__in=shown, total__isnull=False)
    for feature, values in every.values_list("feature", "values"):
        said[feature].append(values)
    points = [
        Point(
            each.feature.title,
            address(pk),
            fmean(values["effort"] for values in said[pk]),
            fmean(values["value"] for values in said[pk]),
            len(said[pk]),
            str(each.rank),
        )
        for pk, each in shown.items()
        if said[pk]
    ]
    return bubbles(points, 1, 10)


def in_short(number: float) -> str:
    """Write a score as briefly as one compares it: "1,240", "38.5", "4.25"."""
    return f"{number:,.{0 if number >= 100 else 1 if number >= 10 else 2}f}"


def _said(model: str, member: Member, features: Sequence[uuid.UUID]) -> dict[uuid.UUID, Score]:
    mine = Score.objects.filter(model=model, member=member, feature__in=features)
    return {each.feature_id: each for each in mine}


def _row(feature: Feature, mine: Score | None, ranking: Ranking | None, **shown: Any) -> Row:
    """Return a row in which one sees what all say once one has scored."""
    seen = ranking if mine is not None and mine.total is not None else None
    return Row(feature, mine=mine, ranking=seen, voices=ranking.voices if ranking else 0, **shown)
