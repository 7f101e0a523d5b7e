"""Personas: whom we talk to."""

from typing import Any

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from messaging.models import Persona


def create(*, by: Member | None, **fields: Any) -> Persona:
    """Return a new persona."""
    require(by, Right.EDIT_MESSAGING)
    return changes.create(Persona, by=by, **fields)


def update(persona: Persona, *, by: Member | None, expected_version: int | None = None, **fields: Any) -> Persona:
    """Change the given fields and return the persona as it is now."""
    require(by, Right.EDIT_MESSAGING)
    return changes.change(persona, by=by, expected_version=expected_version, **fields)


def delete(persona: Persona, *, by: Member | None, expected_version: int | None = None) -> Persona:
    """Put the persona into the bin."""
    require(by, Right.EDIT_MESSAGING)
    return changes.remove(persona, by=by, expected_version=expected_version)


def restore(persona: Persona, *, by: Member | None) -> Persona:
    """Take the persona out of the bin."""
    require(by, Right.EDIT_MESSAGING)
    return changes.restore(persona, by=by)
