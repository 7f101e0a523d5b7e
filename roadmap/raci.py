"""Who answers for what: the accountable of a track, tracks without one, people with too much, and suggestions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Subquery, TextField, Value
from django.db.models.functions import Concat

from launchhub.accounts.models import Member, Workspace
from launchhub.events.kinds import Source
from launchhub.events.models import Event
from launchhub.lib.prepared import planned
from launchhub.lib.text import plural
from roadmap.memory import counts, number_by
from roadmap.models import (
    Feature,
    Launch,
    RaciConsulted,
    RaciInformed,
    RaciLine,
    RaciResponsible,
    Task,
)
from roadmap.models.launches import OVER

TOO_MANY_LINES = 5
TOO_MANY_TASKS = 12
"""How many lines to answer for, or open tasks, of launches ahead are more than one person can look after well."""

PARTS = {"responsible for": RaciResponsible, "consulted on": RaciConsulted, "informed of": RaciInformed}


def accountable(event: Event) -> Any:
    """Who is accountable for a part of the launch that the event concerns."""
    rows = RaciLine.objects.in_workspace(event.workspace_id).alive().filter(launch=event.launch_id)
    return rows.values_list("accountable", _because("accountable for", "what", F("launch__name")))


def _part(words: str, model: Any) -> Source:
    def source(event: Event) -> Any:
        rows = model.objects.filter(line__launch=event.launch_id, line__deleted_at__isnull=True)
        # To join the launch here would take PostgreSQL longer to plan than all the rest.
        launch = Subquery(Launch.objects.in_workspace(event.workspace_id).filter(pk=event.launch_id).values("name"))
        return rows.values_list("member", _because(words, "line__what", launch))

    return source


def _because(words: str, what: str, launch: F | Subquery) -> Concat:
    return Concat(Value(f"you are {words} “"), F(what), Value("” of "), launch, output_field=TextField())


RACI_MEMBERS: tuple[Source, ...] = (accountable, *(_part(words, model) for words, model in PARTS.items()))
"""Everyone in a RACI line watches the launch on their own."""


def accountable_for(launch: Launch, hat: str) -> list[Member]:
    """Return who is accountable for a track of the launch, in the order of its lines."""
    lines = RaciLine.objects.answered_for().filter(launch=launch, hat=hat).order_by("pk")
    return list({line.accountable_id: line.accountable for line in lines.select_related("accountable__user")}.values())


def gaps(tracks: Mapping[uuid.UUID, Iterable[str]]) -> dict[uuid.UUID, list[str]]:
    """Return which of the given hats of each launch (by id) have nobody accountable. One query."""
    answered = set(_answered(launch_ids=list(tracks)))
    return {launch_id: [hat for hat in hats if (launch_id, hat) not in answered] for launch_id, hats in tracks.items()}


@planned
def _answered(launch_ids: Any) -> Any:
    return RaciLine.objects.answered_for().filter(launch__among=launch_ids).values_list("launch", "hat").distinct()


@dataclass(frozen=True, slots=True)
class Load:
    """What a member carries in all launches that are still to come."""

    member: Member
    lines: int
    open_tasks: int

    @property
    def in_words(self) -> str:
        """What that is, for people: "3 open tasks, answers for 1 line"."""
        return f"{plural(self.open_tasks, 'open task')}, answers for {plural(self.lines, 'line')}"

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return {
            "member": self.member.pk,
            "name": self.member.name,
            "open_tasks": self.open_tasks,
            "lines": self.lines,
            "overloaded": self.is_too_much,
        }

    @property
    def is_too_much(self) -> bool:
        """Whether that is more than one person can look after well."""
        return self.lines > TOO_MANY_LINES or self.open_tasks > TOO_MANY_TASKS


def loads(workspace: Workspace) -> list[Load]:
    """Return what everybody carries who is a member, or was one. It is remembered for as long as nothing happens."""
    lines = RaciLine.objects.in_workspace(workspace).ahead()
    tasks = Task.objects.in_workspace(workspace).alive().unfinished().exclude(launch__status__in=OVER)
    answered, given = counts(
        workspace,
        lines_of_members=lambda: number_by("accountable", lines),
        tasks_of_members=lambda: number_by("assignee", tasks.exclude(assignee=None)),
    )
    members = Member.objects.in_workspace(workspace).select_related("user")
    return [Load(member, answered.get(member.pk, 0), given.get(member.pk, 0)) for member in members]


def overloads(launch: Launch, carried: Iterable[Load]) -> list[Load]:
    """Return those of the loads that are too much, of people in the grid of the launch, the heaviest first."""
    people = set(people_of(launch).values_list("pk", flat=True))
    found = [load for load in carried if load.is_too_much and load.member.pk in people]
    return sorted(found, key=lambda load: (-load.open_tasks - load.lines, load.member.name))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A member who may take a part of a launch, and why."""

    load: Load
    wears_hat: bool
    skills: tuple[str, ...]

    @property
    def why(self) -> str:
        """Why they fit and what they carry already: "wears the hat, knows press; 3 open tasks, answers for 1 line"."""
        fits = (["wears the hat"] if self.wears_hat else []) + [f"knows {skill}" for skill in self.skills]
        return f"{', '.join(fits)}; {self.load.in_words}"

    def as_dict(self) -> dict[str, Any]:
        """Return it as the API shows it."""
        return self.load.as_dict() | {"wears_hat": self.wears_hat, "skills": list(self.skills)}


def people_of(launch: Launch) -> Any:
    """Return the members who have a part in any RACI line of the launch."""
    lines = RaciLine.objects.alive().filter(launch=launch)
    parts = [model.objects.filter(line__in=lines).values("member") for model in PARTS.values()]
    return Member.objects.filter(pk__in=lines.values("accountable").union(*parts))


def suggest(launch: Launch, hat: str, *, what: str = "") -> list[Suggestion]:
    """Return who may take a track of the launch, the likeliest first.

    By hat, then by how many of their skills are labels of the launch's features or words in `what`, then by how little
    they carry now. Members with neither hat nor skill are left out, and guests.
    """
    return suggest_each(launch, [(hat, what)], loads(launch.workspace))[0]


def suggest_each(launch: Launch, wanted: Sequence[tuple[str, str]], carried: Iterable[Load]) -> list[list[Suggestion]]:
    """Return for each track and what is to be done in it who may take it, as `suggest` does. One query in all."""
    labels = Feature.objects.alive().filter(launch=launch).values_list("labels", flat=True)
    known = {label.casefold() for each in labels for label in each}
    free = [load for load in carried if load.member.deleted_at is None and not load.member.is_guest]
    return [_suggested(free, hat, known | set(what.casefold().split())) for hat, what in wanted]


def _suggested(loads: Iterable[Load], hat: str, words: set[str]) -> list[Suggestion]:
    found = [Suggestion(load, hat in load.member.hats, _fitting(load.member.skills, words)) for load in loads]
    return sorted((each for each in found if each.wears_hat or each.skills), key=_likeliest_first)


def _likeliest_first(each: Suggestion) -> tuple[bool, int, int, int, str]:
    load = each.load
    return (not each.wears_hat, -len(each.skills), load.open_tasks, load.lines, load.member.name)


def _fitting(skills: Sequence[str], wanted: set[str]) -> tuple[str, ...]:
    return tuple(skill for skill in skills if skill.casefold() in wanted)
