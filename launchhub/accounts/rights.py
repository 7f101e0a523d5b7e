"""Who may do what: the only table of rights.

Rights follow hats, not departments (domain.md, section 1). `None` stands for the system itself,
which acts on what people decided before and may do everything.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from launchhub.lib.errors import Forbidden

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class Right(StrEnum):
    """What one may do, as a phrase that completes "You may not …"."""

    EDIT_ROADMAP = "edit the roadmap"
    EDIT_MESSAGING = "edit messaging"
    EDIT_QA = "edit gates"
    SHARE = "share insights, vote and report defects"
    COMMENT = "comment"
    WORK = "complete tasks"
    ADMINISTER = "administer the workspace"


HATS: dict[Right, str] = {
    Right.EDIT_ROADMAP: "product",
    Right.EDIT_MESSAGING: "marketing",
    Right.EDIT_QA: "qa",
}
"""The hat that grants a right."""

MEMBERS = frozenset({Right.SHARE, Right.WORK})
"""What everyone but a guest may do."""


def may(member: Member | None, right: Right) -> bool:
    """Say whether the member has the right. `None` is the system."""
    if member is None:
        return True
    if right is Right.COMMENT or member.is_admin:
        return True
    if member.is_guest or right is Right.ADMINISTER:
        return False
    return right in MEMBERS or HATS.get(right) in member.hats


def require(member: Member | None, right: Right) -> None:
    """Raise `Forbidden`, naming the hat or role that is needed, unless the member has the right."""
    if not may(member, right):
        raise Forbidden(f"You may not {right}: that needs {needed(right)}.")


def needed(right: Right) -> str:
    """Say in words what grants a right: "the product hat or the admin role"."""
    if hat := HATS.get(right):
        return f"the {hat} hat or the admin role"
    return "the member role" if right in MEMBERS else "the admin role"
