"""Steps of the go-to-market plan, and their point of no return."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import orders
from roadmap.models.scheduled import Scheduled, ScheduledQuerySet


class Channel(models.TextChoices):
    """Where people meet it."""

    EMAIL = "email", "E-mail"
    WEB = "web", "Web"
    SOCIAL = "social", "Social"
    PR = "pr", "Press"
    ADS = "ads", "Advertising"
    EVENT = "event", "Event"
    WEBINAR = "webinar", "Webinar"
    IN_PRODUCT = "in_product", "In the product"
    PARTNER = "partner", "Partners"
    SALES = "sales", "Sales"


class ActivityStatus(models.TextChoices):
    """How far it is."""

    PLANNED = "planned", "Planned"
    LIVE = "live", "Live"
    DONE = "done", "Done"


class ActivityQuerySet(ScheduledQuerySet):
    """Reads of activities."""

    def locked(self, today: dt.date) -> Self:
        """Planned activities past their point of no return: moving them costs something."""
        return self.unfinished().filter(lock_on__lte=today)


class Activity(Scheduled):
    """A step of the go-to-market plan."""

    noun = "activity"
    hat = Hat.MARKETING
    finished = ~models.Q(status=ActivityStatus.PLANNED)

    title = models.CharField(max_length=200)
    channel = models.CharField(max_length=20, choices=Channel)
    owner = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lock_on = models.DateField(null=True, blank=True, help_text="From this day on, moving it costs something.")
    cost_to_move = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    budget = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(max_length=10, blank=True, default="", help_text="Of both amounts, for example EUR.")
    audience = models.CharField(max_length=200, blank=True, default="")
    status = models.CharField(max_length=10, choices=ActivityStatus, default=ActivityStatus.PLANNED)
    assets = models.ManyToManyField(
        "messaging.Asset", through="messaging.ActivityAsset", related_name="activities", blank=True
    )

    objects: ClassVar[Any] = ActivityQuerySet.as_manager()

    class Meta(Scheduled.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Scheduled.Meta.indexes,
            models.Index(fields=["workspace", "owner"], name="messaging_activity_owner"),
            *orders(by_title="title", by_status="status", by_lock="lock_on", from_lock="-lock_on"),
        ]

    @property
    def is_finished(self) -> bool:
        """Whether it has begun, so that it no longer moves."""
        return self.status != ActivityStatus.PLANNED
