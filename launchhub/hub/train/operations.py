"""launch_ops: who did what for each release, and the checklists of the one that is under way."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from launchhub.accounts.models import Hat
from launchhub.hub.train.context import Train
from launchhub.hub.train.people import HATS, People, address, handle
from launchhub.hub.train.reading import Row, Source, counted, note, rows_of
from launchhub.imports.actions import Outcome

TASKS = (
    *("task_id", "list", "team", "phase", "week_from", "week_to", "audience", "parent_task_id", "task", "milestone"),
    "source_path",
)
FRIDAY = 4


def load(train: Train, people: People) -> None:
    """Take in roles and tasks."""
    if train.ops is None:
        train.tell(
            "launch_ops", "raci", Outcome(notes=[note("There is no folder with roles and tasks: none taken in.")])
        )
        return
    _roles(train, people)
    _tasks(train, train.ops)


def _roles(train: Train, people: People) -> None:
    """Take in one RACI line for each release and role: leads are responsible, the first one accountable."""
    launches = train.present("launches")
    teams: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in people.roster:
        teams[row["release_id"], row["role_key"]].append(row)
    first = {members[0].number: members for key, members in teams.items() if key[0] in launches}
    lines = [members[0] for members in first.values()]

    def named(*assignments: str) -> Callable[[Row], str]:
        return lambda row: "; ".join(
            dict.fromkeys(address(handle(r)) for r in first[row.number] if r["assignment"] in assignments)
        )

    fields = {
        "external_id": Source("assignment_id", lambda row: f"{row['release_id']}/{row['role_key']}"),
        "launch": Source("release_id"),
        "what": Source("role"),
        "hat": Source("role_key", lambda row: HATS.get(row["role_key"], Hat.PRODUCT)),
        "accountable": Source("handle", lambda row: (named("lead")(row) or named("shadow")(row)).split(";")[0]),
        "responsible": Source("name", named("lead")),
        "consulted": Source("assignment", named("shadow")),
    }
    several = [row for row in lines if ";" in named("lead")(row)]
    strangers = [row for row in people.roster if row["release_id"] not in launches]
    notes = [
        *counted(several, "assignment", "have several leads; the first one is accountable", "release_id"),
        *counted(strangers, "release_id", "name a release that is not in releases.csv: left out", "release_id"),
    ]
    train.take_in("roster.csv", "raci", lines, fields, notes=notes)


def _tasks(train: Train, folder: Path) -> None:
    """Take the checklists in as tasks of each launch under way, at the end of the week that they name."""
    rows = rows_of(folder, "launch_checklists.csv", TASKS)
    columns = ("release_id", "status", "release_start", "release_date_planned")
    for release in rows_of(train.folder, "releases.csv", columns):
        if release["status"] == "in_progress" and release["release_start"]:
            _tasks_of(train, release, rows)


def _tasks_of(train: Train, release: Row, rows: Sequence[Row]) -> None:
    titles = {row["task_id"]: row["task"] for row in rows}
    fields = {
        "external_id": Source("task_id", lambda row: f"{release['release_id']}/{row['task_id']}"),
        "title": Source("task"),
        "hat": Source("team", lambda row: HATS.get(row["team"], Hat.PRODUCT)),
        "offset_days": Source("week_to", lambda row: _offset(row, release)),
        "note": Source("list", lambda row: _note(row, titles)),
    }
    weekless = [row for row in rows if not row["week_to"]]
    notes = counted(weekless, "week_to", "name no week and have no date", "list")
    defaults = {"launch": release["release_id"]}
    train.take_in("launch_checklists.csv", "tasks", rows, fields, defaults=defaults, notes=notes)


def _offset(row: Row, release: Row) -> str:
    """Return the days from the launch to the Friday of the row's week, where the week of the start is the first."""
    if not row["week_to"]:
        return ""
    start = dt.date.fromisoformat(release["release_start"])
    monday = start - dt.timedelta(days=start.weekday())
    friday = monday + dt.timedelta(weeks=int(row["week_to"]) - 1, days=FRIDAY)
    return str((friday - dt.date.fromisoformat(release["release_date_planned"])).days)


def _note(row: Row, titles: dict[str, str]) -> str:
    said = {"Phase": row["phase"], "For": row["audience"], "Milestone": row["milestone"]}
    parent = titles.get(row["parent_task_id"], "")
    lines = [f"{label}: {text}" for label, text in {**said, "Part of": parent}.items() if text]
    return "\n".join([row["list"], *lines])
