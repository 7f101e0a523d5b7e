"""The tables between claims, assets, activities and what they speak of."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from launchhub.accounts.scoping import WorkspaceModel


def _once(*fields: str) -> list[models.BaseConstraint]:
    return [
        *WorkspaceModel.Meta.constraints,
        models.UniqueConstraint(fields=fields, name="%(app_label)s_%(class)s_once"),
    ]


class ClaimPersona(WorkspaceModel):
    """A claim speaks to a persona."""

    claim = models.ForeignKey("messaging.Claim", on_delete=models.CASCADE, related_name="+")
    persona = models.ForeignKey("messaging.Persona", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("claim", "persona")


class ClaimFeature(WorkspaceModel):
    """A claim promises something of a feature."""

    claim = models.ForeignKey("messaging.Claim", on_delete=models.CASCADE, related_name="+")
    feature = models.ForeignKey("roadmap.Feature", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("claim", "feature")


class AssetClaim(WorkspaceModel):
    """An asset makes a claim."""

    asset = models.ForeignKey("messaging.Asset", on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey("messaging.Claim", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("asset", "claim")


class AssetFeature(WorkspaceModel):
    """An asset depicts a feature: it shows what the feature looks like."""

    asset = models.ForeignKey("messaging.Asset", on_delete=models.CASCADE, related_name="+")
    feature = models.ForeignKey("roadmap.Feature", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("asset", "feature")


class AssetReviewer(WorkspaceModel):
    """A member is asked for a verdict on an asset."""

    asset = models.ForeignKey("messaging.Asset", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("asset", "member")


class ActivityAsset(WorkspaceModel):
    """An activity uses an asset."""

    activity = models.ForeignKey("messaging.Activity", on_delete=models.CASCADE, related_name="+")
    asset = models.ForeignKey("messaging.Asset", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = _once("activity", "asset")
