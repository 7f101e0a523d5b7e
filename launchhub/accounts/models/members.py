"""A user in a workspace, with a role and hats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from launchhub.accounts.scoping import EditableModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models.tokens import ApiToken


class Role(models.TextChoices):
    """How far into the workspace a member reaches."""

    ADMIN = "admin", "Admin"
    MEMBER = "member", "Member"
    GUEST = "guest", "Guest"


class Hat(models.TextChoices):
    """What a member does here. Rights follow hats; one person may wear several."""

    PRODUCT = "product", "Product"
    MARKETING = "marketing", "Marketing"
    QA = "qa", "QA"
    ENGINEERING = "engineering", "Engineering"
    SALES = "sales", "Sales"
    SUPPORT = "support", "Support"
    LEGAL = "legal", "Legal"


LONGEST_SKILL = 50
"""Characters of one skill."""


def email_for(reader: Member) -> Any:
    """Return the expression for the e-mail address of members, as far as `reader` may see it: guests see their own."""
    email = F("user__email")
    return Case(When(pk=reader.pk, then=email), default=Value("")) if reader.is_guest else email


def name_at(path: str = "") -> Any:
    """Return the expression for the name of the member that a path leads to; "" when it leads to nobody.

    Without a path it is the name of the member of the row itself.
    """
    user = f"{path}__user" if path else "user"
    before_at = Func(F(f"{user}__email"), Value("@"), Value(1), function="split_part")
    return Coalesce(NullIf(F(f"{user}__name"), Value("")), before_at, Value(""), output_field=models.TextField())


class MemberQuerySet(WorkspaceQuerySet):
    """Reads of members."""

    def shared_with(self, member: Member) -> MemberQuerySet:
        """Guests see names of everyone: they read comments and activity."""
        return self

    def wearing(self, hat: Hat) -> MemberQuerySet:
        """Members who wear the hat."""
        return self.filter(hats__contains=[hat])


class Member(EditableModel):
    """A user in a workspace."""

    noun = "member"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    hats = ArrayField(models.CharField(max_length=20, choices=Hat), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=LONGEST_SKILL), default=list, blank=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = MemberQuerySet.as_manager()

    acting_token: ApiToken | None = None
    """The API token behind this request, if one is: events name it. Not stored."""

    class Meta(EditableModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["workspace", "user"],
                name="accounts_member_user",
                violation_error_message="This person is already a member of the workspace.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def name(self) -> str:
        """The person's name, or the start of their e-mail address until they gave one."""
        return str(self.user)

    @property
    def email(self) -> str:
        """The person's e-mail address."""
        return self.user.email

    @property
    def is_admin(self) -> bool:
        """Whether the member administers the workspace."""
        return self.role == Role.ADMIN

    @property
    def is_guest(self) -> bool:
        """Whether the member reads only what is shared with them."""
        return self.role == Role.GUEST
