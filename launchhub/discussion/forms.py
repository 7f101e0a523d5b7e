"""What people type into a discussion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest

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


AT_ONCE = 10
"""Files of one upload."""

AROUND = 64 * 1024
"""Bytes that a form may have around its files."""


class FileInput(forms.FileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files that are sent together. What each of them is, the action looks at."""

    widget = FileInput
    default_error_messages = {"required": "Choose a file first.", "many": f"Send at most {AT_ONCE} files at once."}

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files."""
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(data) > AT_ONCE:
            raise forms.ValidationError(self.error_messages["many"], code="many")
        return data


class FilesForm(forms.Form):
    """Files to attach."""

    file = FilesField(label="Attach files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = f"Or drop them here. Up to {settings.ATTACHMENT_MAX_MB} MB each."

    @property
    def most(self) -> int:
        """Bytes of one file, so that the browser need not send in vain."""
        return int(settings.ATTACHMENT_MAX_MB * 2**20)

    @staticmethod
    def is_too_large(request: HttpRequest) -> bool:
        """Say whether a request is larger than so many files can be, before any of it is kept on the disk."""
        most = AT_ONCE * settings.ATTACHMENT_MAX_MB * 2**20 + AROUND
        return bool(int(request.META.get("CONTENT_LENGTH") or 0) > most)

    def refuse_size(self) -> None:
        """Say that all of it together was too much."""
        most = f"{AT_ONCE} files of {settings.ATTACHMENT_MAX_MB} MB are the most"
        self.errors.clear()
        self.add_error("file", f"That was too much at once: {most}.")
