"""What the company makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models

from launchhub.accounts.scoping import EditableModel, WorkspaceQuerySet
from roadmap.models.sharing import shared

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class ProductQuerySet(WorkspaceQuerySet):
    """Reads of products."""

    def shared_with(self, member: Member) -> Self:
        """Products shared with the guest."""
        return self.filter(pk__in=shared(member, "product"))


class Product(EditableModel):
    """What the company makes, with a short key such as PAY."""

    noun = "product"

    name = models.CharField(max_length=200)
    key = models.CharField(
        max_length=10,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*$", "Use capital letters and digits, a letter first: PAY.")],
    )
    vision = models.TextField(blank=True, default="")
    strategy = models.TextField(blank=True, default="")
    owner = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = ProductQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=models.Q(deleted_at__isnull=True),
                name="roadmap_product_key",
                violation_error_message="Another product already has this key.",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "name"], name="roadmap_product_name")
        ]
