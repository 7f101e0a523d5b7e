"""With whom something is shared."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member


class ShareForm(forms.Form):
    """Which guest is to see it."""

    member = forms.ModelChoiceField(
        Member.objects.none(),
        label="Guest",
        error_messages={"required": "Choose a guest.", "invalid_choice": "Choose a guest of this workspace."},
    )

    def __init__(self, *args: Any, guests: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = guests
