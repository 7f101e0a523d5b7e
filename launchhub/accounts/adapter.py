"""Sign-up is open to people who were invited, and to nobody else."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

INVITATION_KEY = "invitation"
"""Where the session keeps the secret of the invitation that somebody came with."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's account rules, with sign-up by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say whether this visitor came with an invitation."""
        return INVITATION_KEY in request.session
