"""Whom a text names: "@Petra" or "@Petra Novak", as people write it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from launchhub.accounts.models import Member, Role


def mentionable(member: Member) -> list[Member]:
    """Return the members whom somebody may name, by name. Guests are not told of anything, so nobody names them."""
    rows = Member.objects.visible_to(member).exclude(role=Role.GUEST).select_related("user")
    return sorted(rows.filter(user__is_active=True), key=lambda each: (each.name.casefold(), str(each.pk)))


def mentioned(text: str, members: Iterable[Member]) -> list[Member]:
    """Return the members whom the text names with "@", in the order in which they come.

    A name counts whole, whatever its case; a first name alone where no other member has it. The longest name wins:
    "@Ann Marie" is not Ann. What stands inside a word, such as an e-mail address, is no mention.
    """
    by_name = _names(members)
    if not by_name or "@" not in text:
        return []
    names = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    found: dict[Member, None] = {}
    for match in re.finditer(rf"(?<![\w.+-])@({names})(?!\w)", text.casefold()):
        found |= dict.fromkeys(by_name[match[1]])
    return list(found)


def _names(members: Iterable[Member]) -> dict[str, list[Member]]:
    """Return whom each name stands for: namesakes share one, since nobody can say which of them is meant."""
    whole, first = defaultdict(list), defaultdict(list)
    for member in members:
        name = member.name.casefold()
        whole[name].append(member)
        first[name.partition(" ")[0]].append(member)
    return {name: few for name, few in first.items() if len(few) == 1} | dict(whole)
