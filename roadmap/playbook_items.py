"""What an item of a playbook becomes: a row of which model, with which fields.

Gates and assets belong to other apps. Their models are found among the dated things of all apps, so nothing of
those apps is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from launchhub.accounts.models import Hat
from launchhub.accounts.scoping import EditableModel
from launchhub.lib.text import human_list
from roadmap.dated import scheduled_models
from roadmap.models import ItemNoun, OffsetUnit, Playbook, PlaybookItem, RaciLine

FIELDS = (
    *("key", "noun", "title", "kind", "hat", "offset_days", "offset_unit"),
    *("blocks_launch", "required", "details"),
)
"""What people say about an item."""

ANCHOR = ("offset_days", "offset_unit")


@dataclass(frozen=True, slots=True)
class Target:
    """Where the values of an item go."""

    title: str
    """The field that takes the title."""

    columns: tuple[str, ...]
    """Columns of the item that the row has too."""

    details: tuple[str, ...]
    """What an item may say in its details: more fields of the row or, for a RACI line, hats to ask and to tell."""


TARGETS: dict[str, Target] = {
    ItemNoun.MILESTONE: Target("name", ("kind", "hat", *ANCHOR), ("length_days", "note")),
    ItemNoun.TASK: Target("title", ("hat", "blocks_launch", *ANCHOR), ("note",)),
    ItemNoun.GATE: Target("name", ("kind", "required", *ANCHOR), ("quorum", "four_eyes")),
    ItemNoun.ASSET: Target("title", ("kind", *ANCHOR), ("locale", "prints_date")),
    ItemNoun.RACI: Target("what", ("hat",), ("consulted", "informed")),
}


def model_of(noun: str) -> Any:
    """Return the model of the things that items of this noun become."""
    models: list[type[EditableModel]] = [*scheduled_models(), RaciLine]
    return next(model for model in models if model.noun == noun)


def fields_of(item: PlaybookItem) -> dict[str, Any]:
    """Return the fields that the item sets in a launch, without people and the place in time of the launch itself."""
    target = TARGETS[item.noun]
    fields = {target.title: item.title} | {name: getattr(item, name) for name in target.columns}
    return fields if item.noun == ItemNoun.RACI else fields | item.details


def default_of(noun: str, name: str) -> Any:
    """Return what a detail of a noun is where nobody says anything about it."""
    return [] if noun == ItemNoun.RACI else model_of(noun)._meta.get_field(name).get_default()


def as_dict(item: PlaybookItem) -> dict[str, Any]:
    """Return what people said about the item."""
    return {name: getattr(item, name) for name in FIELDS}


def items_of(playbook: Playbook) -> list[dict[str, Any]]:
    """Return what people said about the items of a playbook, in their order. One query."""
    return [as_dict(item) for item in PlaybookItem.objects.filter(playbook=playbook).order_by("position")]


def in_time(item: Mapping[str, Any]) -> tuple[bool, float]:
    """Return a sort key for what people said about an item: RACI lines first, then by day.

    Working days are taken for what they mostly are, five a week.
    """
    days, is_working = item["offset_days"], item["offset_unit"] == OffsetUnit.WORKING
    return (days is not None, (days or 0) * (7 / 5 if is_working else 1))


def checked(given: Mapping[str, Any]) -> PlaybookItem:
    """Return a new item that its noun can become. Raises `ValidationError` by field."""
    if unknown := given.keys() - set(FIELDS):
        raise ValidationError({name: f"There is no field “{name}”." for name in unknown})
    item = PlaybookItem(**given)
    item.clean_fields(exclude=["id", "workspace", "playbook"])
    _check_columns(item)
    _check_details(item)
    _check_row(item)
    return item


def _check_columns(item: PlaybookItem) -> None:
    """Refuse what the noun does not have and ask for what it needs; the hat of gates and assets is given."""
    target, errors = TARGETS[item.noun], {}
    for name in ("kind", "offset_days", "blocks_launch", "required"):
        column = PlaybookItem._meta.get_field(name)
        if name not in target.columns and getattr(item, name) != column.get_default():  # type: ignore[union-attr]
            errors[name] = f"What becomes “{item.noun}” has no {name}: leave it out."
    if "offset_days" in target.columns and item.offset_days is None:
        errors["offset_days"] = "Say how many days after the launch; -14 is two weeks before it."
    if "hat" not in target.columns:
        fixed: str = model_of(item.noun).hat
        item.hat = item.hat or fixed
        if item.hat != fixed:
            errors["hat"] = f"This always counts in the {fixed} track."
    elif not item.hat:
        errors["hat"] = f"Say in which track this counts: {human_list(Hat.values, 'or')}."
    if errors:
        raise ValidationError(errors)


def _check_details(item: PlaybookItem) -> None:
    known = TARGETS[item.noun].details
    if not isinstance(item.details, dict) or item.details.keys() - set(known):
        raise ValidationError({"details": f"Write an object with {human_list(known, 'or')}, or an empty one."})
    if item.noun == ItemNoun.RACI:
        for name, hats in item.details.items():
            if not isinstance(hats, list) or set(map(str, hats)) - set(Hat.values):
                raise ValidationError({"details": f"“{name}” is a list of hats: {human_list(Hat.values)}."})


def _check_row(item: PlaybookItem) -> None:
    """Let the row that the item would become judge its values, and keep them as the row understands them."""
    row = model_of(item.noun)(**fields_of(item))
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields if field.is_relation})
        row.clean()
    except ValidationError as error:
        target = TARGETS[item.noun]
        places = {target.title: "title"} | {name: name for name in target.columns}
        errors: dict[str, list[str]] = {}
        for name, messages in error.message_dict.items():
            place = places.get(name, "details")
            errors.setdefault(place, []).extend(f"{name}: {text}" if place == "details" else text for text in messages)
        raise ValidationError(errors) from error
    if item.noun != ItemNoun.RACI:
        item.details = {name: getattr(row, name) for name in item.details}
