"""What the date ledger teaches: how often launches slip, by how much, for which reasons, and what buffer that suggests.

A slip is a move to later; a shift is how much later (or, below zero, earlier) than its first date a launch is planned
now, all moves together. Counts are of launches' own dates; features and milestones that moved are not among them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import Min, Sum
from django.db.models.fields.json import KT

from launchhub.accounts.models import Hat, Member
from launchhub.events.models import Event
from roadmap.ledger import end_of
from roadmap.models import DateMove, Launch, LaunchProduct, LaunchStatus, Voice

HAPPENED = (LaunchStatus.LAUNCHED, LaunchStatus.CLOSED)
ENOUGH = 3
"""Launches that have happened from which on a buffer is suggested."""

EARLY = dt.timedelta(days=30)
"""A brief is early when it was written so long before the first date of its launch."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One move of a launch to later."""

    launch_id: uuid.UUID
    tier: int
    reason: str
    days: int


@dataclass(frozen=True, slots=True)
class Figure:
    """How often something slipped, and by how many days."""

    key: Any
    slips: int
    days: int
    median: float
    longest: int


def figure(key: Any, days: Sequence[int]) -> Figure:
    """Sum slips up. Pure."""
    return Figure(key, len(days), sum(days), float(median(days)) if days else 0.0, max(days, default=0))


def figures(slips: Iterable[Slip], keys_of: Callable[[Slip], Iterable[Any]]) -> list[Figure]:
    """Sum slips up by what they belong to, the most days first; one may belong to several. Pure."""
    found: dict[Any, list[int]] = defaultdict(list)
    for slip in slips:
        for key in keys_of(slip):
            found[key].append(slip.days)
    return sorted((figure(key, days) for key, days in found.items()), key=lambda each: (-each.days, str(each.key)))


def half_by(shifts: Iterable[int]) -> int:
    """Return the greatest number of days by which at least half of the launches are later than first planned. Pure."""
    ordered = sorted(shifts, reverse=True)
    return ordered[(len(ordered) + 1) // 2 - 1]


@dataclass(frozen=True, slots=True)
class Buffer:
    """How much later than first planned half of the launches of a tier went live."""

    tier: int
    launches: int
    days: int


@dataclass(frozen=True, slots=True)
class Voices:
    """How launches fared for which a hat wrote its brief early, and the others: how many, and their median shift."""

    hat: str
    early: int
    early_median: float | None
    others: int
    others_median: float | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which slips: of which launches, and in which time. Days are those of the workspace, both within."""

    after: dt.date | None = None
    before: dt.date | None = None
    product: Any = None
    tier: int | None = None
    launch: Any = None

    def launches(self, member: Member) -> Any:
        """Return the launches that the member sees and that are meant."""
        rows = Launch.objects.visible_to(member)
        if self.product:
            rows = rows.filter(pk__in=LaunchProduct.objects.filter(product=self.product).values("launch"))
        if self.tier:
            rows = rows.filter(tier=self.tier)
        return rows.filter(pk=self.launch.pk) if self.launch else rows

    def lines(self, member: Member) -> Any:
        """Return the lines of the ledger that are slips, newest first."""
        rows = DateMove.objects.visible_to(member).filter(subject_type=Launch.noun, days__gt=0)
        rows = rows.filter(launch__in=self.launches(member).values("pk"))
        if self.after:
            rows = rows.filter(created_at__gt=end_of(self.after - dt.timedelta(1), member.workspace))
        if self.before:
            rows = rows.filter(created_at__lte=end_of(self.before, member.workspace))
        return rows.newest_first()


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures of a scope. Keys: a reason, a tier, the id of a product or of a launch."""

    whole: Figure
    by_reason: list[Figure] = field(default_factory=list)
    by_tier: list[Figure] = field(default_factory=list)
    by_product: list[Figure] = field(default_factory=list)
    by_launch: list[Figure] = field(default_factory=list)
    buffers: list[Buffer] = field(default_factory=list)
    voices: list[Voices] = field(default_factory=list)


def statistics(scope: Scope, member: Member) -> Statistics:
    """Return the figures of what the member sees. Five queries, however many launches and slips there are."""
    lines = scope.lines(member).values_list("launch", "launch__tier", "reason", "days")
    slips = [Slip(*line) for line in lines]
    launches = _with_shift(scope.launches(member), member.workspace_id)
    ids = {slip.launch_id for slip in slips}
    products: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for launch, product in LaunchProduct.objects.filter(launch__in=ids).values_list("launch", "product"):
        products[launch].append(product)
    return Statistics(
        whole=figure(None, [slip.days for slip in slips]),
        by_reason=figures(slips, lambda slip: [slip.reason]),
        by_tier=figures(slips, lambda slip: [slip.tier]),
        by_product=figures(slips, lambda slip: products[slip.launch_id]),
        by_launch=figures(slips, lambda slip: [slip.launch_id]),
        buffers=list(_buffers(launches)),
        voices=_voices(launches, member),
    )


def _with_shift(launches: Any, workspace: uuid.UUID) -> list[dict[str, Any]]:
    """Return what is known of each launch with a date: id, tier, status, date, and its shift in days. Two queries."""
    moves = DateMove.objects.filter(workspace=workspace, subject_type=Launch.noun, launch__in=launches.values("pk"))
    between_dates = moves.filter(old__isnull=False, new__isnull=False).order_by()
    shifts = dict(between_dates.values_list("subject_id").annotate(Sum("days")))
    dated = launches.filter(date__isnull=False).order_by("pk").values("pk", "tier", "status", "date")
    return [launch | {"shift": shifts.get(launch["pk"], 0)} for launch in dated]


def _buffers(launches: Sequence[dict[str, Any]]) -> Iterable[Buffer]:
    for tier in sorted({launch["tier"] for launch in launches}):
        shifts = [each["shift"] for each in launches if each["tier"] == tier and each["status"] in HAPPENED]
        if len(shifts) >= ENOUGH:
            yield Buffer(tier, len(shifts), half_by(shifts))


def _voices(launches: Sequence[dict[str, Any]], member: Member) -> list[Voices]:
    """Compare launches by how early each hat wrote its brief, as the spine tells; nothing before there is one."""
    # Of all launches: there are few briefs among the many events of each launch.
    written = Event.objects.filter(workspace=member.workspace_id, kind="brief.created")
    earliest = written.values_list("launch_id", KT("data__fields__hat")).annotate(at=Min("happened_at"))
    meant = {launch["pk"] for launch in launches}
    first = {(launch, hat): moment.date() for launch, hat, moment in earliest if launch in meant}
    if not first:
        return []
    return [_compared(Hat(voice), first, launches) for voice in Voice]


def _compared(hat: Hat, first: dict[Any, dt.date], launches: Sequence[dict[str, Any]]) -> Voices:
    early: list[int] = []
    others: list[int] = []
    for launch in launches:
        planned = launch["date"] - dt.timedelta(launch["shift"])
        written = first.get((launch["pk"], hat))
        (early if written and written <= planned - EARLY else others).append(launch["shift"])
    return Voices(
        hat, len(early), float(median(early)) if early else None, len(others), float(median(others)) if others else None
    )
