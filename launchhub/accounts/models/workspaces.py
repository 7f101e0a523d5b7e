"""One company or business unit: the wall between tenants."""

import datetime as dt
import zoneinfo
from collections.abc import Set
from functools import cache
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.timezone import localdate, now

from launchhub.lib.dates import Calendar
from launchhub.lib.ids import new_id

RESERVED_SLUGS = frozenset(
    {"accounts", "admin", "api", "feeds", "healthz", "invitations", "metrics", "readyz", "static", "webhooks"}
)


def weekdays() -> list[int]:
    """Return Monday to Friday, in Python's numbering (Monday is 0)."""
    return [0, 1, 2, 3, 4]


@cache
def timezones() -> Set[str]:
    """Return the names of the IANA time zones. They are files: looking for them takes a while."""
    return frozenset(zoneinfo.available_timezones())


def check_timezone(name: str) -> None:
    """Raise `ValidationError` unless `name` is an IANA time zone."""
    if name not in timezones():
        raise ValidationError(f"“{name}” is not a time zone; write one like Europe/Berlin or UTC.")


def check_slug(slug: str) -> None:
    """Raise `ValidationError` for a slug that one of our own addresses needs."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}” is taken by LaunchHub itself; choose another address.")


class Workspace(models.Model):
    """Nothing ever crosses the border of a workspace."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    slug = models.SlugField(
        max_length=50,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9][a-z0-9-]*$", "Use lower-case letters, digits and hyphens."),
            check_slug,
        ],
        error_messages={"unique": "Another workspace already has this address."},
    )
    timezone = models.CharField(max_length=64, default="UTC", validators=[check_timezone])
    working_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(0), MaxValueValidator(6)]),
        default=weekdays,
        help_text="0 is Monday, 6 is Sunday.",
    )
    holiday_country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The workspace's time zone."""
        return zoneinfo.ZoneInfo(self.timezone)

    def today(self) -> dt.date:
        """Return today's date in the workspace's time zone."""
        return localdate(timezone=self.zone)

    def calendar(self) -> Calendar:
        """Return the working days and holidays that "T-14 working days" counts in."""
        return Calendar(frozenset(self.working_days), self.holiday_country)
