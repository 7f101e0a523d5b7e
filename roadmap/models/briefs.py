"""The three voices heard before a launch is committed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import IN_TIME, EditableModel, orders
from roadmap.models.sharing import OfLaunchQuerySet


class Voice(models.TextChoices):
    """The hats that write a brief, each about what it answers for."""

    PRODUCT = Hat.PRODUCT.value, "Product: why and value"
    MARKETING = Hat.MARKETING.value, "Marketing: audience and differentiator"
    QA = Hat.QA.value, "QA: testability and risk"


class Brief(EditableModel):
    """What one hat says about a launch before it is committed."""

    noun = "brief"

    launch = models.ForeignKey("roadmap.Launch", on_delete=models.CASCADE, related_name="briefs")
    hat = models.CharField(max_length=20, choices=Voice)
    text = models.TextField()
    author = models.ForeignKey(
        "accounts.Member", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects: ClassVar[Any] = OfLaunchQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [*IN_TIME, *orders(by_hat="hat")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["launch", "hat"],
                condition=models.Q(deleted_at__isnull=True),
                name="roadmap_brief_voice",
                violation_error_message="This hat has written its brief for the launch already: edit that one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{Hat(self.hat).label} brief"
