"""Messaging over REST."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.rows import Rows
from messaging.actions import activities, assets, claims, personas, reviews, versions
from messaging.api.serializers import (
    ActivitySerializer,
    AssetSerializer,
    ClaimSerializer,
    PersonaSerializer,
    PublicationSerializer,
    ReviewRequestSerializer,
    ReviewSerializer,
    VersionSerializer,
)
from messaging.models import Activity, Asset, AssetVersion, Claim, Persona, Review
from messaging.reviewing import Awaited, awaited

STANDING = ("id", "kind", "status")
"""What of an asset says for whom it may wait."""

NOBODY = Awaited()


class Personas(Collection):
    """Whom we talk to."""

    model = Persona
    serializer_class = PersonaSerializer
    actions = personas
    scope = "messaging"
    filterset_fields = ("segment",)
    search_fields = ("name", "segment", "goals", "pains", "words")
    ordering_fields = ("name",)


class Claims(Collection):
    """What we promise to customers."""

    model = Claim
    serializer_class = ClaimSerializer
    actions = claims
    scope = "messaging"
    filterset_fields = ("state", "owner", "launch", "features", "personas", "pillar")
    search_fields = ("text", "pillar", "proof")
    hidden_from_guests = {"reasons": []}
    ordering_fields = ("text", "state")


class Versions(Collection):
    """What was written in assets; read below an asset."""

    model = AssetVersion
    serializer_class = VersionSerializer
    scope = "messaging"


class Reviews(Collection):
    """Verdicts on versions; read below an asset."""

    model = Review
    serializer_class = ReviewSerializer
    scope = "messaging"


class Assets(Collection):
    """What shows or says our claims."""

    model = Asset
    serializer_class = AssetSerializer
    actions = assets
    scope = "messaging"
    filterset_fields = ("kind", "status", "is_stale", "owner", "launch", "claims", "features", "locale", "prints_date")
    search_fields = ("title",)
    ordering_fields = ("title", "due", "status")
    hidden_from_guests = {"stale_reasons": [], "waits_for": None}

    def extend(self, rows: Rows) -> None:
        """Say for whom each asset waits."""
        workspace = self.request.workspace.pk
        assets = [Asset(workspace_id=workspace, **{name: row[name] for name in STANDING}) for row in rows]
        found = awaited(assets)
        for row in rows:
            hats, reviewers = found.get(row["id"], NOBODY)
            row["waits_for"] = {"hats": hats, "reviewers": [pk for pk, _ in reviewers]}

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=VersionSerializer)
    def versions(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List the versions of the asset, newest last."""
        ledger = self.beside(Versions)
        return ledger.page(ledger.get_queryset().filter(asset=self.get_object()))

    @extend_schema(responses={201: VersionSerializer})
    @versions.mapping.post
    def add_version(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Add a version: the asset is a draft with it again."""
        version = versions.create(self.get_object(), by=request.member, **self.valid(request.data))
        ledger = self.beside(Versions)
        return ledger.answer(ledger.one(version.pk), status=201)

    @extend_schema(responses=ReviewSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=ReviewSerializer)
    def reviews(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List the reviews of the asset, newest last."""
        ledger = self.beside(Reviews)
        return ledger.page(ledger.get_queryset().filter(version__asset=self.get_object()))

    @extend_schema(responses={201: ReviewSerializer})
    @reviews.mapping.post
    def add_review(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Give a verdict on the latest version."""
        review = reviews.create(self.get_object(), by=request.member, **self.valid(request.data))
        ledger = self.beside(Reviews)
        return ledger.answer(ledger.one(review.pk), status=201)

    @extend_schema(request=ReviewRequestSerializer, responses={201: AssetSerializer})
    @action(detail=True, methods=["post"], serializer_class=ReviewRequestSerializer)
    def review_requests(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Ask the reviewers for a verdict on the latest version."""
        assets.request_review(self.get_object(), by=request.member, **self.valid(request.data))
        return self.answer(self.one(pk), status=201)

    @extend_schema(request=PublicationSerializer, responses={201: AssetSerializer})
    @action(detail=True, methods=["post"], serializer_class=PublicationSerializer)
    def publications(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Publish the approved version."""
        assets.publish(self.get_object(), by=request.member, **self.valid(request.data))
        return self.answer(self.one(pk), status=201)


class Activities(Collection):
    """The steps of the go-to-market plan."""

    model = Activity
    serializer_class = ActivitySerializer
    actions = activities
    scope = "messaging"
    filterset_fields = ("channel", "status", "owner", "launch", "assets")
    search_fields = ("title", "audience")
    ordering_fields = ("title", "due", "lock_on", "status")
