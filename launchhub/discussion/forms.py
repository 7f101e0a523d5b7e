"""What people type into a discussion."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.discussion.models import LONGEST, Comment
from launchhub.web.forms import EditForm


class CommentForm(EditForm):
    """A comment."""

    body = forms.CharField(
        label="Comment",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text="Markdown. “@” and a name tells that member at once.",
    )

    @staticmethod
    def values_of(obj: Comment) -> dict[str, Any]:
        """Return what the field holds of a comment."""
        return {"body": obj.body}
