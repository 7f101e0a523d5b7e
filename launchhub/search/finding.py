"""Finding objects by what one types: every word is the beginning of one, or nearly one, that the object has.

The index says only where to look. What somebody may see, and what it is called, the rows say themselves.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, UUIDField, Value
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.nouns import model_of
from launchhub.events.models import Event
from launchhub.search.registry import Searchable, searchable
from launchhub.search.words import fold, words

LONGEST = 200
"""Characters that one may type."""

MOST_WORDS = 8
MOST_ROWS = 20_000
"""Rows of the index that are weighed for one word: of a letter or two not all that begins with them."""

MOST_CHECKED = 2_500
"""Rows of the rarest word that are looked up for the others."""

CANDIDATES = 100
"""Objects that are fetched, to be weighed by what they say now."""

SNIPPET = 140
SIMILAR = 0.35
"""Of the trigrams of a mistyped word, the share that another has in common with it."""
SHORTEST_STEM = 3
NEXT, LAST = "\x01", "\U0010ffff"
"""What follows a word in the order of words, and what follows all that begin with it."""

STEMS = "SELECT typed, stem FROM unnest(%s::text[]) typed, unnest(ts_lexize('english_stem', typed)) stem"

RANGE = "(word >= %s AND word < %s)"

COUNT = "(SELECT %s, count(*) FROM (SELECT FROM search_words WHERE workspace_id = %s AND {ranges} LIMIT {rows}) hits)"

POINTS = "max(weight * CASE WHEN word = %s THEN 3 WHEN word >= %s THEN 2 ELSE 1 END)"

RAREST = "SELECT noun, object_id, {points} AS points FROM ({hits}) hits GROUP BY noun, object_id"

# Range by range, since no index leads to the newest of several at once.
HITS = """
(SELECT * FROM search_words WHERE workspace_id = %s AND {range} {narrowed}
 ORDER BY word DESC, object_id DESC LIMIT {rows})
