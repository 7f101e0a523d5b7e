"""The portfolio: which launches, in which order, with how ready each is; the same for the page and for its files."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import F, Q
from django.http import QueryDict

from launchhub.accounts.models import Member
from launchhub.accounts.models.members import name_at
from launchhub.web.paging import MOST
from roadmap.models import Launch, LaunchStatus, Product, Tier
from roadmap.models.launches import OVER
from roadmap.remembered import Shown, readiness_for

VERDICTS = ("no_go", "at_risk", "on_track")
"""The worst first."""

COLUMNS = {
    "verdict": "Verdict",
    "confidence": "Confidence",
    "name": "Launch",
    "date": "Date",
    "slips": "Slips",
    "next": "Next",
    "tier": "Tier",
    "owner": "Owner",
}
"""What one may sort by, with the heading."""

STORED = {"name": "name", "date": "date", "slips": "slipped_days", "tier": "tier", "owner": "owner_name"}
FILTERS = ("q", "ahead", "owner", "status", "tier", "product", "verdict")

HEADINGS = (
    *("Launch", "Products", "Tier", "Status", "Verdict", "Confidence", "Date", "As known", "Done", "Of"),
    *("Slips", "Days slipped", "Next", "Next due", "Owner"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks for; what it names that does not exist filters and sorts nothing."""

    asked: QueryDict
    sort: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Selection:
        """Read an address."""
        sort = asked.get("sort", "")
        return cls(asked, sort if sort.removeprefix("-") in COLUMNS else "")

    @property
    def is_filtered(self) -> bool:
        """Whether not all launches are shown."""
        return any(self.asked.get(name) for name in FILTERS)

    @property
    def verdict(self) -> str:
        """The verdict that is asked for; "" for any."""
        asked = self.asked.get("verdict", "")
        return asked if asked in VERDICTS else ""

    def rows(self, member: Member) -> Any:
        """Return the launches, in the order that is asked for as far as PostgreSQL knows it."""
        rows = self._filtered(member).annotate(owner_name=name_at("owner")).with_slips()
        column = STORED.get(self.sort.removeprefix("-"))
        if column is None:
            return rows.nearest_first()
        order = F(column).desc(nulls_last=True) if self.sort.startswith("-") else F(column).asc(nulls_last=True)
        return rows.order_by(order, "id")

    def found(self, member: Member) -> Any:
        """Return the launches as a queryset, or as a list of ids when readiness decides which and in what order.

        Readiness is remembered, not stored, so that takes the first `MOST` of them.
        """
        rows, by = self.rows(member), self.sort.removeprefix("-")
        if by not in JUDGED and not self.verdict:
            return rows
        states = dict(rows.values_list("pk", "status")[:MOST])
        ready = readiness_for(member, list(states))
        ids = [pk for pk in states if not self.verdict or self.verdict == verdict_of(ready[pk], states[pk])]
        if key := JUDGED.get(by):
            known = [pk for pk in ids if key(ready[pk], states[pk]) is not None]
            known.sort(key=lambda pk: key(ready[pk], states[pk]), reverse=self.sort.startswith("-"))
            ids = known + [pk for pk in ids if key(ready[pk], states[pk]) is None]
        return ids

    def _filtered(self, member: Member) -> Any:
        rows, asked = Launch.objects.visible_to(member), self.asked
        if words := asked.get("q", "").strip().replace("\0", ""):
            rows = rows.filter(Q(name__icontains=words) | Q(summary__icontains=words))
        if asked.get("ahead") or self.verdict:
            rows = rows.ahead()
        if asked.get("owner") == "me":
            rows = rows.filter(owner=member)
        if asked.get("status") in LaunchStatus.values:
            rows = rows.filter(status=asked["status"])
        if asked.get("tier") in {str(tier) for tier in Tier.values}:
            rows = rows.filter(tier=asked["tier"])
        if product := _id(asked.get("product")):
            rows = rows.filter(products__in=Product.objects.visible_to(member).filter(pk=product))
        return rows


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def verdict_of(ready: Shown, status: str) -> str:
    """Return what is shown as the state of a launch: its status when nothing is ahead or it rests, else the verdict."""
    return status if status in OVER or status == LaunchStatus.ON_HOLD else ready.verdict


def _by_verdict(ready: Shown, status: str) -> Any:
    verdict = verdict_of(ready, status)
    return VERDICTS.index(verdict) if verdict in VERDICTS else None


def _by_confidence(ready: Shown, status: str) -> Any:
    return ready.points


def _by_next(ready: Shown, status: str) -> Any:
    return None if status in OVER else ready.next_due


JUDGED = {"verdict": _by_verdict, "confidence": _by_confidence, "next": _by_next}
"""What one may sort by that readiness knows, not PostgreSQL: from readiness and status to a key, None for last."""


def rows_of(page: Sequence[Any]) -> list[Launch]:
    """Return a page of what `found` gave as launches, in its order. One query at most."""
    if not page or isinstance(page[0], Launch):
        return list(page)
    rows = Launch.objects.filter(pk__in=page).annotate(owner_name=name_at("owner")).with_slips()
    by_id = {row.pk: row for row in rows}
    return [by_id[pk] for pk in page if pk in by_id]


def progress_of(ready: Shown) -> tuple[int, int]:
    """Return how many checks of a launch are done, and how many there are."""
    tracks = orjson.loads(ready.json)["tracks"]
    return sum(track["done"] for track in tracks), sum(track["total"] for track in tracks)


def confidence_of(ready: Shown) -> dict[str, Any] | None:
    """Return the confidence in the date of a launch with its reasons; None where nothing is said of it."""
    found: dict[str, Any] | None = orjson.loads(ready.confidence)
    return found


def products_of(member: Member, launch_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return the names of the products of each launch, as far as the member sees them. One query."""
    seen = Product.objects.visible_to(member).filter(launches__in=launch_ids).order_by("name")
    names: dict[uuid.UUID, list[str]] = defaultdict(list)
    for launch_id, name in seen.values_list("launches", "name"):
        names[launch_id].append(name)
    return names


def sheet(launches: Sequence[Any], ready: Mapping[Any, Shown], products: Mapping[Any, list[str]]) -> Iterator[Any]:
    """Yield a line for each launch under `HEADINGS`."""
    for launch in launches:
        shown = ready[launch.pk]
        done, total = progress_of(shown)
        yield (
            launch.name, ", ".join(products.get(launch.pk, ())), launch.get_tier_display(), launch.get_status_display(),
            "" if launch.is_over else shown.verdict, "" if shown.points is None else str(shown.points),
            launch.date or "", launch.shown_date, str(done), str(total), str(launch.slips), str(launch.slipped_days),
            "" if launch.is_over else shown.next_title, "" if launch.is_over else shown.next_due or "",
            launch.owner_name,
        )  # fmt: skip
