"""Who does what for a launch: responsible, accountable, consulted, informed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import BINNED, IN_TIME, EditableModel, WorkspaceModel, orders
from roadmap.models.launches import OVER
from roadmap.models.sharing import OfLaunchQuerySet


class RaciLineQuerySet(OfLaunchQuerySet):
    """Reads of RACI lines."""

    def answered_for(self) -> Self:
        """Lines whose accountable person is still here."""
        return self.alive().filter(accountable__deleted_at__isnull=True)

    def ahead(self) -> Self:
        """Lines of launches that are still to come."""
        return self.alive().exclude(launch__status__in=OVER)


class RaciLine(EditableModel):
    """One line of the RACI grid of a launch: somebody is accountable, exactly one."""

    noun = "raci"

    launch = models.ForeignKey("roadmap.Launch", on_delete=models.CASCADE, related_name="raci_lines")
    what = models.CharField(max_length=200)
    hat = models.CharField(max_length=20, choices=Hat)
    accountable = models.ForeignKey("accounts.Member", on_delete=models.RESTRICT, related_name="+")
    responsible = models.ManyToManyField(
        "accounts.Member", through="roadmap.RaciResponsible", related_name="+", blank=True
    )
    consulted = models.ManyToManyField("accounts.Member", through="roadmap.RaciConsulted", related_name="+", blank=True)
    informed = models.ManyToManyField("accounts.Member", through="roadmap.RaciInformed", related_name="+", blank=True)

    objects: ClassVar[Any] = RaciLineQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "launch", "hat"], name="roadmap_raciline_launch"),
            models.Index(fields=["workspace", "accountable"], name="roadmap_raciline_accountable"),
            BINNED,
            *IN_TIME,
            *orders(by_hat="hat", by_what="what"),
        ]

    def __str__(self) -> str:
        return self.what


class RaciLink(WorkspaceModel):
    """Base of a member's part in a RACI line."""

    line = models.ForeignKey(RaciLine, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["line", "member"], name="%(app_label)s_%(class)s_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "member"], name="%(app_label)s_%(class)s_member"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.member_id}"


class RaciResponsible(RaciLink):
    """Who does the work."""


class RaciConsulted(RaciLink):
    """Who is asked before."""


class RaciInformed(RaciLink):
    """Who is told after."""
