"""The plan of a launch as its room shows it: what is dated, in all apps, in groups and with lines for today and T."""

from __future__ import annotations

import datetime as dt
import uuid
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, F, IntegerField, TextField, Value, When
from django.db.models.functions import Cast

from launchhub.accounts.models import Hat, Member
from launchhub.lib.dates import show_date
from roadmap.dated import scheduled_models
from roadmap.models import Launch, Milestone, MilestoneKind, Scheduled, Task
from roadmap.placing import show_place

CHUNK = 50
"""Rows of one `<tbody>`: what is far from the window is not laid out."""

MOST_BINNED = 20
"""How many things of the bin are shown."""

EDITED_HERE = (Task.noun, Milestone.noun)
"""What is edited in the plan itself; gates, assets and activities have pages of their own."""

NO_DATE = "No date"

BY = {"time": "By month", "track": "By track", "phase": "By phase"}
"""How the plan may be grouped, as the address says it."""


class Row(NamedTuple):
    """One dated thing."""

    noun: str
    id: uuid.UUID
    title: str
    kind: str
    hat: str
    due: dt.date | None
    length_days: int | None
    offset_days: int | None
    offset_unit: str
    state: str
    is_finished: bool
    holder_ids: list[uuid.UUID]
    blocks_launch: bool

    @property
    def key(self) -> str:
        """What names it in a form, whatever its kind."""
        return f"{self.noun}:{self.id}"

    @property
    def word(self) -> str:
        """What it is: "Task", "Phase", "Gate"."""
        return MilestoneKind(self.kind).label if self.kind else self.noun.capitalize()

    @property
    def end(self) -> dt.date | None:
        """The last day; the only one of what does not last."""
        return self.due + dt.timedelta(self.length_days or 0) if self.due else None

    @property
    def place(self) -> str:
        """How it hangs on the launch: "T-14", "T-5 working", "" when it is pinned or has no date."""
        return "" if self.offset_days is None else show_place(self.due, self.offset_days, self.offset_unit)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have been finished before today."""
        return not self.is_finished and self.end is not None and self.end < today


class Mark(NamedTuple):
    """A line between rows: today, or the day of the launch."""

    word: str
    day: dt.date


@dataclass(frozen=True)
class Group:
    """Rows that belong together, in date order, in chunks."""

    title: str
    count: int
    chunks: Sequence[Sequence[Row | Mark]]


def rows(launch: Launch, member: Member) -> list[Row]:
    """Return every dated thing of the launch that the member sees, in date order, those without a date last."""
    first, *rest = (_rows(model, launch, member) for model in scheduled_models())
    return sorted((Row(*row) for row in first.union(*rest, all=True)), key=_by_date)


def names(found: Iterable[Row], member: Member) -> dict[uuid.UUID, str]:
    """Return the name of everybody who holds one of the rows. One query."""
    ids = {holder for row in found for holder in row.holder_ids}
    people = Member.objects.in_workspace(member.workspace_id).filter(pk__in=ids).select_related("user")
    return {person.pk: person.name for person in people}


def binned(launch: Launch, member: Member) -> list[Task | Milestone]:
    """Return the tasks and milestones that were put into the bin last, and can be taken out again."""
    rows = [
        model.objects.deleted_for(member).filter(launch=launch, deleted_at__isnull=False) for model in (Task, Milestone)
    ]
    found = [thing for each in rows for thing in each.order_by("-deleted_at")[:MOST_BINNED]]
    return sorted(found, key=attrgetter("deleted_at"), reverse=True)[:MOST_BINNED]


def groups(found: Sequence[Row], by: str, launch: Launch, today: dt.date) -> list[Group]:
    """Return the rows (in date order) in the groups that `BY` names, with a line where today lies, and the launch."""
    marks = [Mark("Today", today)] + ([Mark("Launch day", launch.date)] if launch.date else [])
    sort = {"time": _by_month, "track": _by_track, "phase": _by_phase}[by]
    parts = [(title, part) for title, part in sort(found) if part]
    marked = [_between(part, marks) for _, part in parts] if by == "track" else _through([p for _, p in parts], marks)
    return [Group(title, len(part), _chunks(entries)) for (title, part), entries in zip(parts, marked, strict=True)]


def _by_month(found: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    months = groupby(found, lambda row: row.due and row.due.replace(day=1))
    return ((show_date(month, "month") if month else NO_DATE, list(part)) for month, part in months)


def _by_track(found: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    return ((hat.label, [row for row in found if row.hat == hat]) for hat in Hat)


def _by_phase(found: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield what lies in each phase: from its start until the next one starts, whatever lies after its end."""
    phases = [(row.title, row.due, row.end) for row in found if row.kind == MilestoneKind.PHASE and row.due and row.end]
    starts = [start for _, start, _ in phases]
    parts: list[list[Row]] = [[] for _ in range(len(phases) + 1)]
    for row in found:
        if row.due:
            parts[bisect_right(starts, row.due)].append(row)
    yield "Before the first phase" if phases else "No phase yet", parts[0]
    for (title, start, end), part in zip(phases, parts[1:], strict=True):
        yield f"{title}, {show_date(start)} to {show_date(end)}", part
    yield NO_DATE, [row for row in found if not row.due]


def _through(parts: Sequence[Sequence[Row]], marks: Sequence[Mark]) -> list[list[Row | Mark]]:
    """Return parts that follow each other in time with the marks where they lie, before what is due on their day."""
    waiting = sorted(marks, key=attrgetter("day"))
    made: list[list[Row | Mark]] = []
    for part in parts:
        made.append([])
        for row in part:
            while waiting and (row.due is None or row.due >= waiting[0].day):
                made[-1 if made[-1] or len(made) == 1 else -2].append(waiting.pop(0))
            made[-1].append(row)
    if made:
        made[-1].extend(waiting)
    return made


def _between(part: Sequence[Row], marks: Sequence[Mark]) -> list[Row | Mark]:
    """Return rows with those of the marks that lie between two of them."""
    [entries] = _through([part], marks)
    while isinstance(entries[0], Mark):
        del entries[0]
    while isinstance(entries[-1], Mark):
        del entries[-1]
    return entries


def _chunks(entries: Sequence[Row | Mark]) -> list[Sequence[Row | Mark]]:
    return [entries[start : start + CHUNK] for start in range(0, len(entries), CHUNK)]


def _rows(model: type[Scheduled], launch: Launch, member: Member) -> Any:
    """Return the query for the things of one kind, with the columns of `Row`."""
    fields = {field.name for field in model._meta.fields}
    own_state = Case(When(model.finished, then=Value("done")), default=Value("planned"), output_field=CharField())
    return (
        model.objects.visible_to(member)
        .filter(launch=launch)
        .with_holders()
        .values_list(
            Value(model.noun, CharField()),
            "pk",
            Cast("title" if "title" in fields else "name", TextField()),
            Cast("kind", CharField()) if model is Milestone else Value("", CharField()),
            Cast("hat", CharField()) if "hat" in fields else Value(model.hat, CharField()),
            "due",
            Cast("length_days" if "length_days" in fields else Value(None), IntegerField()),
            "offset_days",
            "offset_unit",
            Cast("status", CharField()) if "status" in fields else own_state,
            ExpressionWrapper(model.finished, BooleanField()),
            "holder_ids",
            F("blocks_launch") if "blocks_launch" in fields else Value(False, BooleanField()),
        )
    )


def _by_date(row: Row) -> tuple[Any, ...]:
    return row.due is None, row.due or dt.date.min, row.title, row.id
