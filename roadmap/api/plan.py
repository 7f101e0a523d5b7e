"""One change for many tasks and milestones of a launch, over REST."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rest_framework import serializers

from launchhub.accounts.models import Member
from launchhub.api.fields import LinkField, TextField
from launchhub.api.serializers import Strict
from launchhub.lib.dates import MAX_OFFSET
from launchhub.lib.errors import NotAll
from roadmap.actions.plan import MOST, VERBS, Thing
from roadmap.api.bulk import unclear
from roadmap.models import Launch, Milestone, MoveReason, OffsetUnit, Task

MODELS: dict[str, Any] = {model.noun: model for model in (Task, Milestone)}
TAKES = {
    "assign": {"assignee"},
    "shift": {"days", "unit", "reason", "note"},
    "anchor": {"unit"},
    "skip": {"reason"},
}
NEEDS = {"assign": {"assignee"}, "shift": {"days"}, "skip": {"reason"}}


class ThingSerializer(Strict):
    """A task or a milestone. `version` is the one that you know, when it has to be the present one."""

    type = serializers.ChoiceField(sorted(MODELS))
    id = serializers.UUIDField()
    version = serializers.IntegerField(required=False)


class PlanChangeSerializer(Strict):
    """What is done to all things. `assign` needs `assignee` (null is nobody), `shift` `days`, `skip` a `reason`."""

    do = serializers.ChoiceField(list(VERBS))
    things = ThingSerializer(many=True, allow_empty=False, max_length=MOST)  # type: ignore[call-arg]  # of its list
    assignee = LinkField(queryset=Member.objects.all(), required=False, allow_null=True)
    days = serializers.IntegerField(
        required=False, min_value=-MAX_OFFSET, max_value=MAX_OFFSET, help_text="By how many days, -3 is earlier."
    )
    unit = serializers.ChoiceField(OffsetUnit.choices, required=False, help_text="Which days are counted.")
    reason = TextField(required=False, help_text="Why it is skipped; why milestones are shifted, as in a date move.")
    note = TextField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the change has no use for, and ask for what it needs."""
        do, given = attrs["do"], attrs.keys() - {"do", "things"}
        errors = {name: f"“{do}” has no {name}: leave it out." for name in given - TAKES.get(do, set())}
        errors |= dict.fromkeys(NEEDS.get(do, set()) - given, f"“{do}” needs this.")
        if do == "shift" and attrs.get("reason", MoveReason.UNSPECIFIED) not in MoveReason.values:
            errors["reason"] = f"Use one of {', '.join(MoveReason.values)}."
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


def things_of(
    launch: Launch, named: Sequence[dict[str, Any]], member: Member, *, in_bin: bool
) -> tuple[list[Thing], dict[uuid.UUID, int]]:
    """Return the things of a launch that a request names, and the versions that it knows. Raises by place."""
    found: dict[Any, Thing] = {}
    for noun, model in MODELS.items():
        rows = model.objects.deleted_for(member) if in_bin else model.objects.visible_to(member)
        rows = rows.filter(launch=launch, pk__in=[each["id"] for each in named if each["type"] == noun])
        found |= {row.pk: row for row in rows.select_related("launch__workspace", "workspace")}
    ids = [each["id"] for each in named]
    if any(errors := [unclear(pk, ids, found) for pk in ids]):
        raise serializers.ValidationError({"things": errors})
    return [found[pk] for pk in ids], {each["id"]: each["version"] for each in named if "version" in each}


@contextmanager
def in_things() -> Iterator[None]:
    """Let what is wrong with one of the things point to its place in `things`."""
    try:
        yield
    except NotAll as error:
        raise serializers.ValidationError({"things": error.errors}) from error
