"""What a guest finds on the home page: what was shared with them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from launchhub.accounts.models import Member, Share
from launchhub.accounts.nouns import model_of
from launchhub.web.links import page_of


class Shared(NamedTuple):
    """One thing: what it is, what it is called, and its page, if it has one."""

    noun: str
    title: str
    address: str | None


def shared_with(guest: Member) -> list[Shared]:
    """Return what is shared with a guest and not in the bin, the latest first; a query for each noun."""
    targets: dict[str, list[UUID]] = defaultdict(list)
    places = list(Share.objects.visible_to(guest).order_by("-id").values_list("target_noun", "target_id"))
    for noun, pk in places:
        targets[noun].append(pk)
    seen = (model_of(noun).objects.visible_to(guest).filter(pk__in=ids) for noun, ids in targets.items())
    found = {row.pk: row for rows in seen for row in rows}
    slug = guest.workspace.slug
    return [Shared(noun, str(found[pk]), page_of(slug, noun, pk)) for noun, pk in places if pk in found]
