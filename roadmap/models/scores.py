"""How a feature ranks under a scoring model: what each member says, and what all say together."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import IN_TIME, EditableModel, WorkspaceModel, WorkspaceQuerySet, orders
from roadmap import scoring

if TYPE_CHECKING:
    from launchhub.accounts.models import Member

KEY = 36
"""Characters of a model's key: that of a known one ("rice"), or the id of one of the workspace's own."""


class ScoringModel(EditableModel):
    """Weighted criteria of a workspace's own. RICE, value/effort and WSJF need no row: see `roadmap/scoring.py`."""

    noun = "scoring_model"

    name = models.CharField(max_length=60)
    criteria = models.JSONField(default=list, blank=True)
    """Objects with `key`, `name`, `weight` and `direction`; scores keep their values under the keys."""

    class Meta(EditableModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="roadmap_scoringmodel_name",
                violation_error_message="Another scoring model has this name.",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [*IN_TIME, *orders(by_name="name")]

    def clean(self) -> None:
        """Refuse criteria that make no model."""
        scoring.check_criteria(self.criteria)

    @property
    def key(self) -> str:
        """What scores are kept under."""
        return str(self.pk)

    @property
    def rules(self) -> scoring.Model:
        """What it asks for, and its formula."""
        return scoring.weighted(self.key, self.name, self.criteria)


def models_of(member: Member) -> dict[str, scoring.Model]:
    """Return the models of the member's workspace by their keys: the known ones, then its own by name."""
    own = ScoringModel.objects.visible_to(member).order_by("name", "pk")
    return scoring.KNOWN | {each.key: each.rules for each in own}


def model_of(key: str, workspace_id: uuid.UUID) -> scoring.Model:
    """Return a model by its key. An own one stays as it is until the present transaction ends.

    Raises `ValidationError` when the workspace has none with this key.
    """
    if key in scoring.KNOWN:
        return scoring.KNOWN[key]
    try:
        pk = uuid.UUID(key)
    except ValueError:
        pk = None
    rows = ScoringModel.objects.in_workspace(workspace_id).alive().select_for_update()
    if pk is None or not (found := rows.filter(pk=pk).first()):
        raise ValidationError(
            {"model": f"There is no scoring model “{key}”: use {', '.join(scoring.KNOWN)} or the id of one of yours."}
        )
    rules: scoring.Model = found.rules
    return rules


class OfFeatureQuerySet(WorkspaceQuerySet):
    """Reads of what is said of features, by members among themselves: guests see none of it."""

    def alive(self) -> Self:
        """Rows of features that are not in the bin."""
        return self.filter(feature__deleted_at__isnull=True)


class Score(WorkspaceModel):
    """What one member says of a feature under a model."""

    feature = models.ForeignKey("roadmap.Feature", on_delete=models.CASCADE, related_name="scores")
    model = models.CharField(max_length=KEY)
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")
    values = models.JSONField()
    total = models.FloatField(null=True)
    """What the model makes of the values; None while an own model asks for more than it did when this was said."""
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = OfFeatureQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["feature", "model", "member"], name="roadmap_score_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "model"], name="roadmap_score_model"),
            models.Index(fields=["member"], name="roadmap_score_member"),
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.total}"


class Ranking(WorkspaceModel):
    """What all who scored a feature under a model say together (`scoring.together`); written with each score."""

    feature = models.ForeignKey("roadmap.Feature", on_delete=models.CASCADE, related_name="rankings")
    model = models.CharField(max_length=KEY)
    voices = models.PositiveIntegerField()
    mean = models.FloatField()
    spread = models.FloatField()

    objects: ClassVar[Any] = OfFeatureQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["feature", "model"], name="roadmap_ranking_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "model", "-mean", "feature"], name="roadmap_ranking_model"),
            *orders(by_mean="mean", from_mean="-mean", by_spread="spread", from_spread="-spread"),
        ]

    def __str__(self) -> str:
        return f"{self.model}: {self.mean:g}"

    @property
    def agreement(self) -> str:
        """How far the voices are apart, in a word."""
        return scoring.agreement(self.voices, self.mean, self.spread)
