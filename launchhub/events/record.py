"""Writing an event, and waking the relay."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.db import connection, models, transaction
from django.utils import timezone

from launchhub.events.kinds import KINDS, EventKind
from launchhub.events.models import Event
from launchhub.lib.logs import about, has_subject
from launchhub.lib.prepared import insert

if TYPE_CHECKING:
    import uuid

    from launchhub.accounts.models import Member

    class Subject(Protocol):
        """What an event can be about: a tenant row with a word for it."""

        noun: ClassVar[str]
        pk: Any
        workspace_id: uuid.UUID

        @property
        def event_launch_id(self) -> uuid.UUID | None: ...


log = logging.getLogger(__name__)

CHANNEL = "launchhub_events"
WAKE = f"pg_notify('{CHANNEL}', '')"

_history: ContextVar[dt.datetime | bool | None] = ContextVar("history", default=False)


@contextmanager
def history(at: dt.datetime | None = None) -> Iterator[None]:
    """Record quietly what happened elsewhere before: nobody is told; `at` is when it happened (aware)."""
    token = _history.set(at)
    try:
        yield
    finally:
        _history.reset(token)


def is_history() -> bool:
    """Say whether imported history is being written."""
    return _history.get() is not False


def history_time() -> dt.datetime | None:
    """Return when the history being written happened, if that is known."""
    at = _history.get()
    return at if isinstance(at, dt.datetime) else None


def plain(value: Any) -> Any:
    """Return what an event keeps of a value: the id of a row, a list of ids, everything else as it is."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return [plain(item) for item in value]
    return value


def draft(
    kind: EventKind | str,
    subject: Subject,
    *,
    by: Member | None,
    launch_id: uuid.UUID | None = None,
    caused_by: Event | None = None,
    **data: Any,
) -> Event:
    """Return an event that is not written: a preview asks it whom it would reach.

    `by` is the member who acts, or None for the system. The subject's title is frozen as it is now.
    """
    if str(kind) not in KINDS:
        raise KeyError(f"Unknown event kind {kind}: register it in the app's events.py.")
    return Event(
        workspace_id=subject.workspace_id,
        kind=str(kind),
        actor=by,
        token=by.acting_token if by else None,
        subject_type=subject.noun,
        subject_id=subject.pk,
        subject_title=str(subject),
        launch_id=launch_id or subject.event_launch_id,
        caused_by=caused_by.pk if caused_by else None,
        data={name: plain(value) for name, value in data.items()},
    )


def record(kind: EventKind | str, subject: Subject, *, by: Member | None, **rest: Any) -> Event:
    """Write an event in the present transaction and wake the relay when it commits.

    Takes what `draft` takes. Call it from an action, in the transaction of the change. Inside `history()`
    the event is quiet and carries the time when it really happened.
    """
    event = draft(kind, subject, by=by, **rest)
    event.quiet = is_history()
    if event.quiet:
        event.handled_at = timezone.now()  # nothing follows from it
    if at := history_time():
        event.happened_at = at
    insert(event, returning=WAKE)  # both at once: half the way to PostgreSQL
    if has_subject() and not event.quiet:
        transaction.on_commit(lambda: _tell(event))
    return event


def _tell(event: Event) -> None:
    with about(event=event.pk):
        log.info("recorded %s", event.kind)


def record_history(events: Sequence[Event]) -> None:
    """Write drafts of what happened elsewhere before, in one statement: quiet, each with the `happened_at` it has.

    For imports of thousands of facts, inside `history()`. Raises `ValueError` outside of it: what happens here and
    now has consequences, and `record` is there for it.
    """
    if not is_history():
        raise ValueError("Only history is recorded in bulk.")
    for event in events:
        event.quiet, event.handled_at = True, timezone.now()
    Event.objects.bulk_create(events, batch_size=1000)
    wake()


def wake() -> None:
    """Wake the relay when the present transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {WAKE}")
