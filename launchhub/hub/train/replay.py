"""date_changes.csv: every published change of a date, made again in its order through the one door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from launchhub.events.record import history
from launchhub.hub.train.context import Train
from launchhub.hub.train.reading import Row, note, rows_of
from launchhub.imports.actions import Outcome
from launchhub.lib.text import human_list
from roadmap.actions import launches, milestones
from roadmap.models import DateMove, Launch, Milestone, MoveReason

FILE = "date_changes.csv"
COLUMNS = (
    *("change_id", "release_id", "milestone_id", "milestone_key", "old_date", "new_date"),
    *("kind", "commit_date", "commit_subject", "pull_request"),
)
RELEASE = "release"
"""The milestone that is the launch itself."""

REASONS = {"correction": MoveReason.CORRECTION, "renumbering": MoveReason.SCOPE}
"""Why a date changed, where the file says so; a plain reschedule gives no reason."""


def load(train: Train, added: Collection[str]) -> None:
    """Make the changes that the ledger does not have yet; then say where new milestones do not end on their date."""
    rows = sorted(rows_of(train.folder, FILE, COLUMNS), key=lambda row: row["commit_date"])
    outcome = Outcome()
    ledger = _Ledger(train)
    for row in rows:
        subjects = ledger.subjects(row)
        if not subjects:
            outcome.notes.append(
                note(f"{row['milestone_id']} is not in milestones.csv: left out.", row, "milestone_id")
            )
        for subject in subjects:
            ledger.replay(row, subject, outcome)
    _correct(train, added, outcome)
    train.tell(FILE, "date_moves", outcome)


class _Ledger:
    """What may move, and what has moved already."""

    def __init__(self, train: Train) -> None:
        workspace = train.by.workspace
        self.launches = {row.external_id: row for row in Launch.objects.in_workspace(workspace)}
        self.milestones = {row.external_id: row for row in Milestone.objects.in_workspace(workspace)}
        lines = DateMove.objects.in_workspace(workspace)
        self.lines = set(lines.values_list("subject_id", "created_at", "old", "new"))

    def subjects(self, row: Row) -> list[Any]:
        """Return what a change is about: the milestone, and for the release itself the launch before it."""
        found = [self.milestones.get(row["milestone_id"])]
        if row["milestone_key"] == RELEASE:
            found.insert(0, self.launches.get(row["release_id"]))
        return [subject for subject in found if subject]

    def replay(self, row: Row, subject: Any, outcome: Outcome) -> None:
        """Move one subject as the row says, at the time of its commit."""
        at = dt.datetime.fromisoformat(row["commit_date"])
        old, new = dt.date.fromisoformat(row["old_date"]), dt.date.fromisoformat(row["new_date"])
        if (subject.pk, at, old, new) in self.lines:
            outcome.skipped += 1
            return
        field, move = ("date", launches.move) if isinstance(subject, Launch) else ("due", milestones.move)
        if getattr(subject, field) != old:
            words = f"The change starts from {old}, but {row['milestone_id']} was on {getattr(subject, field)}."
            outcome.notes.append(note(words, row, "old_date"))
        with history(at=at):
            move(subject, to=new, reason=REASONS.get(row["kind"], MoveReason.UNSPECIFIED), note=_words(row), by=None)
        setattr(subject, field, new)
        outcome.created += 1


def _words(row: Row) -> str:
    return (
        f"{row['commit_subject']} (pull request {row['pull_request']})"
        if row["pull_request"]
        else row["commit_subject"]
    )


def _correct(train: Train, added: Collection[str], outcome: Outcome) -> None:
    """Put new milestones that the recorded changes leave elsewhere on the date that the schedule ends with."""
    columns = ("milestone_id", "release_id", "milestone_key", "planned_date")
    final = {row["milestone_id"]: row for row in rows_of(train.folder, "milestones.csv", columns)}
    rows = Milestone.objects.in_workspace(train.by.workspace).filter(external_id__in=added).order_by("pk")
    for milestone in rows:
        row = final[milestone.external_id]
        planned = dt.date.fromisoformat(row["planned_date"])
        if milestone.due != planned:
            story = _story(train, row)
            words = f"{row['milestone_id']} ends on {milestone.due} by its changes, but on {planned} in the schedule"
            outcome.notes.append(note(f"{words}: {story} Moved as a correction.", row, "planned_date"))
            milestones.move(milestone, to=planned, reason=MoveReason.CORRECTION, note=story, by=None)
            outcome.created += 1


def _story(train: Train, row: Row) -> str:
    """Say how a milestone left the schedule and came back."""
    columns = ("release_id", "milestone_key", "event", "date", "commit_date")
    about = (row["release_id"], row["milestone_key"])
    events = rows_of(train.folder, "milestone_events.csv", columns)
    said = [
        f"{event['event']} on {event['commit_date'][:10]} for {event['date']}"
        for event in events
        if (event["release_id"], event["milestone_key"]) == about
    ]
    return f"{human_list(said).capitalize()} (milestone_events.csv)." if said else "No recorded change leads there."
