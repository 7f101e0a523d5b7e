"""What an API token must be allowed to do before a view is entered.

A session has no scopes: it may do what its member may. A token needs the scope on top of its member's rights.
"""

from __future__ import annotations

from launchhub.accounts.models import Member
from launchhub.accounts.models.tokens import Scope
from launchhub.lib.errors import Forbidden

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def needed(area: str, method: str) -> str:
    """Return the scope that a method needs in an area: `needed("qa", "POST")` is "qa:write".

    The area `admin` has one scope for everything, and `events` is only ever read.
    """
    if area == Scope.ADMIN:
        return str(Scope.ADMIN)
    if method in READS or area == "events":
        return f"{area}:read"
    return f"{area}:write"


def may_read(member: Member, area: str) -> bool:
    """Say whether the request may read in an area: always, unless it came with a token that lacks the scope."""
    token = member.acting_token
    return token is None or bool({f"{area}:read", f"{area}:write", area} & set(token.scopes))


def require_scope(member: Member, area: str, method: str) -> None:
    """Raise `Forbidden`, naming the scope, when the request came with a token that lacks it.

    Who may write in an area may read there: the answer to a write shows the object anyway.
    """
    if member.acting_token is None:
        return
    scope = needed(area, method)
    if not {scope, scope.replace(":read", ":write")} & set(member.acting_token.scopes):
        raise Forbidden(f"This token lacks the scope {scope}.")
