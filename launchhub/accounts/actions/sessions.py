"""Sessions: where somebody is signed in."""

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession


def end(session: UserSession) -> None:
    """Sign a browser out: its next request is a visitor's."""
    get_adapter().end_sessions([session])
