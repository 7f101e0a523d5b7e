"""Whom an event concerns, and why: from all its sources to one list, in one statement.

The same query answers a preview ("who will be told?") and fills the inbox. It leaves out who acted, who has muted
the object or its launch, who has left, guests (who see only what is shared with them) unless the kind is meant for
them, and whoever was told of, or caused, the event that this one follows from; but a launch that is pushed slips in its
own right.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import QuerySet

from launchhub.events.kinds import Recipients, Source, is_told_to_guests, sources
from launchhub.events.models import Event
from launchhub.lib.prepared import Given, NotPrepared, filled
from launchhub.notifications.models import Watch

Statement = tuple[str, list[Any]]
"""SQL and its parameters."""

# Up to three reasons are told in full: "you own A, you watch B and you approve C", then "… and 2 more".
TOLD = """
WITH RECURSIVE {causes} concerned (member_id, because) AS ({concerned}), reasons AS (
    SELECT member_id, array_agg(DISTINCT because ORDER BY because) AS list FROM concerned GROUP BY member_id
), told AS (
    SELECT reasons.member_id, "user".name, "user".email, CASE cardinality(list)
        WHEN 1 THEN list[1]
        ELSE array_to_string(list[1:LEAST(cardinality(list) - 1, 3)], ', ') || ' and ' || CASE
            WHEN cardinality(list) > 3 THEN (cardinality(list) - 3) || ' more' ELSE list[cardinality(list)] END
        END AS because
    FROM reasons
    JOIN accounts_member member ON member.id = reasons.member_id
    JOIN accounts_user "user" ON "user".id = member.user_id
    WHERE member.workspace_id = %s AND member.deleted_at IS NULL AND (%s OR member.role <> 'guest')
        AND "user".is_active
        AND member.id IS DISTINCT FROM %s
        AND NOT EXISTS (SELECT FROM watches WHERE watches.member_id = member.id AND muted
                        AND target_id IN (%s, %s))
        {unaware}
)
"""

# Most events follow from none; to plan these would take PostgreSQL as long as all the rest.
# What happens to something else in the same way, as to a launch that another one pushes, is news of its own: there the
# way back to the causes ends, for it and for all that follows from it.
CAUSES = """causes AS (
    SELECT id, kind, actor_id, caused_by FROM events WHERE id = %s AND kind <> %s
    UNION
    SELECT events.id, events.kind, events.actor_id, events.caused_by
    FROM events JOIN causes ON events.id = causes.caused_by AND events.kind <> causes.kind
), """
UNAWARE_OF_CAUSES = """
        AND NOT EXISTS (SELECT FROM causes WHERE causes.actor_id = member.id)
        AND NOT EXISTS (SELECT FROM notifications seen JOIN causes ON causes.id = seen.event_id
                        WHERE seen.member_id = member.id)
"""

COLUMNS = ("pk", "workspace_id", "subject_id", "launch_id", "actor_id", "caused_by")
"""What sources may know of an event while their query is prepared for all events of the kind."""

LIST = "SELECT member_id, COALESCE(NULLIF(name, ''), split_part(email, '@', 1)), because FROM told ORDER BY 2, 1"


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told, and why: `because` completes "You get this because …"."""

    member_id: uuid.UUID
    name: str
    because: str


_OWN: dict[str, list[Source]] = {}


def watchers(event: Event) -> Recipients:
    """Members who watch the subject or its launch; beside them stand those who do so on their own (`_sources`)."""
    rows = Watch.objects.filter(workspace=event.workspace_id).on(event.subject_id, event.launch_id)
    watching: QuerySet[Any, Any] = rows.values_list("member_id", "because")
    return watching


def watch_on_their_own(noun: str, *whose: Source) -> None:
    """Let those whose business an object of this noun is, such as its owner, be told all that its `watchers` are.

    Watchers of a launch hear of all that is in it: sources for "launch" go by the event's `launch_id`, all others by
    its `subject_id`.
    """
    _OWN.setdefault(noun, []).extend(whose)


def _sources(event: Event) -> Iterator[Source]:
    """Return everything that says whom an event concerns."""
    found = sources(event.kind)
    yield from found
    if watchers in found:
        yield from _OWN.get(event.subject_type, ())
        if event.launch_id and event.subject_type != "launch":
            yield from _OWN.get("launch", ())


def resolve(event: Event) -> list[Recipient]:
    """Return who is or would be told of an event, by name; it may be a `draft` that is not written."""
    statement = told(event)
    if statement is None:
        return []
    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(sql + LIST, params)
        return [Recipient(*row) for row in cursor.fetchall()]


def told(event: Event) -> Statement | None:
    """Return `WITH … told AS (member_id, name, email, because)` for an event, or None when it concerns nobody."""
    given = {name: getattr(event, name) for name in COLUMNS}
    asked = (_prepared(source, event.kind) or _select(source(event)) for source in _sources(event))
    parts = [part for part in asked if part]
    if not parts:
        return None
    concerned = " UNION ALL ".join(sql for sql, _ in parts)
    params = filled([value for _, values in parts for value in values], given)
    causes, unaware = (CAUSES, UNAWARE_OF_CAUSES) if event.caused_by else ("", "")
    return TOLD.format(causes=causes, concerned=concerned, unaware=unaware), [
        *([event.caused_by, event.kind] if event.caused_by else []),
        *params,
        *(event.workspace_id, is_told_to_guests(event.kind), event.actor_id),
        *(event.subject_id, event.launch_id or event.subject_id),
    ]


class _AnyEvent:
    """Stands for all events of a kind: what differs between them is given when the query runs."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.__dict__.update({name: Given(name) for name in COLUMNS})

    def __getattr__(self, name: str) -> Any:
        raise NotPrepared(f"{name} is known of one event only.")


@cache
def _prepared(source: Source, kind: str) -> Statement | None:
    """Return a source's query for all events of a kind; None when it looks into the event, so that it is asked anew."""
    try:
        return _select(source(cast(Event, _AnyEvent(kind))))
    except (NotPrepared, ValidationError):  # a field that wants a real id, as `__in=[…]` does
        return None


def _select(recipients: Recipients) -> Statement | None:
    if not isinstance(recipients, QuerySet):
        return _select_pairs(list(recipients))
    try:
        sql, params = recipients.order_by().query.sql_with_params()
    except EmptyResultSet:
        return None
    return f"SELECT s.member_id, s.because::text FROM ({sql}) AS s (member_id, because)", list(params)  # noqa: S608 - Django's own SQL


def _select_pairs(pairs: Sequence[tuple[uuid.UUID, str]]) -> Statement | None:
    if not pairs:
        return None
    members, reasons = zip(*pairs, strict=True)
    return "SELECT * FROM unnest(%s::uuid[], %s::text[])", [list(members), list(reasons)]
