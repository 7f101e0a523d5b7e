"""What admins type of webhooks."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections import defaultdict
from typing import Any

from django import forms
from django.utils import timezone

from launchhub.accounts.models import Workspace
from launchhub.events.kinds import KINDS
from launchhub.web.forms import CleanTextMixin
from launchhub.web.widgets import DayField


class WebhookForm(CleanTextMixin, forms.Form):
    """Where to send what."""

    url = forms.CharField(
        max_length=2048,
        label="Address",
        widget=forms.URLInput({"placeholder": "https://example.com/hooks/launchhub"}),
        help_text="It gets a signed POST for each event (Standard Webhooks).",
    )
    kinds = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Events",
        help_text="Choose none to send everything.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kinds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = _grouped()


class ReplayForm(forms.Form):
    """Since when to send everything once more."""

    since = DayField(help_text="Everything from the beginning of this day on.")

    def instant(self, workspace: Workspace) -> dt.datetime:
        """Return the beginning of the day in the workspace's time zone."""
        return dt.datetime.combine(self.cleaned_data["since"], dt.time(), zoneinfo.ZoneInfo(workspace.timezone))

    def clean_since(self) -> dt.date:
        """Refuse a day that has not come yet."""
        since: dt.date = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise forms.ValidationError("Choose a day that has begun.")
        return since


def _grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the event kinds by what they are about."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for kind in sorted(KINDS):
        noun = kind.partition(".")[0].replace("_", " ").capitalize()
        groups[noun].append((kind, kind))
    return list(groups.items())
