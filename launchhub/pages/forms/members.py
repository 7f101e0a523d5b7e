"""What admins type of people."""

from __future__ import annotations

from django import forms

from launchhub.accounts.models import Hat, Member, Role

MEANINGS = (
    "Admins administer and may do everything. Members do what their hats allow. Guests read what is shared with them."
)


class MemberForm(forms.Form):
    """What a member may do here."""

    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER, help_text=MEANINGS)
    hats = forms.MultipleChoiceField(
        choices=Hat.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rights follow hats, not departments; a person may wear several.",
    )

    @classmethod
    def of(cls, member: Member, data: object = None) -> MemberForm:
        """Return the form of a member."""
        return cls(data or None, initial={"role": member.role, "hats": member.hats})  # type: ignore[arg-type]


class InvitationForm(MemberForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="E-mail")
    shared_noun = forms.SlugField(required=False, widget=forms.HiddenInput)
    shared_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ["email", "role", "hats"]
