"""Things that someone does for a launch."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import orders
from launchhub.events.models import Event
from roadmap.models.scheduled import Scheduled, ScheduledQuerySet


class TaskStatus(models.TextChoices):
    """How far a task is."""

    TODO = "todo", "To do"
    DOING = "doing", "Doing"
    DONE = "done", "Done"
    SKIPPED = "skipped", "Skipped"


class TaskQuerySet(ScheduledQuerySet):
    """Reads of tasks."""

    def overdue(self, today: dt.date) -> Self:
        """Unfinished tasks that were due before `today` (computed, never stored)."""
        return self.unfinished().filter(due__lt=today)

    def untold(self, kind: str) -> Self:
        """Tasks of which no event of this kind has told yet with the date on which they are due now."""
        told = Event.objects.filter(workspace=OuterRef("workspace"), subject_id=OuterRef("pk"), kind=kind)
        told = told.annotate(due=KT("data__due")).filter(due=Cast(OuterRef("due"), models.TextField()))
        return self.exclude(Exists(told))


class Task(Scheduled):
    """A dated thing that someone does for a launch."""

    noun = "task"
    finished = models.Q(status__in=[TaskStatus.DONE, TaskStatus.SKIPPED])
    holder = "assignee"

    title = models.CharField(max_length=300)
    hat = models.CharField(max_length=20, choices=Hat)
    assignee = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=10, choices=TaskStatus, default=TaskStatus.TODO)
    reason = models.TextField(blank=True, default="", help_text="Why it is skipped.")
    blocks_launch = models.BooleanField(default=False)
    note = models.TextField(blank=True, default="")

    objects: ClassVar[Any] = TaskQuerySet.as_manager()

    class Meta(Scheduled.Meta):
        indexes: ClassVar[list[models.Index]] = [
            *Scheduled.Meta.indexes,
            models.Index(fields=["workspace", "assignee", "status", "due"], name="roadmap_task_assignee"),
            *orders(by_title="title", by_status="status"),
        ]

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.status in (TaskStatus.DONE, TaskStatus.SKIPPED)
