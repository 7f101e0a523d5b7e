"""Playbooks: launch plans to use again, and their application to a launch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, require
from launchhub.events import changes
from launchhub.events.models import Event
from launchhub.events.record import record
from launchhub.lib.errors import Conflict
from roadmap.actions import milestones, raci, tasks
from roadmap.application import Application, Step, plan
from roadmap.builtin_playbooks import BUILT_IN
from roadmap.events import PLAYBOOK_APPLIED
from roadmap.models import ItemNoun, Launch, Playbook, PlaybookItem
from roadmap.playbook_items import as_dict, checked, fields_of, in_time, items_of, model_of

Items = Sequence[Mapping[str, Any]]

MOST_ITEMS = 500
ACTIONS: dict[str, Any] = {ItemNoun.MILESTONE: milestones, ItemNoun.TASK: tasks, ItemNoun.RACI: raci}
"""What makes the things of roadmap; those of other apps are made by their handlers of `playbook.applied`."""


def create(*, by: Member | None, items: Items = (), **fields: Any) -> Playbook:
    """Add a playbook with its items, each a dict (`roadmap.playbook_items.FIELDS`).

    Raises `ValidationError` by field; on `items` it names the item by its place: "Item 3, hat: …".
    """
    require(by, Right.ADMINISTER)
    plan_items = _checked(items)
    with transaction.atomic():
        playbook = changes.create(Playbook, by=by, data={"items": [item.key for item in plan_items]}, **fields)
        _write(playbook, plan_items)
    return playbook


def update(
    playbook: Playbook,
    *,
    by: Member | None,
    expected_version: int | None = None,
    items: Items | None = None,
    **fields: Any,
) -> Playbook:
    """Edit a playbook of the workspace's own. `items` replaces all items, matched by key.

    When they differ, the revision goes up. Raises `Conflict` for a playbook that LaunchHub brings along.
    """
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        playbook = _own(changes.lock(playbook, expected_version))
        data = None
        if items is not None:
            plan_items = _checked(items)
            if data := _differences(playbook, plan_items):
                fields["revision"] = playbook.revision + 1
                _write(playbook, plan_items)
        return changes.change(playbook, by=by, data=data, **fields)


def copy(playbook: Playbook, *, by: Member | None, name: str = "") -> Playbook:
    """Make a playbook of the workspace's own from another one.

    Its items have the same keys: a launch that follows the one goes on with the other and keeps what it has.
    """
    require(by, Right.ADMINISTER)
    name = name or f"Copy of {playbook}"[: Playbook._meta.get_field("name").max_length]
    return create(by=by, name=name, tier=playbook.tier, items=items_of(playbook))


def put_item(
    playbook: Playbook,
    item: Mapping[str, Any],
    *,
    by: Member | None,
    key: str = "",
    expected_version: int | None = None,
) -> Playbook:
    """Add an item to a playbook, or change the one that has this key; then all stand in the order of their days.

    A new item gets a key from its title. What others change at the same time stays. Raises `ValidationError` by field
    of the item, and `Conflict` when there is no item with the key any more.
    """
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        playbook = _own(changes.lock(playbook, expected_version))
        items = {each["key"]: each for each in items_of(playbook)}
        if key and key not in items:
            raise Conflict("This item is no longer in the playbook.")
        made = checked({**item, "key": key or _new_key(item, items)})
        items[made.key] = as_dict(made)
        return update(playbook, by=by, items=sorted(items.values(), key=in_time))


def remove_item(playbook: Playbook, key: str, *, by: Member | None, expected_version: int | None = None) -> Playbook:
    """Take an item out of a playbook, if it is still there. What it became in launches stays there."""
    require(by, Right.ADMINISTER)
    with transaction.atomic():
        playbook = _own(changes.lock(playbook, expected_version))
        return update(playbook, by=by, items=[each for each in items_of(playbook) if each["key"] != key])


def delete(playbook: Playbook, *, by: Member | None, expected_version: int | None = None) -> Playbook:
    """Put a playbook into the bin. What it made in launches stays."""
    require(by, Right.ADMINISTER)
    return changes.remove(playbook, by=by, expected_version=expected_version)


def restore(playbook: Playbook, *, by: Member | None) -> Playbook:
    """Take a playbook out of the bin."""
    require(by, Right.ADMINISTER)
    return changes.restore(playbook, by=by)


def ensure_built_in(workspace: Workspace) -> None:
    """Give the workspace the playbooks that LaunchHub brings along, unless it has or had them already."""
    rows = Playbook.objects.in_workspace(workspace).filter(is_built_in=True)
    present = set(rows.values_list("external_id", flat=True))
    for fields in BUILT_IN:
        if fields["external_id"] not in present:
            create(by=None, workspace=workspace, is_built_in=True, **fields)


def apply(playbook: Playbook, launch: Launch, *, by: Member | None, dry_run: bool = False) -> Application:
    """Put the playbook's things into the launch, and return what that did; with `dry_run`, what it would do.

    Applying it again, or a newer revision, creates what is new and changes what the playbook says differently than
    last time. Nothing is deleted: what the playbook no longer has is only listed. One `playbook.applied` tells qa and
    messaging, whose handlers make gates and assets. Raises `Conflict` when the launch is over.
    """
    require(by, Right.EDIT_ROADMAP)
    if dry_run:
        _check_ahead(launch)
        return plan(playbook, launch)
    with transaction.atomic():
        # Locked, so that two people who apply at once get one plan; no event, since the launch itself stays as it is.
        launch = changes.lock(launch)
        _check_ahead(launch)
        application = plan(playbook, launch)
        application = replace(application, steps=tuple(_carry_out(step, launch, by) for step in application.steps))
        facts = [step.as_fact() for step in application.steps if step.item]
        data = {"playbook": playbook, "revision": playbook.revision, "launch_name": launch.name, "items": facts}
        record(PLAYBOOK_APPLIED, playbook, by=by, launch_id=launch.pk, launch=launch, **data)
    return application


def carry_out(event: Event, noun: str, actions: Any) -> None:
    """Make and change the things of one noun, by another app's `actions`, as a `playbook.applied` says.

    For the handlers of other apps: an event that comes twice does no more than once.
    """
    facts = [fact for fact in event.data["items"] if fact["noun"] == noun and fact["state"] in ("create", "change")]
    rows = model_of(noun).objects.in_workspace(event.workspace_id)
    present = {row.external_id: row for row in rows.filter(external_id__in=[fact["external_id"] for fact in facts])}
    launch = Launch.objects.select_related("workspace").get(pk=event.launch_id)
    for fact in facts:
        row = present.get(fact["external_id"])
        if row is None:
            actions.create(by=None, launch=launch, external_id=fact["external_id"], **fact["fields"])
        elif fact["state"] == "change":
            actions.update(row, by=None, **fact["changes"])


def _own(playbook: Playbook) -> Playbook:
    if playbook.is_built_in:
        raise Conflict(f"LaunchHub brings “{playbook}” along, and it stays as it is: copy it and change the copy.")
    return playbook


def _new_key(item: Mapping[str, Any], taken: Collection[str]) -> str:
    """Return a key that says what the item is, such as "press-briefing", and that no other has."""
    words = slugify(str(item.get("title", "")))[:50].strip("-_") or str(item.get("noun", ""))
    return next(key for key in chain([words], (f"{words}-{number}" for number in count(2))) if key not in taken)


def _check_ahead(launch: Launch) -> None:
    if launch.is_over:
        raise Conflict(f"“{launch}” is {launch.get_status_display().lower()}: there is nothing left to plan.")


def _carry_out(step: Step, launch: Launch, by: Member | None) -> Step:
    """Make or change one thing of roadmap and return the step with it; other apps do theirs when they hear of it."""
    actions = ACTIONS.get(step.noun)
    if actions is None or step.item is None:
        return step
    if step.state == "create":
        fields = fields_of(step.item) | (raci.people(step.item, launch) if step.noun == ItemNoun.RACI else {})
        return replace(step, row=actions.create(by=by, launch=launch, external_id=step.external_id, **fields))
    if step.state == "change":
        return replace(step, row=actions.update(step.row, by=by, **step.new))
    return step


def _checked(items: Items) -> list[PlaybookItem]:
    """Return the items in their order. Raises `ValidationError` on `items` with what is wrong with each."""
    if len(items) > MOST_ITEMS:
        raise ValidationError({"items": f"A playbook has up to {MOST_ITEMS} items; these are {len(items)}."})
    made: dict[str, PlaybookItem] = {}
    errors: list[str] = []
    for position, given in enumerate(items):
        try:
            item = checked(given)
            item.position = position
            if made.setdefault(item.key, item) is not item:
                raise ValidationError({"key": f"Another item has the key “{item.key}” already."})
        except ValidationError as error:
            found = error.message_dict.items()
            errors += [f"Item {position + 1}, {name}: {' '.join(messages)}" for name, messages in found]
    if errors:
        raise ValidationError({"items": errors})
    return list(made.values())


def _differences(playbook: Playbook, items: Sequence[PlaybookItem]) -> dict[str, list[str]]:
    """Return which keys are added, changed and removed; empty when nothing differs, not even the order."""
    old = items_of(playbook)
    new = [as_dict(item) for item in items]
    if old == new:
        return {}
    was, now = ({item["key"]: item for item in each} for each in (old, new))
    return {
        "added": [key for key in now if key not in was],
        "changed": [key for key in now if key in was and now[key] != was[key]],
        "removed": [key for key in was if key not in now],
    }


def _write(playbook: Playbook, items: Sequence[PlaybookItem]) -> None:
    PlaybookItem.objects.filter(playbook=playbook).delete()
    for item in items:
        item.playbook, item.workspace_id = playbook, playbook.workspace_id
    PlaybookItem.objects.bulk_create(items)
