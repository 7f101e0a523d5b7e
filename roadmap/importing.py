"""What roadmap can take in from tables."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from launchhub.accounts.models import Hat, Member
from launchhub.imports import columns as of
from launchhub.imports.columns import Field
from launchhub.imports.registry import Importable, register
from roadmap.actions import dependencies, features, launches, milestones, products, raci, tasks
from roadmap.models import (
    Dependency,
    DependencyKind,
    Feature,
    FeatureStatus,
    Launch,
    LaunchStatus,
    Milestone,
    MilestoneKind,
    OffsetUnit,
    Precision,
    Product,
    RaciLine,
    Task,
    TaskStatus,
    Tier,
)


def _plan(*, by: Member, **fields: Any) -> Launch:
    """Plan a launch that whoever imports it owns, unless the table says otherwise."""
    return launches.create(by=by, **({"owner": by} | fields))


DATED = (
    Field("launch", of.reference(Launch), required=True, aliases=("release", "release id")),
    Field("due", of.date, aliases=("date", "due date", "planned date"), help="A fixed date: the thing is pinned."),
    Field(
        "offset_days",
        of.number,
        aliases=("offset",),
        help="Days from the launch; it moves along.",
    ),
    Field("offset_unit", of.choice(OffsetUnit)),
)

register(
    Importable(
        "products",
        Product,
        (
            Field("name", of.text, required=True, aliases=("product", "title")),
            Field("key", of.text, required=True),
            Field("vision", of.text),
            Field("strategy", of.text),
            Field("owner", of.reference(Member)),
        ),
        products,
    ),
    Importable(
        "launches",
        Launch,
        (
            Field("name", of.text, required=True, aliases=("launch", "release", "title")),
            Field("products", of.references(Product), required=True, aliases=("product",)),
            Field("owner", of.reference(Member), help="Whoever imports, unless it is said here."),
            Field("date", of.date, aliases=("launch date", "release date", "planned date")),
            Field("precision", of.choice(Precision)),
            Field("tier", of.choice(Tier)),
            Field("status", of.choice(LaunchStatus)),
            Field("summary", of.text, aliases=("theme", "description")),
            Field("build", of.text),
            Field("actual_date", of.date),
        ),
        SimpleNamespace(create=_plan, update=launches.update, restore=launches.restore),
    ),
    Importable(
        "features",
        Feature,
        (
            Field("title", of.text, required=True, aliases=("feature", "feature name", "name", "item")),
            Field("product", of.reference(Product), required=True),
            Field("description", of.text, aliases=("one line release note description",)),
            Field("status", of.choice(FeatureStatus)),
            Field("reason", of.text, help="Why it is parked or cut."),
            Field("launch", of.reference(Launch), aliases=("release", "release id")),
            Field("owner", of.reference(Member), aliases=("assignee",)),
            Field("start", of.date),
            Field("target", of.date, aliases=("target date", "due", "due date")),
            Field("labels", of.words, aliases=("tags", "sig")),
            Field("external_url", of.text, aliases=("url", "link", "proposal link")),
        ),
        features,
    ),
    Importable(
        "milestones",
        Milestone,
        (
            Field("name", of.text, required=True, aliases=("milestone", "title")),
            *DATED,
            Field("kind", of.choice(MilestoneKind)),
            Field("end", of.date, aliases=("end date", "planned end date")),
            Field("actual_date", of.date),
            Field("hat", of.choice(Hat)),
            Field("owner", of.reference(Member)),
            Field("note", of.text),
        ),
        milestones,
    ),
    Importable(
        "tasks",
        Task,
        (
            Field("title", of.text, required=True, aliases=("task", "name")),
            *DATED,
            Field("hat", of.choice(Hat), required=True, aliases=("team", "track")),
            Field("assignee", of.reference(Member), aliases=("owner",)),
            Field("status", of.choice(TaskStatus)),
            Field("reason", of.text, help="Why it is skipped."),
            Field("blocks_launch", of.yes_no),
            Field("note", of.text),
        ),
        tasks,
    ),
    Importable(
        "dependencies",
        Dependency,
        (
            Field(
                "source", of.reference(Feature), required=True, aliases=("from", "from feature"), help="Comes first."
            ),
            Field("target", of.reference(Feature), required=True, aliases=("to", "to feature"), help="Waits for it."),
            Field("kind", of.choice(DependencyKind), aliases=("relation",)),
            Field("lag_days", of.number),
        ),
        dependencies,
    ),
    Importable(
        "raci",
        RaciLine,
        (
            Field("what", of.text, required=True, aliases=("role",)),
            Field("launch", of.reference(Launch), required=True, aliases=("release", "release id")),
            Field("hat", of.choice(Hat), required=True, aliases=("track",)),
            Field("accountable", of.reference(Member), required=True),
            Field("responsible", of.references(Member)),
            Field("consulted", of.references(Member)),
            Field("informed", of.references(Member)),
        ),
        raci,
    ),
)
