"""How often somebody may guess a password, a code, a token or a link.

Each guess is counted before it is looked at, and a right one is given back: what is left are the wrong ones. Nobody
can lock another person out from one address: there the limits of an account are its own. Only a password that is
guessed from many addresses at once closes for everyone; passkeys and sessions that are open stay good. When Valkey is
away, no password or code is looked at (503). Tokens and links have more bits than can be guessed: theirs are limits of
the load, so a right token is never refused for the wrong ones of a neighbour.
"""

from __future__ import annotations

import hashlib
import ipaddress

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from launchhub.accounts.models import User
from launchhub.lib.limits import Limit

MINUTE, HOUR = 60, 3600


def passwords(request: HttpRequest, email: str) -> list[Limit]:
    """Return the limits for guessing the password of an account, whether there is such an account or not."""
    account, address = _account(email), client_address(request)
    return [
        Limit(f"password:{account}:{address}", 10, 5 * MINUTE),
        Limit(f"password:{address}", 50, 5 * MINUTE),
        Limit(f"password:{account}", 100, HOUR),
    ]


def codes(user: User) -> list[Limit]:
    """Return the limits for guessing the second factor of somebody whose password is known already."""
    return [Limit(f"code:{user.pk}", 5, 5 * MINUTE)]


def resets(request: HttpRequest, email: str) -> list[Limit]:
    """Return the limits for asking for e-mails that reset a password."""
    return [Limit(f"reset:{_account(email)}", 5, HOUR), Limit(f"reset:{client_address(request)}", 20, 5 * MINUTE)]


def tokens(request: HttpRequest) -> list[Limit]:
    """Return the limits for wrong API tokens."""
    return [Limit(f"token:{client_address(request)}", settings.WRONG_TOKENS_PER_MINUTE, MINUTE)]


def links(request: HttpRequest) -> list[Limit]:
    """Return the limits for opening links that hold a secret."""
    return [Limit(f"link:{client_address(request)}", settings.SECRET_LINKS_PER_MINUTE, MINUTE)]


def client_address(request: HttpRequest) -> str:
    """Return the address that a request comes from, as the nearest trusted proxy saw it; of IPv6 the /64 network.

    A provider gives each customer at least a /64, so single addresses in it say nothing.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False).network_address
    return str(address)


def _account(email: str) -> str:
    """Return the same for all spellings of an e-mail address that lead to one account.

    PostgreSQL compares in capitals, allauth in small letters, and some foreign letters become ours on either way.
    """
    spelling = email.strip().lower().upper()
    return hashlib.sha256(spelling.encode(errors="replace")).hexdigest()[:32]
