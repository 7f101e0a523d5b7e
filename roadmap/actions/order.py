"""The order of features: a number for each, and one between two neighbours for what is put between them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q

from roadmap.models import Feature

GAP = 1024.0
"""Between two features when all are numbered anew: room for ten in a row at the same place, and then anew."""

RENUMBER = """
UPDATE roadmap_feature SET position = numbered.place * %s FROM (
    SELECT id, row_number() OVER (ORDER BY position, id) AS place FROM roadmap_feature WHERE workspace_id = %s
) AS numbered WHERE roadmap_feature.id = numbered.id
"""


def position_of(feature: Feature, *, before: Feature | None = None, after: Feature | None = None) -> float:
    """Return the position with which a feature comes right before or right after another one.

    One of the two is given; raises `ValidationError` for both. When there is no room between the neighbours, all
    features of the workspace are numbered anew. That changes no order, so it is no event and no new version.
    """
    if before and after:
        raise ValidationError({"after": "Name one neighbour: the one before which it comes, or the one after."})
    _one_at_a_time(feature)
    found = _between(feature, before, after)
    if found is None:
        _number_anew(feature)
        found = _between(feature, before, after)
    assert found is not None
    return found


def _between(feature: Feature, before: Feature | None, after: Feature | None) -> float | None:
    """Return a number between the neighbours; None when there is none left."""
    rows = Feature.objects.in_workspace(feature.workspace_id).alive().exclude(pk=feature.pk)
    positions = rows.order_by("position", "pk").values_list("position", flat=True)
    if after:
        low = rows.values_list("position", flat=True).get(pk=after.pk)
        later = positions.filter(Q(position__gt=low) | Q(position=low, pk__gt=after.pk))
        high = next(iter(later[:1]), low + 2 * GAP)
    else:
        assert before is not None
        high = rows.values_list("position", flat=True).get(pk=before.pk)
        earlier = positions.filter(Q(position__lt=high) | Q(position=high, pk__lt=before.pk))
        low = next(iter(earlier.reverse()[:1]), high - 2 * GAP)
    middle = float(low + (high - low) / 2)
    return middle if low < middle < high else None


def _one_at_a_time(feature: Feature) -> None:
    """Let features of a workspace be placed one after the other: two at once might get the same number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"order features {feature.workspace_id}"]
        )


def _number_anew(feature: Feature) -> None:
    rows = Feature.objects.in_workspace(feature.workspace_id).select_for_update().order_by("pk")
    list(rows.values_list("pk"))  # in one order, so that nobody waits for a row that waits for ours
    with connection.cursor() as cursor:
        cursor.execute(RENUMBER, [GAP, feature.workspace_id])
