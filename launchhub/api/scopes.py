"""What an API token must be allowed to do before a view is entered.

A session has no scopes: it may do what its member may. A token needs the scope on top of its member's rights.
"""

from __future__ import annotations

from collections.abc import Iterable

from launchhub.accounts.models import Member
from launchhub.accounts.models.tokens import Scope
from launchhub.lib.errors import Forbidden
from launchhub.lib.text import human_list

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def areas_in(area: str | Iterable[str]) -> list[str]:
    """Return the areas that a view names: one, or those that its objects are of."""
    return [area] if isinstance(area, str) else list(area)


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


def require_scope(member: Member, area: str | Iterable[str], method: str) -> None:
    """Raise `Forbidden`, naming the scope, when the request came with a token that lacks it.

    Who may write in an area may read there: the answer to a write shows the object anyway. Of several areas, one is
    enough.
    """
    if member.acting_token is None:
        return
    scopes = [needed(each, method) for each in areas_in(area)]
    if not {*scopes, *(scope.replace(":read", ":write") for scope in scopes)} & set(member.acting_token.scopes):
        raise Forbidden(f"This token lacks the scope {human_list(scopes, 'or')}.")
