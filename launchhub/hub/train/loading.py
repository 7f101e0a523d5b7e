"""Loading a whole train: its parts in their order, in one transaction, as history that nobody is told of."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from launchhub.accounts.models import Member
from launchhub.events.record import history
from launchhub.hub.train import features, left_out, milestones, operations, people, releases, replay, signoffs
from launchhub.hub.train.context import Train
from launchhub.imports.models import Import


def load(folder: Path, *, by: Member, ops: Path | None = None) -> list[Import]:
    """Load a train and return its reports, one for each file.

    `ops` is the folder with roles and tasks; without it, `launch_ops` beside the train is taken when it is there.
    What the workspace has already keeps its dates: a second load of the same files changes nothing.
    Raises `Unreadable` and `Refused`; then nothing was written.
    """
    beside = folder.resolve().parent / "launch_ops"
    train = Train(folder, ops or (beside if beside.is_dir() else None), by)
    with transaction.atomic(), history():
        known = people.load(train)
        releases.load(train, known)
        added = milestones.load(train)
        features.load(train)
        replay.load(train, added)
        milestones.anchor(train, added)
        signoffs.load(train, known)
        operations.load(train, known)
        left_out.load(train)
    return train.reports
