"""What we promise to customers, and whether it holds."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Case, Q, When

from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceQuerySet, orders
from messaging.models.links import AssetClaim, ClaimFeature
from roadmap.models import Launch
from roadmap.models.sharing import shared

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class ClaimState(models.TextChoices):
    """Whether a claim holds; always computed (see `messaging.claims`)."""

    BACKED = "backed", "Backed"
    PENDING = "pending", "Pending"
    AT_RISK = "at_risk", "At risk"
    BROKEN = "broken", "Broken"


WORST_FIRST = (ClaimState.BROKEN, ClaimState.AT_RISK, ClaimState.PENDING, ClaimState.BACKED)


class ClaimQuerySet(WorkspaceQuerySet):
    """Reads of claims."""

    def shared_with(self, member: Member) -> Self:
        """Claims shared with the guest, and those of launches that are."""
        launches = Launch.objects.visible_to(member).values("pk")
        return self.filter(Q(pk__in=shared(member, "claim")) | Q(launch__in=launches))

    def naming(self, feature_ids: Collection[uuid.UUID]) -> Self:
        """Claims that name any of these features."""
        return self.filter(pk__in=ClaimFeature.objects.filter(feature__in=feature_ids).values("claim"))

    def of_launches(self, launch_ids: Collection[uuid.UUID]) -> Self:
        """Claims of these launches: their own, those about their features and those that their assets make."""
        own, named, made = _of_launches(launch_ids)
        return self.filter(pk__in=own.values("pk").union(named.values("claim"), made.values("claim")))

    def worst_first(self) -> Self:
        """In the order in which they need attention: broken, at risk, pending, backed."""
        return self.order_by(Case(*(When(state=state, then=n) for n, state in enumerate(WORST_FIRST))), "text", "pk")


class Claim(EditableModel):
    """A sentence that we promise to customers."""

    noun = "claim"

    text = models.TextField(max_length=1000)
    pillar = models.CharField(
        max_length=200, blank=True, default="", help_text="The pillar of the message house it belongs to."
    )
    personas = models.ManyToManyField(
        "messaging.Persona", through="messaging.ClaimPersona", related_name="claims", blank=True
    )
    features = models.ManyToManyField("roadmap.Feature", through="messaging.ClaimFeature", related_name="claims")
    proof = models.TextField(
        blank=True, default="", help_text="What shows that it is true: a benchmark, a customer, a document."
    )
    owner = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    launch = models.ForeignKey("roadmap.Launch", on_delete=models.CASCADE, null=True, blank=True, related_name="claims")
    state = models.CharField(max_length=10, choices=ClaimState, default=ClaimState.PENDING, editable=False)
    reasons = models.JSONField(default=list, blank=True, editable=False)

    objects: ClassVar[Any] = ClaimQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "owner"], name="messaging_claim_owner"),
            BINNED,
            *IN_TIME,
            *orders(by_state="state", of_pillar="pillar"),
        ]

    def __str__(self) -> str:
        return self.text


def claims_by_launch(launch_ids: Any, columns: Callable[[str], tuple[Any, ...]], **conditions: Any) -> list[Any]:
    """Return queries for the claims of launches (see `ClaimQuerySet.of_launches`): the launch of each, then `columns`.

    `columns` is given the path to the claim, and so are the `conditions`. Together, as one query, they bring a claim
    once for each of its launches. The ids may be given when the query runs.
    """
    own, named, made = _of_launches(launch_ids, "among")
    ways = ((own, "launch", ""), (named, "feature__launch", "claim__"), (made, "asset__launch", "claim__"))
    wanted = {"deleted_at": None, **conditions}
    return [
        rows.filter(**{f"{path}{name}": value for name, value in wanted.items()}).values_list(launch, *columns(path))
        for rows, launch, path in ways
    ]


def _of_launches(launch_ids: Any, are: str = "in") -> tuple[models.QuerySet[Any, Any], ...]:
    """Return the claims of launches, and the links to claims of their features and of their assets."""
    return (
        Claim.objects.filter(**{f"launch__{are}": launch_ids}),
        ClaimFeature.objects.filter(**{f"feature__launch__{are}": launch_ids}, feature__deleted_at=None),
        AssetClaim.objects.filter(**{f"asset__launch__{are}": launch_ids}, asset__deleted_at=None),
    )
