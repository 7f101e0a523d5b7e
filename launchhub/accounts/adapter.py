"""Sign-up is open to people who were invited, and to nobody else; passwords are not to be guessed."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from launchhub.accounts import guesses
from launchhub.accounts.access import invitation_by_secret
from launchhub.accounts.actions import invitations
from launchhub.accounts.models import Invitation, User
from launchhub.lib import limits
from launchhub.lib.vault import vault
from launchhub.lib.wall import workspace_context

MFA_SECRETS = "launchhub.accounts.mfa"

INVITATION_KEY = "invitation"
"""Where the session keeps the secret of the invitation that somebody came with."""


def invitation_of(request: HttpRequest) -> Invitation | None:
    """Return the open invitation that this visitor came with, or None."""
    secret = request.session.get(INVITATION_KEY)
    return invitation_by_secret(secret) if secret else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account rules, with sign-up by invitation only and limits that are exact."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return the user whose password this is. Raises `TooMany` before it is looked at, `Unavailable`."""
        counted = guesses.passwords(request, credentials.get("email", ""))
        limits.take(*counted)
        user: User | None = super().authenticate(request, **credentials)
        if user:
            limits.give_back(*counted)
        return user

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say whether this visitor came with an invitation."""
        return invitation_of(request) is not None

    def clean_email(self, email: str) -> str:
        """Hold people who sign up to the address that was invited."""
        if self.request.resolver_match.url_name == "account_signup":
            invitation = invitation_of(self.request)
            if invitation and email.casefold() != invitation.email.casefold():
                raise ValidationError(f"The invitation is for {invitation.email}.")
        return str(super().clean_email(email))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Make the new user a member of the workspace that invited them."""
        user.name = form.cleaned_data["name"]
        saved: User = super().save_user(request, user, form, commit)
        if commit and (invitation := invitation_of(request)):
            with workspace_context(invitation.workspace):
                invitations.accept(invitation, user=saved)
            del request.session[INVITATION_KEY]
        return saved


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's rules of second factors, with their secrets encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return vault(MFA_SECRETS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret in clear."""
        return vault(MFA_SECRETS).decrypt(encrypted_text).decode()
