"""What shows or says our claims, what was written in it, and the verdicts on that."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import WorkspaceModel, orders
from messaging.models.links import AssetClaim, AssetFeature
from roadmap.models import Launch
from roadmap.models.scheduled import Scheduled, ScheduledQuerySet
from roadmap.models.sharing import shared

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class AssetKind(models.TextChoices):
    """What sort of thing it is."""

    BLOG = "blog", "Blog post"
    RELEASE_NOTES = "release_notes", "Release notes"
    LANDING_PAGE = "landing_page", "Landing page"
    EMAIL = "email", "E-mail"
    PRESS = "press", "Press release"
    SOCIAL = "social", "Social post"
    VIDEO = "video", "Video"
    SCREENSHOT = "screenshot", "Screenshot"
    DECK = "deck", "Slide deck"
    DATASHEET = "datasheet", "Data sheet"
    BATTLECARD = "battlecard", "Battlecard"
    FAQ = "faq", "Questions and answers"
    TRAINING = "training", "Training"


LEGAL_KINDS = frozenset({AssetKind.PRESS})
"""Kinds that the legal hat is asked about as well."""


class AssetStatus(models.TextChoices):
    """How far the asset's latest version has come."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"


class AssetQuerySet(ScheduledQuerySet):
    """Reads of assets."""

    def shared_with(self, member: Member) -> Self:
        """Assets shared with the guest, and those of launches that are."""
        launches = Launch.objects.visible_to(member).values("pk")
        return self.filter(Q(pk__in=shared(member, "asset")) | Q(launch__in=launches))

    def depicting(self, feature_ids: Collection[uuid.UUID]) -> Self:
        """Assets that show any of these features."""
        return self.filter(pk__in=AssetFeature.objects.filter(feature__in=feature_ids).values("asset"))

    def making(self, claim_ids: Collection[uuid.UUID]) -> Self:
        """Assets that make any of these claims."""
        return self.filter(pk__in=AssetClaim.objects.filter(claim__in=claim_ids).values("asset"))

    def naming(self, feature_ids: Collection[uuid.UUID]) -> Self:
        """Assets that show any of these features or make a claim that names one."""
        made = AssetClaim.objects.filter(claim__features__in=feature_ids, claim__deleted_at__isnull=True)
        shown = AssetFeature.objects.filter(feature__in=feature_ids)
        return self.filter(Q(pk__in=made.values("asset")) | Q(pk__in=shown.values("asset")))

    def printing_date(self) -> Self:
        """Assets whose approved version states the launch date."""
        return self.filter(prints_date=True, approved_version__isnull=False)


class Asset(Scheduled):
    """Anything that shows or says a claim, a feature or a date."""

    noun = "asset"
    hat = Hat.MARKETING
    finished = Q(status=AssetStatus.PUBLISHED)

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AssetKind)
    owner = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reviewers = models.ManyToManyField(
        "accounts.Member", through="messaging.AssetReviewer", related_name="+", blank=True
    )
    claims = models.ManyToManyField(
        "messaging.Claim", through="messaging.AssetClaim", related_name="assets", blank=True
    )
    features = models.ManyToManyField(
        "roadmap.Feature", through="messaging.AssetFeature", related_name="assets", blank=True
    )
    locale = models.CharField(max_length=20, default="en")
    prints_date = models.BooleanField(default=False, help_text="It states the launch date.")
    status = models.CharField(max_length=10, choices=AssetStatus, default=AssetStatus.DRAFT, editable=False)
    approved_version = models.ForeignKey(
        "messaging.AssetVersion", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    is_stale = models.BooleanField(default=False, editable=False)
    stale_reasons = models.JSONField(default=list, blank=True, editable=False)

    objects: ClassVar[Any] = AssetQuerySet.as_manager()

    class Meta(Scheduled.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Scheduled.Meta.indexes,
            models.Index(fields=["workspace", "owner"], name="messaging_asset_owner"),
            models.Index(fields=["workspace", "id"], condition=Q(is_stale=True), name="messaging_asset_stale"),
            *orders(by_title="title", by_status="status", in_locale="locale"),
        ]

    @property
    def is_finished(self) -> bool:
        """Whether it is out, so that it no longer moves."""
        return self.status == AssetStatus.PUBLISHED

    @property
    def reviewing_hats(self) -> list[Hat]:
        """Who is asked when no reviewer is named: product for accuracy, legal where the kind says so."""
        return [Hat.PRODUCT, Hat.LEGAL] if self.kind in LEGAL_KINDS else [Hat.PRODUCT]

    @property
    def approving_hats(self) -> list[Hat]:
        """Of whom each has to approve: where legal is asked, nobody's approval stands for another's.

        Elsewhere one approval suffices, of anybody who may review.
        """
        return self.reviewing_hats if self.kind in LEGAL_KINDS else []


class AssetVersion(WorkspaceModel):
    """What was written, and against what: a line that is never changed or deleted.

    `made_against` holds the revisions of the depicted features, the texts of the claims made and the launch date as
    they were: `{"features": {id: ui_revision}, "claims": {id: text}, "date": "2027-05-14", "precision": "day"}`.
    """

    asset = models.ForeignKey("messaging.Asset", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField(blank=True, default="")
    link = models.URLField(max_length=2000, blank=True, default="")
    author = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, null=True, related_name="+")
    made_against = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["asset", "number"], name="messaging_version_number"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class Verdict(models.TextChoices):
    """What a reviewer says of a version."""

    APPROVE = "approve", "Approve"
    CHANGES = "changes", "Ask for changes"


class Review(WorkspaceModel):
    """A verdict on a version: a line that is never changed or deleted."""

    version = models.ForeignKey("messaging.AssetVersion", on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    remarks = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
