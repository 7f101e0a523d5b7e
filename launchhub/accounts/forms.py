"""What people tell of themselves when they sign up, besides what allauth asks for."""

from django import forms
from django.http import HttpRequest

from launchhub.accounts.models import User
from launchhub.lib.text import typed_text


class SignupForm(forms.Form):
    """allauth's sign-up form is built on this one (ACCOUNT_SIGNUP_FORM_CLASS)."""

    name = forms.CharField(max_length=150, label="Your name")
    field_order = ["name", "email", "password1", "password2"]

    def clean_name(self) -> str:
        """Refuse what is no text."""
        return typed_text(self.cleaned_data["name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Add nothing: the adapter has saved the name with the user. allauth asks for this method."""
