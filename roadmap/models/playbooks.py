"""Launch plans to use again, by tier."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import EditableModel, WorkspaceModel
from launchhub.lib.dates import MAX_OFFSET
from roadmap.models.launches import Tier
from roadmap.models.scheduled import OffsetUnit

PREFIX = "playbook:"
"""How the external id of everything begins that a playbook made."""


class Playbook(EditableModel):
    """A launch plan to use again. `revision` goes up whenever its items change."""

    noun = "playbook"

    name = models.CharField(max_length=200)
    tier = models.PositiveSmallIntegerField(choices=Tier, null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    is_built_in = models.BooleanField(default=False, editable=False)

    class Meta(EditableModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "tier", "name"], name="roadmap_playbook_tier"),
        ]


class ItemNoun(models.TextChoices):
    """What an item of a playbook becomes in a launch."""

    MILESTONE = "milestone", "Milestone"
    TASK = "task", "Task"
    GATE = "gate", "Gate"
    ASSET = "asset", "Asset"
    RACI = "raci", "RACI line"


class PlaybookItem(WorkspaceModel):
    """One thing that a playbook puts into a launch. It is edited with its playbook, as a whole.

    `key` names it for good: by its key, a thing in a launch is found again when the playbook is applied anew.
    `details` holds what only its noun has (`roadmap.playbook_items` says what that is).
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE)
    key = models.SlugField(max_length=60)
    noun = models.CharField(max_length=10, choices=ItemNoun)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, blank=True, default="")
    hat = models.CharField(max_length=20, choices=Hat, blank=True, default="")
    offset_days = models.SmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(-MAX_OFFSET), MaxValueValidator(MAX_OFFSET)]
    )
    offset_unit = models.CharField(max_length=10, choices=OffsetUnit, default=OffsetUnit.CALENDAR)
    blocks_launch = models.BooleanField(default=False)
    required = models.BooleanField(default=True)
    details = models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["playbook", "key"], name="roadmap_playbookitem_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "playbook", "position"], name="roadmap_playbookitem_order"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def version(self) -> int:
        """The version of its playbook, with which it is edited."""
        return self.playbook.version

    def external_id(self, launch_id: Any) -> str:
        """Return the external id by which the thing that this becomes in a launch is known."""
        return f"{PREFIX}{self.key}:{launch_id}"
