"""People who took part elsewhere before: members who cannot sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from launchhub.accounts.events import MEMBER_JOINED
from launchhub.accounts.models import Member, User
from launchhub.accounts.rights import Right, require
from launchhub.events.record import draft, record_history


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to become a member."""

    email: str
    name: str
    hats: Sequence[str] = ()


def import_people(people: Sequence[Person], *, by: Member) -> list[Member]:
    """Make people members and record `member.joined` for each. Those new here cannot sign in and are never told.

    Hundreds go in with a few statements. Call it inside `history()`, for people who are no members of the workspace.
    Raises `ValidationError` for what is no e-mail address.
    """
    require(by, Right.ADMINISTER)
    users = {user.email: user for user in User.objects.filter(email__in=[person.email for person in people])}
    strangers = [_user(person) for person in people if person.email not in users]
    users |= {user.email: user for user in strangers}
    members = [Member(workspace=by.workspace, user=users[person.email], hats=list(person.hats)) for person in people]
    with transaction.atomic():
        User.objects.bulk_create(strangers)
        Member.objects.bulk_create(members)
        record_history([draft(MEMBER_JOINED, member, by=by) for member in members])
    return members


def _user(person: Person) -> User:
    user = User(email=person.email, name=person.name, is_active=False)
    user.set_unusable_password()
    user.clean_fields()
    return user
