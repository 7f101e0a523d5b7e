"""What people type of their API tokens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.models.tokens import Scope
from launchhub.web.forms import CleanTextMixin

MEANINGS = {
    Scope.ROADMAP_READ: "Read products, features, launches, milestones and tasks",
    Scope.ROADMAP_WRITE: "Change them, and move dates",
    Scope.MESSAGING_READ: "Read personas, claims, assets and activities",
    Scope.MESSAGING_WRITE: "Change them, and publish assets",
    Scope.QA_READ: "Read gates, criteria, test runs and defects",
    Scope.QA_WRITE: "Change them, send test runs, sign gates off",
    Scope.EVENTS_READ: "Read everything that happens, and your inbox",
    Scope.ADMIN: "Members, tokens and webhooks",
}
LIFETIMES = (("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Never"))


class TokenForm(CleanTextMixin, forms.Form):
    """A new token: what it is for, what it may do and how long."""

    name = forms.CharField(max_length=100, help_text="What uses it, such as “Nightly build”.")
    scopes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, help_text="It can never do more than you may do yourself."
    )
    lifetime = forms.ChoiceField(choices=LIFETIMES, required=False, initial="90", label="Ends after")

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (scope.value, f"{meaning} ({scope.value})")
            for scope, meaning in MEANINGS.items()
            if scope is not Scope.ADMIN or member.is_admin
        ]

    def asked(self) -> dict[str, Any]:
        """Return what the action takes, once the form is valid."""
        days = self.cleaned_data["lifetime"]
        expires_at = timezone.now() + dt.timedelta(days=int(days)) if days else None
        return {"name": self.cleaned_data["name"], "scopes": self.cleaned_data["scopes"], "expires_at": expires_at}
