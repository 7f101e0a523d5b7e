"""What is like something that somebody types: so that an idea is written down once."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity

from launchhub.accounts.models import Member
from roadmap.models import Feature, Product

SHORTEST = 4
"""Characters from which on a title says enough to look for others like it."""

LOOKED_THROUGH = 5000
"""How many features are compared, the first ones in their order: so that it stays quick while one types.

Row-level security keeps trigrams off indexes: their operators are not leakproof, so PostgreSQL would have to check the
workspace of a row before it compares it. A product is found by an index, as the order is, and few have more features.
"""

ALIKE = 0.5
"""From this share of trigrams in common on, between 0 and 1, a title is like another one."""

MOST = 5


def similar(title: str, product: Product | None, member: Member) -> Any:
    """Return the features whose titles are most like a title, of a product or of all, among those the member sees.

    Their products are loaded.

    How like they are is `likeness`: pg_trgm's `word_similarity`, what the best stretch of the other title has in common
    with this one, which may be half typed.
    """
    if len(title.strip()) < SHORTEST:
        return Feature.objects.none()
    rows = Feature.objects.visible_to(member).filter(**({"product": product} if product else {}))
    some = rows.order_by("position", "pk")[:LOOKED_THROUGH].values("pk")
    alike = Feature.objects.filter(pk__in=some).annotate(likeness=TrigramWordSimilarity(title, "title"))
    alike = alike.select_related("product")
    return alike.filter(likeness__gte=ALIKE).order_by("-likeness", "position", "pk")[:MOST]
