"""How much a team means to have in hand at a time."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from launchhub.accounts.scoping import IN_TIME, EditableModel, orders
from roadmap.models.features import OPEN, FeatureStatus


class ColumnLimit(EditableModel):
    """How many features of a status are meant to be in hand at a time: the board shows it to everybody.

    It warns and does not refuse: a feature may be put into a full column.
    """

    noun = "column_limit"

    status = models.CharField(max_length=10, choices=[(status.value, status.label) for status in OPEN])
    most = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(999)])

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [*IN_TIME, *orders(by_status="status")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["workspace", "status"],
                condition=models.Q(deleted_at__isnull=True),
                name="roadmap_columnlimit_status",
                violation_error_message="This column has a limit already: change that one.",
            ),
        ]

    def __str__(self) -> str:
        return f"the limit of {FeatureStatus(self.status).label}"
