"""milestones.csv: the schedule of each release, on the dates that were published first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from launchhub.accounts.models import Hat
from launchhub.hub.train.context import Train
from launchhub.hub.train.reading import Row, Source, counted, rows_of
from roadmap.actions import history
from roadmap.models import Milestone, MilestoneKind

FILE = "milestones.csv"
COLUMNS = (
    *("milestone_id", "release_id", "milestone_key", "title", "owner_role", "week", "area", "signal", "tentative"),
    *("planned_date_first", "planned_date", "planned_end_date", "actual_date", "source_text"),
)
HATS = {"engineering": Hat.ENGINEERING, "docs": Hat.SUPPORT, "marketing": Hat.MARKETING}
"""The track of an area; coordination, product and what happens outside count as product's."""


def load(train: Train) -> set[str]:
    """Take in the milestones, pinned, and return the ids of those that were not here yet."""
    rows = rows_of(train.folder, FILE, COLUMNS)
    fresh = {row["milestone_id"] for row in rows} - train.present("milestones")
    fields = {
        "external_id": Source("milestone_id"),
        "launch": Source("release_id"),
        "name": Source("title"),
        "kind": Source("milestone_key", _kind),
        "hat": Source("area", lambda row: HATS.get(row["area"], Hat.PRODUCT)),
        "due": Source("planned_date_first").where("milestone_id", fresh),
        "end": Source("planned_end_date", _end).where("milestone_id", fresh),
        "actual_date": Source("actual_date"),
        "note": Source("source_text", _note),
    }
    tentative = [row for row in rows if row["tentative"] == "true"]
    notes = counted(tentative, "tentative", "are tentative; their note says so", "milestone_id")
    train.take_in(FILE, "milestones", rows, fields, notes=notes)
    return fresh


def anchor(train: Train, added: Collection[str]) -> None:
    """Tie new milestones to their launch where they stand now, so that they move with it from here on."""
    rows = Milestone.objects.in_workspace(train.by.workspace).filter(external_id__in=added)
    history.anchor(rows.select_related("launch"), by=None)


def _kind(row: Row) -> str:
    return MilestoneKind.FREEZE if row["milestone_key"].endswith("_freeze") else MilestoneKind.MILESTONE


def _end(row: Row) -> str:
    """Return the end for the date planned first: what lasts keeps its length when it moves."""
    if not row["planned_end_date"]:
        return ""
    start, end, first = (
        dt.date.fromisoformat(row[name]) for name in ("planned_date", "planned_end_date", "planned_date_first")
    )
    return (first + (end - start)).isoformat()


def _note(row: Row) -> str:
    said = {"Owner": "owner_role", "Week": "week", "Signal": "signal", "As published": "source_text"}
    lines = [f"{label}: {row[column]}" for label, column in said.items() if row[column]]
    return "\n".join([*lines, *(["Tentative."] if row["tentative"] == "true" else [])])
