"""A playbook as its page shows it: what falls into which week before and after a launch, and who answers for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from launchhub.accounts.models import Hat
from launchhub.lib.text import human_list, plural
from roadmap.models import ItemNoun, PlaybookItem
from roadmap.placing import show_place
from roadmap.playbook_items import as_dict, default_of, in_time, model_of


class Row(NamedTuple):
    """One item in words."""

    key: str
    title: str
    word: str
    """What it becomes: "Task", "Gate, security"."""

    hat: str
    place: str
    """The day, as `show_place` writes it; "" for what has none."""

    facts: Sequence[str]
    """What else is said about it."""


class Week(NamedTuple):
    """What falls into a week, as counted from the launch."""

    title: str
    rows: Sequence[Row]


def weeks(items: Iterable[PlaybookItem]) -> list[Week]:
    """Return the items that have a day, in the order of their days."""
    dated = sorted((item for item in items if item.offset_days is not None), key=lambda item: in_time(as_dict(item)))
    return [Week(title, [_row(item) for item in part]) for title, part in groupby(dated, _week)]


def lines(items: Iterable[PlaybookItem]) -> list[Row]:
    """Return the items that have no day: who answers for what."""
    return [_row(item) for item in items if item.offset_days is None]


def _week(item: PlaybookItem) -> str:
    _, days = in_time(as_dict(item))
    if days == 0:
        return "Launch day"
    number, side = -int(-abs(days) // 7), "before" if days < 0 else "after"
    return f"The week {side} the launch" if number == 1 else f"{number} weeks {side} the launch"


def _row(item: PlaybookItem) -> Row:
    place = show_place(None, item.offset_days, item.offset_unit)
    return Row(item.key, item.title, _word(item), item.hat, place, list(_facts(item)))


def _word(item: PlaybookItem) -> str:
    kinds = dict(model_of(item.noun)._meta.get_field("kind").choices) if item.kind else {}
    kind = str(kinds.get(item.kind, item.kind))
    noun = ItemNoun(item.noun).label
    if item.noun == ItemNoun.MILESTONE:
        return kind
    return f"{noun}, {kind[:1].lower()}{kind[1:]}" if kind else noun


def _facts(item: PlaybookItem) -> Iterable[str]:
    said = item.details
    if length := said.get("length_days"):
        yield f"lasts {plural(length, 'day')}, until {show_place(None, (item.offset_days or 0) + length, 'calendar')}"
    if item.blocks_launch:
        yield "blocks the launch"
    if item.noun == ItemNoun.GATE and not item.required:
        yield "not required"
    if said.get("quorum", 1) > 1:
        yield f"{said['quorum']} approvals"
    if said.get("four_eyes"):
        yield "four eyes"
    if item.noun == ItemNoun.ASSET and said.get("locale", "") not in ("", default_of(item.noun, "locale")):
        yield f"language {said['locale']}"
    if said.get("prints_date"):
        yield "states the date"
    for part in ("consulted", "informed"):
        if hats := said.get(part):
            yield f"{part}: {human_list([Hat(hat).label for hat in hats])}"
    if note := said.get("note"):
        yield note
