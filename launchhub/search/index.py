"""The index of words, written. It repeats what rows say, and may be built anew at any time."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from launchhub.accounts.models import Workspace
from launchhub.lib.wall import workspace_context
from launchhub.search.models import Word
from launchhub.search.registry import Searchable, searchable
from launchhub.search.words import LONGEST_TEXT, entries, words

BATCH = 500
TITLE, TEXT = 3, 1
SHORTEST_GUESSED = 4
"""Letters of a word that a mistyped one may have meant."""

# One at a time for each object: whoever comes second reads the row after the first has written.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('search ' || id, 0)) FROM unnest(%(ids)s::uuid[]) id ORDER BY id"

WRITE = """
WITH said AS (
    SELECT object_id, word, weight
    FROM unnest(%(objects)s::uuid[], %(words)s::text[], %(weights)s::int2[]) AS s (object_id, word, weight)
), given AS (
    SELECT object_id, word, max(weight) AS weight FROM (
        SELECT * FROM said
        UNION ALL
        SELECT object_id, left(stem, 40), weight
        FROM said, unnest(ts_lexize('english_stem', word)) stem WHERE stem <> ''
    ) every_word GROUP BY object_id, word
), gone AS (
    DELETE FROM search_words w WHERE workspace_id = %(workspace)s AND object_id = ANY(%(ids)s::uuid[])
        AND NOT EXISTS (SELECT FROM given g WHERE g.object_id = w.object_id AND g.word = w.word)
)
INSERT INTO search_words (workspace_id, object_id, noun, word, weight)
SELECT %(workspace)s, object_id, %(noun)s, word, weight FROM given ORDER BY object_id, word
ON CONFLICT (workspace_id, object_id, word) DO UPDATE SET weight = excluded.weight
WHERE search_words.weight <> excluded.weight
"""

LEARN = """
INSERT INTO search_trigrams (workspace_id, trigram, word)
SELECT %(workspace)s, trigram, word FROM unnest(%(words)s::text[]) word, unnest(show_trgm(word)) trigram
ORDER BY trigram, word ON CONFLICT DO NOTHING
"""


def reindex(noun: str, ids: Sequence[uuid.UUID], workspace_id: uuid.UUID) -> None:
    """Let objects of one noun be found by what they say now; those in the bin no longer. Call it within the wall."""
    entry = searchable()[noun]
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"ids": list(ids)})
        said = [(pk, word, weight) for row in _rows(entry, ids) for pk, word, weight in _said(*row)]
        objects, every_word, weights = (list(column) for column in zip(*said, strict=True)) if said else ([], [], [])
        about: dict[str, Any] = {"workspace": workspace_id, "noun": noun, "ids": list(ids)}
        cursor.execute(WRITE, about | {"objects": objects, "words": every_word, "weights": weights})
        if learnt := sorted({word for _, word, weight in said if weight == TITLE and _may_be_meant(word)}):
            cursor.execute(LEARN, {"workspace": workspace_id, "words": learnt})


def catch_up(workspace: Workspace, *, anew: bool = False, until: float = math.inf) -> int:
    """Index what is not in the index yet, such as imported history; `anew` does everything again. Returns how much.

    Each batch is a transaction of its own unless one is open, so that nobody waits for it. After `until`, on the
    monotonic clock, no further one is begun.
    """
    done = 0
    for noun, entry in searchable().items():
        with workspace_context(workspace):
            ids = list(_missing(entry, workspace, anew=anew))
        for start in range(0, len(ids), BATCH):
            if monotonic() > until:
                return done
            with workspace_context(workspace):
                reindex(noun, ids[start : start + BATCH], workspace.pk)
            done += len(ids[start : start + BATCH])
    return done


def _missing(entry: Searchable, workspace: Workspace, *, anew: bool) -> Any:
    rows = entry.rows.in_workspace(workspace)
    if not anew:
        known = Word.objects.filter(workspace=workspace, object_id=OuterRef("pk"), word="")
        rows = rows.alive().filter(~Exists(known))
    return rows.order_by("pk").values_list("pk", flat=True)


def _rows(entry: Searchable, ids: Sequence[uuid.UUID]) -> Any:
    return entry.rows.filter(pk__in=ids).alive().values_list("pk", entry.title, *entry.said)


def _said(pk: uuid.UUID, title: str, *texts: str) -> Iterator[tuple[uuid.UUID, str, int]]:
    of_title = entries(title)
    yield pk, "", TEXT
    for word in of_title:
        yield pk, word, TITLE
    for word in set().union(*(entries(text[:LONGEST_TEXT]) for text in texts if text)) - of_title:
        yield pk, word, TEXT


def _may_be_meant(word: str) -> bool:
    return len(word) >= SHORTEST_GUESSED and word.isalpha() and words(word) == [word]
