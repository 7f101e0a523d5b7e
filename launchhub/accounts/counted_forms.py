"""allauth's forms, with our limits on guesses.

Apart from `forms.py`, which allauth's own forms are built on.
"""

from collections.abc import Callable

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa

from launchhub.accounts import guesses
from launchhub.accounts.models import User
from launchhub.lib import limits


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]
    """Asks for the present password, which a session that was left open must not help to guess."""

    def clean_oldpassword(self) -> str:
        """Check the present password within the limits of signing in."""
        counted = guesses.passwords(context.request, self.user.email)
        limits.take(*counted)
        password = str(super().clean_oldpassword())
        limits.give_back(*counted)
        return password


class ResetPasswordForm(account.ResetPasswordForm):  # type: ignore[misc]
    """Sends a link, to each address only so often."""

    def clean_email(self) -> str:
        """Count the e-mail before anybody knows whether there is such an account."""
        limits.take(*guesses.resets(context.request, self.cleaned_data["email"]))
        return str(super().clean_email())


class AuthenticateForm(mfa.AuthenticateForm):  # type: ignore[misc]
    """Asks for a code when somebody signs in."""

    def clean_code(self) -> str:
        """Check the code within its limits."""
        return _counted_code(self.user, super().clean_code)


class ReauthenticateForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    """Asks for a code before factors are changed."""

    def clean_code(self) -> str:
        """Check the code within its limits."""
        return _counted_code(self.user, super().clean_code)


def _counted_code(user: User, clean_code: Callable[[], str]) -> str:
    counted = guesses.codes(user)
    limits.take(*counted)
    code = clean_code()
    limits.give_back(*counted)
    return code
