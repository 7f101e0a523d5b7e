"""What people say about an object."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models

from launchhub.discussion.models.targets import OnObject

LONGEST = 20_000
"""Characters of one comment."""


class Comment(OnObject):
    """A remark on an object, in Markdown; `mentions` are the ids of the members whom it names."""

    noun = "comment"

    body = models.TextField(validators=[MaxLengthValidator(LONGEST)])
    mentions = ArrayField(models.UUIDField(), default=list, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)

    class Meta(OnObject.Meta):
        db_table = "comments"

    def __str__(self) -> str:
        return self.body if len(self.body) <= 60 else f"{self.body[:59]}…"
