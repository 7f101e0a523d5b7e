"""Whom we talk to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from launchhub.accounts.scoping import EditableModel, WorkspaceQuerySet


class Persona(EditableModel):
    """A kind of person whom claims are made for."""

    noun = "persona"

    name = models.CharField(max_length=200)
    segment = models.CharField(max_length=200, blank=True, default="")
    goals = models.TextField(blank=True, default="", help_text="What they want to get done.")
    pains = models.TextField(blank=True, default="", help_text="What stands in their way today.")
    words = models.TextField(blank=True, default="", help_text="The words they use themselves.")

    objects: ClassVar[Any] = WorkspaceQuerySet.as_manager()
