"""A piece of the product worth telling someone about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceQuerySet, orders
from roadmap.models.sharing import shared

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class FeatureStatus(models.TextChoices):
    """Where a feature stands on its way into the product."""

    IDEA = "idea", "Idea"
    PLANNED = "planned", "Planned"
    BUILDING = "building", "Building"
    DONE = "done", "Done"
    PARKED = "parked", "Parked"
    CUT = "cut", "Cut"


OPEN = (FeatureStatus.IDEA, FeatureStatus.PLANNED, FeatureStatus.BUILDING)
"""States of a feature that is still to come."""

PROMOTED = (FeatureStatus.IDEA,)
"""What becomes planned when it is above the line through the ranking."""

PARKED = (FeatureStatus.IDEA, FeatureStatus.PLANNED)
"""What is parked when it is below that line; what is being built goes on."""


class FeatureQuerySet(WorkspaceQuerySet):
    """Reads of features."""

    def shared_with(self, member: Member) -> Self:
        """Features shared with the guest, and those of products and launches that are."""
        from roadmap.models.launches import Launch

        launches = Launch.objects.visible_to(member).values("pk")
        return self.filter(
            Q(pk__in=shared(member, "feature")) | Q(product__in=shared(member, "product")) | Q(launch__in=launches)
        )

    def nearest_to(self, feature: Feature, most: int) -> list[Feature]:
        """Return the first so many by title, those of the same launch before the others.

        One after the other, so that each is read in the order of an index.
        """
        of_launch, rows = Q(launch=feature.launch_id), self.order_by("title", "pk")
        near = list(rows.filter(of_launch)[:most])
        return near if len(near) == most else near + list(rows.exclude(of_launch)[: most - len(near)])

    def open(self) -> Self:
        """Features still to come: neither done, nor parked, nor cut."""
        return self.filter(status__in=OPEN)

    def late(self) -> Self:
        """Open features whose target is after the date of their launch."""
        return self.open().filter(target__gt=F("launch__date"))


class Feature(EditableModel):
    """A piece of the product worth telling someone about."""

    noun = "feature"

    title = models.CharField(max_length=300)
    product = models.ForeignKey("roadmap.Product", on_delete=models.RESTRICT, related_name="features")
    description = models.TextField(blank=True, default="")
    status = models.CharField(max_length=10, choices=FeatureStatus, default=FeatureStatus.IDEA)
    reason = models.TextField(blank=True, default="", help_text="Why it is parked or cut.")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts")
    start = models.DateField(null=True, blank=True)
    target = models.DateField(null=True, blank=True)
    owner = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    labels = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    launch = models.ForeignKey(
        "roadmap.Launch", on_delete=models.SET_NULL, null=True, blank=True, related_name="features"
    )
    ui_revision = models.PositiveIntegerField(default=1, editable=False)
    external_url = models.URLField(max_length=1000, blank=True, default="")
    position = models.FloatField(default=0)

    objects: ClassVar[Any] = FeatureQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "launch", "status"], name="roadmap_feature_launch"),
            models.Index(fields=["workspace", "product", "position"], name="roadmap_feature_product"),
            models.Index(fields=["workspace", "owner"], name="roadmap_feature_owner"),
            models.Index(fields=["workspace", "status", "position", "id"], name="roadmap_feature_board"),
            models.Index(fields=["workspace", "target", "start"], name="roadmap_feature_span"),
            BINNED,
            *IN_TIME,
            *orders(by_title="title", by_status="status", by_position="position"),
            *orders(by_start="start", from_start="-start", by_target="target", from_target="-target"),
        ]

    def clean(self) -> None:
        """Refuse a start after the target, and a feature that is its own parent."""
        if self.start and self.target and self.start > self.target:
            raise ValidationError({"start": f"The start is after the target, {self.target.isoformat()}."})
        if self.parent_id == self.pk:
            raise ValidationError({"parent": "A feature can't be part of itself."})

    @property
    def is_open(self) -> bool:
        """Whether the feature is still to come: neither done, nor parked, nor cut."""
        return self.status in OPEN

    @property
    def is_late(self) -> bool:
        """Whether the feature is open and its target is after the date of its launch."""
        launch_date = self.launch.date if self.launch else None
        return bool(self.is_open and self.target and launch_date and self.target > launch_date)
