"""What admins type of people."""

from __future__ import annotations

from django import forms

from launchhub.accounts.models import Hat, Member, Role
from launchhub.accounts.models.members import LONGEST_SKILL
from launchhub.web.forms import CleanTextMixin

MEANINGS = (
    "Admins administer and may do everything. Members do what their hats allow. Guests read what is shared with them."
)


class MemberForm(CleanTextMixin, forms.Form):
    """What a member may do here."""

    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER, help_text=MEANINGS)
    hats = forms.MultipleChoiceField(
        choices=Hat.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rights follow hats, not departments; a person may wear several.",
    )

    skills = forms.CharField(
        required=False,
        max_length=2000,
        help_text="Separated by commas. For a line of a RACI, whoever knows what it is about is suggested first.",
    )

    @classmethod
    def of(cls, member: Member, data: object = None) -> MemberForm:
        """Return the form of a member."""
        held = {"role": member.role, "hats": member.hats, "skills": ", ".join(member.skills)}
        return cls(data or None, initial=held)  # type: ignore[arg-type]

    def clean_skills(self) -> list[str]:
        """Take the skills apart."""
        words = (word.strip() for word in self.cleaned_data["skills"].split(","))
        skills = list(dict.fromkeys(word for word in words if word))
        if long := next((skill for skill in skills if len(skill) > LONGEST_SKILL), None):
            raise forms.ValidationError(f"“{long}” is too long: a skill has at most {LONGEST_SKILL} characters.")
        return skills


class InvitationForm(MemberForm):
    """Whom to invite, and as what."""

    skills = None  # type: ignore[assignment]  # what they know shows when they are here

    email = forms.EmailField(label="E-mail")
    shared_noun = forms.SlugField(required=False, widget=forms.HiddenInput)
    shared_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ["email", "role", "hats"]