"""

OTHER = """
CROSS JOIN LATERAL (
    SELECT {points} AS points FROM search_words
    WHERE workspace_id = %s AND object_id = rarest.object_id AND {ranges}
) other_{place}
"""

FIND = """
WITH rarest AS MATERIALIZED ({rarest})
SELECT rarest.noun, rarest.object_id, {sum} AS points FROM rarest {others}
WHERE {sum} IS NOT NULL ORDER BY points DESC, object_id DESC LIMIT {candidates}
"""

NEARLY = """
SELECT t.word FROM search_trigrams t JOIN unnest(show_trgm(%(typed)s)) typed (trigram) ON t.trigram = typed.trigram
WHERE t.workspace_id = %(workspace)s GROUP BY t.word
HAVING count(*) >= %(similar)s * cardinality(show_trgm(%(typed)s))
ORDER BY similarity(t.word, %(typed)s) DESC, t.word LIMIT 4
"""


@dataclass(frozen=True, slots=True)
class Found:
    """An object as somebody who may see it finds it."""

    entry: Searchable
    id: uuid.UUID
    title: str
    state: str | None
    launch_id: uuid.UUID | None
    launch_name: str
    snippet: str
    url: str | None


Ranges = list[tuple[str, str]]
"""From (included) and to (excluded): any of these will do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A typed word, and where in the index it is looked for."""

    word: str
    ranges: Ranges

    @property
    def sql(self) -> str:
        """The condition on `word`, and its `values` in their order."""
        return f"({' OR '.join([RANGE] * len(self.ranges))})"

    @property
    def values(self) -> list[str]:
        """From and to of each range."""
        return [end for ends in self.ranges for end in ends]


def find(member: Member, text: str, *, nouns: Collection[str] | None = None, most: int = 20) -> list[Found]:
    """Return what the member may see and the text names, the best first; of these nouns if they are given."""
    typed = words(text[:LONGEST])[:MOST_WORDS]
    wanted = [entry for noun, entry in searchable().items() if nouns is None or noun in nouns]
    if not typed or not wanted:
        return []
    narrowed = None if nouns is None else [entry.noun for entry in wanted]
    seen = _seen_by_guest(member, wanted) if member.is_guest else None
    points = _candidates(member.workspace_id, typed, narrowed, seen)
    rows = _rows(member, points)
    now = timezone.now()
    rows.sort(key=lambda row: (-_worth(row, typed, text, points[row["id"]], now), row["entry"].order))
    return _shown(member, rows[:most], typed)


def recent(member: Member, most: int = 6) -> list[Found]:
    """Return what the member changed or spoke of last."""
    events = Event.objects.filter(workspace=member.workspace_id, actor=member, subject_type__in=list(searchable()))
    last = list(events.order_by("-id").values_list("subject_type", "subject_id")[: most * 10])
    places = {pk: place for place, pk in enumerate(dict.fromkeys(pk for _, pk in last))}
    rows = _rows_of(member, {noun: [pk for kind, pk in last if kind == noun] for noun, _ in last})
    rows.sort(key=lambda row: places[row["id"]])
    return _shown(member, rows[:most], [])


def _candidates(
    workspace: uuid.UUID, typed: Sequence[str], nouns: list[str] | None, seen: list[uuid.UUID] | None
) -> dict[uuid.UUID, tuple[str, int]]:
    """Return the noun and points of the objects that have all the words: those with the rarest, looked up for the rest.

    A word that more than `MOST_CHECKED` objects have narrows nothing: where every word is like that, only the newest
    of them are seen.
    """
    narrowing: list[tuple[str, Any]] = []
    if nouns is not None:
        narrowing.append(("AND noun = ANY(%s)", nouns))
    if seen is not None:
        narrowing.append(("AND object_id = ANY(%s::uuid[])", seen))
    with connection.cursor() as cursor:
        first, *others = _rarest_first(cursor, workspace, typed)
        narrowed, rows = " ".join(sql for sql, _ in narrowing), MOST_CHECKED if others else MOST_ROWS
        hits = HITS.format(range=RANGE, narrowed=narrowed, rows=rows)
        ranges = [(first.word, first.word + NEXT), *first.ranges]  # who typed the whole word means it
        rarest = RAREST.format(points=POINTS, hits="UNION ALL".join([hits] * len(ranges)))
        values: list[Any] = [first.word, first.word]
        for ends in ranges:
            values += [workspace, *ends, *(value for _, value in narrowing)]
        joins = []
        for place, other in enumerate(others):
            joins.append(OTHER.format(points=POINTS, ranges=other.sql, place=place))
            values += [other.word, other.word, workspace, *other.values]
        points = " + ".join(["rarest.points", *(f"other_{place}.points" for place in range(len(others)))])
        sql = FIND.format(rarest=rarest, others="".join(joins), sum=points, candidates=CANDIDATES)
        cursor.execute(sql, values)
        return {pk: (noun, points) for noun, pk, points in cursor.fetchall()}


def _rarest_first(cursor: Any, workspace: uuid.UUID, typed: Sequence[str]) -> list[Place]:
    """Return where in the index each word is: what begins with it or its stem, else what is nearly it."""
    cursor.execute(STEMS, [list(typed)])
    stems = dict(cursor.fetchall())
    places = [_place(word, stems.get(word, word)) for word in typed]
    known = _counts(cursor, workspace, places)
    for place in places:
        if not known[place.word] and len(place.word) > SHORTEST_STEM and place.word.isalpha():
            place.ranges.extend(_nearly(cursor, workspace, place.word))
    return sorted(places, key=lambda place: known[place.word])


def _place(word: str, stem: str) -> Place:
    begins = stem if word.startswith(stem) and len(stem) >= SHORTEST_STEM else word
    ranges = [(begins, begins + LAST)]
    if not word.startswith(stem):
        ranges.append((stem, stem + NEXT))
    return Place(word, ranges)


def _counts(cursor: Any, workspace: uuid.UUID, places: Sequence[Place]) -> dict[str, int]:
    """Return how many rows each word has, as far as it matters which has fewer."""
    sql = " UNION ALL ".join(COUNT.format(ranges=place.sql, rows=MOST_CHECKED) for place in places)
    cursor.execute(sql, [value for place in places for value in (place.word, workspace, *place.values)])
    return dict(cursor.fetchall())


def _nearly(cursor: Any, workspace: uuid.UUID, word: str) -> Ranges:
    cursor.execute(NEARLY, {"typed": word, "workspace": workspace, "similar": SIMILAR})
    return [(near, near + NEXT) for (near,) in cursor.fetchall()]


def _seen_by_guest(member: Member, wanted: Sequence[Searchable]) -> list[uuid.UUID]:
    """Return the ids of what was shown to a guest: little, so that it is looked for among that alone."""
    first, *others = (entry.rows.visible_to(member).order_by().values_list("pk", flat=True) for entry in wanted)
    return list(first.union(*others, all=True))


def _rows(member: Member, points: dict[uuid.UUID, tuple[str, int]]) -> list[dict[str, Any]]:
    of_noun: dict[str, list[uuid.UUID]] = defaultdict(list)
    for pk, (noun, _) in points.items():
        of_noun[noun].append(pk)
    return _rows_of(member, of_noun)


def _rows_of(member: Member, ids: dict[str, list[uuid.UUID]]) -> list[dict[str, Any]]:
    """Return of these objects those that the member may see, as they are now; a query for each noun."""
    rows: list[dict[str, Any]] = []
    for noun, of_noun in ids.items():
        entry = searchable()[noun]
        shown = {
            "named": F(entry.title) if isinstance(entry.title, str) else entry.title,
            "at": F(entry.launch) if entry.launch else Value(None, output_field=UUIDField()),
        }
        names = [name for name in (entry.state, entry.owner, entry.changed, *entry.needs, *entry.texts) if name]
        of_member = entry.rows.visible_to(member).filter(pk__in=of_noun).values("pk", *names, **shown)
        rows += [_row(entry, row, member) for row in of_member]
    return rows


def _row(entry: Searchable, row: dict[str, Any], member: Member) -> dict[str, Any]:
    return {
        "entry": entry,
        "id": row["pk"],
        "title": row["named"],
        "launch": row["at"],
        "state": row.get(entry.state),
        **{name: row[name] for name in entry.needs},
        "is_mine": bool(entry.owner) and row[entry.owner] == member.pk,
        "changed": row[entry.changed],
        "texts": [row[name] for name in entry.texts if row[name]],
    }


def _worth(row: dict[str, Any], typed: Sequence[str], text: str, found: tuple[str, int], now: dt.datetime) -> float:
    """Say how well a row answers: by its words, then its whole title, whose it is and how lately it changed."""
    title = fold(row["title"])
    worth: float = float(found[1]) / len(typed)
    if title == fold(text).strip():
        worth += 6
    elif title.startswith(fold(text).strip()):
        worth += 3
    worth += 2 * bool(row["is_mine"])
    days: int = (now - row["changed"]).days
    worth += 2 / (1 + days / 30)
    order: int = row["entry"].order
    return worth + (100 - order) / 100


def _shown(member: Member, rows: list[dict[str, Any]], typed: Sequence[str]) -> list[Found]:
    launches = {row["launch"] for row in rows if row["launch"]}
    named = model_of("launch").objects.visible_to(member).filter(pk__in=launches).values_list("pk", "name")
    names = dict(named) if launches else {}
    found = []
    for row in rows:
        launch = row["launch"] if row["launch"] in names else None
        entry: Searchable = row["entry"]
        url = entry.address(member.workspace.slug, {**row, "launch": launch})
        name = names[launch] if launch and launch != row["id"] else ""
        snippet = _snippet(row["title"], row["texts"], typed)
        found.append(Found(entry, row["id"], row["title"], row["state"], launch, name, snippet, url))
    return found


def _snippet(title: str, texts: Sequence[str], typed: Sequence[str]) -> str:
    """Return the piece of a text that has a word which the title has not; "" when the title says it all."""
    of_title = words(title)
    missing = [word for word in typed if not any(each.startswith(word) for each in of_title)]
    for text in texts if missing else ():
        line = " ".join(text.split())
        place = min((at for word in missing if (at := line.casefold().find(word)) >= 0), default=-1)
        if place >= 0:
            start = max(place - SNIPPET // 3, 0)
            piece = line[start : start + SNIPPET].strip()
            return ("…" if start else "") + piece + ("…" if start + SNIPPET < len(line) else "")
    return ""
