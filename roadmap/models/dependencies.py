"""What has to come first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceQuerySet, orders
from launchhub.lib.dates import MAX_OFFSET

if TYPE_CHECKING:
    import uuid

    from launchhub.accounts.models import Member
    from roadmap.models.features import Feature
    from roadmap.models.launches import Launch


class DependencyKind(models.TextChoices):
    """Whether the order matters."""

    BLOCKS = "blocks", "Blocks"
    RELATES = "relates", "Relates to"
    REPLACES = "replaces", "Replaces"


class DependencyQuerySet(WorkspaceQuerySet):
    """Reads of dependencies."""

    def shared_with(self, member: Member) -> Self:
        """Dependencies both ends of which the guest may see."""
        from roadmap.models.features import Feature
        from roadmap.models.launches import Launch

        features = Feature.objects.visible_to(member).values("pk")
        launches = Launch.objects.visible_to(member).values("pk")
        return self.filter(
            Q(from_feature__in=features, to_feature__in=features) | Q(from_launch__in=launches, to_launch__in=launches)
        )

    def blocking(self) -> Self:
        """Dependencies that set an order."""
        return self.alive().filter(kind=DependencyKind.BLOCKS)

    def between_features_ahead(self) -> Self:
        """Dependencies of which both features are still to come: what is done, given up or in the bin waits no more."""
        from roadmap.models.features import OPEN

        return self.filter(
            from_feature__status__in=OPEN,
            from_feature__deleted_at=None,
            to_feature__status__in=OPEN,
            to_feature__deleted_at=None,
        )

    def between_launches_ahead(self) -> Self:
        """Dependencies of which both launches are still to come."""
        from roadmap.models.launches import AHEAD

        return self.filter(
            from_launch__status__in=AHEAD,
            from_launch__deleted_at=None,
            to_launch__status__in=AHEAD,
            to_launch__deleted_at=None,
        )

    def with_both_ends(self) -> Self:
        """Dependencies neither end of which is in the bin."""
        ends = ("from_feature", "to_feature", "from_launch", "to_launch")
        return self.filter(**{f"{end}__deleted_at": None for end in ends})


def _end(model: str, name: str) -> Any:
    return models.ForeignKey(model, on_delete=models.CASCADE, null=True, blank=True, related_name=name)


class Dependency(EditableModel):
    """`from` comes first, `to` not sooner than `lag_days` after it: feature to feature, or launch to launch.

    The kinds `relates` ("see also") and `replaces` set no order and may go in circles.
    """

    noun = "dependency"

    from_feature = _end("roadmap.Feature", "dependents")
    to_feature = _end("roadmap.Feature", "dependencies")
    from_launch = _end("roadmap.Launch", "dependents")
    to_launch = _end("roadmap.Launch", "dependencies")
    kind = models.CharField(max_length=10, choices=DependencyKind, default=DependencyKind.BLOCKS)
    lag_days = models.SmallIntegerField(
        default=0, validators=[MinValueValidator(-MAX_OFFSET), MaxValueValidator(MAX_OFFSET)]
    )

    objects: ClassVar[Any] = DependencyQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.CheckConstraint(
                name="roadmap_dependency_ends",
                condition=Q(from_feature__isnull=False, to_feature__isnull=False, from_launch=None, to_launch=None)
                | Q(from_launch__isnull=False, to_launch__isnull=False, from_feature=None, to_feature=None),
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind", "from_feature", "to_feature"],
                condition=Q(deleted_at__isnull=True),
                name="roadmap_dependency_features",
                violation_error_message="This dependency is already there.",
            ),
            models.UniqueConstraint(
                fields=["workspace", "kind", "from_launch", "to_launch"],
                condition=Q(deleted_at__isnull=True),
                name="roadmap_dependency_launches",
                violation_error_message="This dependency is already there.",
            ),
        ]

        indexes: ClassVar[list[models.Index]] = [BINNED, *IN_TIME, *orders(by_lag="lag_days")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def source(self) -> Feature | Launch:
        """What comes first."""
        end: Feature | Launch = self.from_feature or self.from_launch
        return end

    @property
    def target(self) -> Feature | Launch:
        """What comes after it."""
        end: Feature | Launch = self.to_feature or self.to_launch
        return end

    @property
    def event_launch_id(self) -> uuid.UUID | None:
        """A dependency between launches concerns the one that waits."""
        return self.to_launch_id
