"""What applying a playbook to a launch does to it: the difference, item by item. Nothing is written here.

A thing that an earlier application made is found by its external id. What people changed in the launch since then
stays as they left it: an item changes only what the playbook itself says differently than at the last application.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Q

from launchhub.events.models import Event
from roadmap.events import PLAYBOOK_APPLIED
from roadmap.models import ItemNoun, Launch, Playbook, PlaybookItem
from roadmap.models.playbooks import PREFIX
from roadmap.playbook_items import ANCHOR, fields_of, model_of
from roadmap.schedule import placed

State = Literal["create", "change", "keep", "gone", "removed"]
"""`gone`: a playbook made it and has it no longer. `removed`: people put it into the bin, where it stays."""


Differences = dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one thing; `changes` says from what to what, by field."""

    noun: str
    key: str
    title: str
    state: State
    external_id: str
    item: PlaybookItem | None = None
    row: Any = None
    due: dt.date | None = None
    changes: Differences = field(default_factory=dict)
    kept: Differences = field(default_factory=dict)
    """What stays because people changed it since, by field: as it is, and as the playbook has it."""

    @property
    def new(self) -> dict[str, Any]:
        """The new values of what changes."""
        return {name: new for name, (_, new) in self.changes.items()}

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return {
            "type": self.noun,
            "key": self.key,
            "title": self.title,
            "state": self.state,
            "due": self.due,
            "object": self.row and self.row.pk,
            "changes": {name: list(values) for name, values in self.changes.items()},
            "kept": {name: list(values) for name, values in self.kept.items()},
        }

    def as_fact(self) -> dict[str, Any]:
        """Return it as the event tells it: with all that another app needs to carry it out."""
        return {
            "key": self.key,
            "noun": self.noun,
            "state": self.state,
            "external_id": self.external_id,
            "fields": fields_of(self.item) if self.item else {},
            "changes": self.new,
        }


@dataclass(frozen=True, slots=True)
class Application:
    """What a revision of a playbook does, or would do, to a launch."""

    playbook: Playbook
    launch: Launch
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return {
            "playbook": self.playbook.pk,
            "launch": self.launch.pk,
            "revision": self.playbook.revision,
            "items": [step.as_dict() for step in self.steps],
        }


def plan(playbook: Playbook, launch: Launch) -> Application:
    """Say what applying the playbook does: its items in their order, then what it has no longer.

    Asks one question per noun, however many items there are.
    """
    items = list(PlaybookItem.objects.filter(playbook=playbook).order_by("position"))
    before = _last_application(launch)
    steps: list[Step] = []
    gone: list[Step] = []
    for noun in ItemNoun.values:
        of_noun = [item for item in items if item.noun == noun]
        rows = _rows(noun, launch, of_noun)
        steps.extend(_step(item, launch, rows.pop(item.external_id(launch.pk), None), before) for item in of_noun)
        gone.extend(_gone(noun, rows))
    order = {item.key: item.position for item in items}
    return Application(playbook, launch, (*sorted(steps, key=lambda step: order[step.key]), *gone))


def _rows(noun: str, launch: Launch, items: Sequence[PlaybookItem]) -> dict[str, Any]:
    """Return what playbooks made in this launch, by external id: of these items, and of others."""
    ids = [item.external_id(launch.pk) for item in items]
    made = Q(external_id__in=ids) | Q(launch=launch, external_id__startswith=PREFIX)
    rows = model_of(noun).objects.in_workspace(launch.workspace_id).filter(made).order_by("pk")
    return {row.external_id: row for row in rows}


def _last_application(launch: Launch) -> dict[str, Mapping[str, Any]]:
    """Return what each item said when a playbook was last applied to the launch: the fields by key."""
    events = Event.objects.filter(workspace=launch.workspace_id, launch_id=launch.pk, kind=str(PLAYBOOK_APPLIED))
    last = events.order_by("-id").first()
    return {fact["key"]: fact["fields"] for fact in last.data["items"]} if last else {}


def _step(item: PlaybookItem, launch: Launch, row: Any, before: Mapping[str, Mapping[str, Any]]) -> Step:
    external_id, due = item.external_id(launch.pk), _due(item, launch)
    if row is None:
        return Step(item.noun, item.key, item.title, "create", external_id, item, due=due)
    if row.deleted_at is not None:
        return Step(item.noun, item.key, str(row), "removed", external_id, item, row)
    changes, kept = _changes(item, row, before.get(item.key, {}))
    if getattr(row, "is_finished", False):
        changes = {}
    due = due if changes.keys() & set(ANCHOR) else getattr(row, "due", None)
    state: State = "change" if changes else "keep"
    return Step(item.noun, item.key, str(row), state, external_id, item, row, due, changes, kept)


def _changes(item: PlaybookItem, row: Any, before: Mapping[str, Any]) -> tuple[Differences, Differences]:
    """Return what the item says differently than the row, and of that what it said before: that people changed."""
    differing = {name: (getattr(row, name), new) for name, new in fields_of(item).items() if getattr(row, name) != new}
    kept = {name: pair for name, pair in differing.items() if name in before and before[name] == pair[1]}
    return {name: pair for name, pair in differing.items() if name not in kept}, kept


def _gone(noun: str, rows: Mapping[str, Any]) -> Iterator[Step]:
    for external_id, row in rows.items():
        if row.deleted_at is None:
            key = external_id.removeprefix(PREFIX).partition(":")[0]
            yield Step(noun, key, str(row), "gone", external_id, row=row, due=getattr(row, "due", None))


def _due(item: PlaybookItem, launch: Launch) -> dt.date | None:
    if item.offset_days is None:
        return None
    return placed(launch, offset_days=item.offset_days, offset_unit=item.offset_unit)["due"]
