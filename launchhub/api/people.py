"""Members, invitations and tokens over REST."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from launchhub.accounts.actions import invitations, members, tokens
from launchhub.accounts.models import ApiToken, Invitation, Member
from launchhub.accounts.models.members import email_for
from launchhub.accounts.rights import Right, may
from launchhub.api.collections import Collection
from launchhub.api.fields import IdField, TextField
from launchhub.api.serializers import ResourceSerializer


class MemberSerializer(ResourceSerializer):
    """A person in the workspace, with role and hats."""

    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(read_only=True, help_text="Guests see their own only.")

    class Meta:
        model = Member
        fields = ["name", "email", "role", "hats", "skills", "joined_at"]


class Members(Collection):
    """The people of the workspace. Somebody new comes by an invitation."""

    model = Member
    serializer_class = MemberSerializer
    actions = members
    scope = "admin"
    any_token_may_read = True
    filterset_fields = ("role", "hats", "skills")
    search_fields = ("user__name", "email")
    ordering_fields = ("name", "email", "joined_at")

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add the e-mail address, as far as it is shown: so it is not found by search or order either."""
        rows: QuerySet[Any] = queryset.annotate(email=email_for(self.request.member))
        return rows


class InvitationSerializer(ResourceSerializer):
    """An offer of membership to an e-mail address."""

    noun = TextField(
        source="shared_noun", required=False, allow_blank=True, max_length=40, help_text="With `target`: see there."
    )
    target = IdField(
        source="shared_id",
        required=False,
        allow_null=True,
        help_text="For a guest: the id of an object of this `noun`, such as a launch, that they see when they come.",
    )

    class Meta:
        model = Invitation
        fields = ["email", "role", "hats", "noun", "target", "invited_by", "expires_at", "accepted_at"]


class Invitations(Collection):
    """Offers of membership; only admins see them."""

    model = Invitation
    serializer_class = InvitationSerializer
    actions = invitations
    scope = "admin"
    filterset_fields = ("email", "role")
    search_fields = ("email",)
    ordering_fields = ("email", "expires_at")
    shown_once = {"secret": "Leads into the workspace, in the link of the invitation."}

    def visible(self) -> QuerySet[Any]:
        """Return all invitations to an admin, none to others."""
        rows = super().visible()
        return rows if may(self.request.member, Right.ADMINISTER) else rows.none()

    def perform_create(self, fields: dict[str, Any]) -> Any:
        """Create an invitation; its secret is shown by this answer only."""
        invitation, secret = super().perform_create(fields)
        return invitation, {"secret": secret}


class TokenSerializer(ResourceSerializer):
    """A key for a REST integration."""

    class Meta:
        model = ApiToken
        fields = ["name", "scopes", "prefix", "member", "expires_at", "last_used_at"]
        read_only_fields = ["external_id"]


class Tokens(Collection):
    """API tokens: one's own, or as an admin everybody's. Revoked by DELETE, for good."""

    model = ApiToken
    serializer_class = TokenSerializer
    actions = tokens
    scope = "admin"
    filterset_fields = ("member",)
    search_fields = ("name",)
    ordering_fields = ("name", "expires_at", "last_used_at")
    shown_once = {"token": "The token itself."}

    def visible(self) -> QuerySet[Any]:
        """Return all tokens to an admin, to others their own."""
        rows = super().visible()
        member = self.request.member
        return rows if may(member, Right.ADMINISTER) else rows.filter(member=member)

    def perform_create(self, fields: dict[str, Any]) -> Any:
        """Create a token; the token itself is shown by this answer only."""
        token, secret = super().perform_create(fields)
        return token, {"token": secret}
