"""What stands in the folders and is not taken in: said, so that nothing is lost silently."""

from __future__ import annotations

from launchhub.hub.train.context import Train
from launchhub.hub.train.reading import note, rows_of
from launchhub.imports.actions import Outcome

OF_TRAIN = {
    "date_changes_draft.csv": "changes of schedules that were still proposed, so nobody had been promised those dates",
    "dependencies_unresolved.csv": "references that name no feature of the train",
    "exceptions.csv": "requests to get past a freeze, which name no approver",
    "feature_changes.csv": "changes of features between releases, which are no dates",
}
OF_OPS = {
    "status_updates.csv": "the red, yellow and green of each team on a day, which LaunchHub computes itself",
    "go_no_go.csv": "go/no-go reports, which freeze a readiness that is not known any more",
}


def load(train: Train) -> None:
    """Report each file that is there and left out, with the number of its rows and the reason."""
    for folder, files in ((train.folder, OF_TRAIN), (train.ops, OF_OPS)):
        for name, why in files.items():
            if folder and (folder / name).exists():
                count = len(rows_of(folder, name, ()))
                left = Outcome(notes=[note(f"{count:,} rows left out: {why}.")])
                train.tell(name, name.removesuffix(".csv"), left)
