"""What people type about decisions."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.web.forms import CleanTextMixin
from roadmap.actions.decisions import votes_with
from roadmap.models import DecisionKind, Launch


class DecisionForm(CleanTextMixin, forms.Form):
    """Go, no-go, or something else that was agreed."""

    decision = forms.ChoiceField(choices=DecisionKind.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=10_000,
        help_text="What was agreed, and why. Everyone who watches the launch reads this.",
    )

    def __init__(self, *args: Any, launch: Launch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if launch.is_over:
            self.fields["decision"] = forms.ChoiceField(
                choices=[(DecisionKind.OTHER.value, DecisionKind.OTHER.label)], initial=DecisionKind.OTHER
            )


class VoteForm(CleanTextMixin, forms.Form):
    """Whether one agrees, for which hat, and why not."""

    hat = forms.ChoiceField(label="You vote for")
    agrees = forms.TypedChoiceField(
        label="Your vote",
        choices=[("yes", "I agree"), ("no", "I disagree")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, max_length=10_000, help_text="Needed when you disagree."
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hat = self.fields["hat"]
        assert isinstance(hat, forms.ChoiceField)
        hat.choices = [(worn.value, worn.label) for worn in votes_with(member)]
