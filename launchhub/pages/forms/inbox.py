"""What people choose in their inbox."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.notifications.models import Email, Notification

MORNING = dt.time(8)


class ChosenForm(forms.Form):
    """Some of one's own notifications."""

    ids = forms.ModelMultipleChoiceField(Notification.objects.none())

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ids"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Notification.objects.visible_to(member)

    @property
    def chosen(self) -> list[Any]:
        """The ids, once the form is valid."""
        return [row.pk for row in self.cleaned_data["ids"]]


class SnoozeForm(ChosenForm):
    """Until when notifications are put off."""

    until = forms.ChoiceField(choices=[("tomorrow", "Tomorrow"), ("next_week", "Next week")])

    def instant(self, member: Member) -> dt.datetime:
        """Return eight in the morning of the day, where the member (or else the workspace) is."""
        zone = zoneinfo.ZoneInfo(member.user.timezone or member.workspace.timezone)
        today = timezone.localdate(timezone=zone)
        days = 1 if self.cleaned_data["until"] == "tomorrow" else 7 - today.weekday()
        return dt.datetime.combine(today + dt.timedelta(days=days), MORNING, zone)


class TargetForm(forms.Form):
    """The object that a thread of the inbox is about."""

    noun = forms.CharField()
    target = forms.UUIDField()


class PreferencesForm(forms.Form):
    """What one wants by e-mail."""

    email = forms.ChoiceField(
        choices=Email.choices,
        widget=forms.RadioSelect,
        label="By e-mail",
        help_text="The inbox gets everything, whatever you choose here.",
    )
