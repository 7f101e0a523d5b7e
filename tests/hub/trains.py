"""Small trains, written to files as the real ones are."""

from __future__ import annotations

import csv
from pathlib import Path

Rows = list[dict[str, str]]

COLUMNS = {
    "releases.csv": "release_id version name theme status release_start release_date_planned_first"
    " release_date_planned release_date_actual",
    "milestones.csv": "milestone_id release_id milestone_key title owner_role week area signal tentative"
    " planned_date_first planned_date planned_end_date actual_date source_text",
    "date_changes.csv": "change_id release_id milestone_id milestone_key old_date new_date kind commit_date"
    " commit_subject pull_request",
    "milestone_events.csv": "release_id milestone_key event date commit_date",
    "features.csv": "feature_id kep_number title owning_sig participating_sigs status stage latest_milestone release_id"
    " alpha_milestone beta_milestone stable_milestone deprecated_milestone removed_milestone authors reviewers"
    " approvers prr_approvers creation_date last_updated feature_gates disable_supported see_also replaces"
    " superseded_by source_path",
    "dependencies.csv": "dependency_id from_feature to_feature relation",
    "signoffs.csv": "signoff_id feature_id gate stage person date",
}

RELEASE = {
    "release_id": "t-1.0",
    "version": "1.0",
    "name": "Train 1.0",
    "status": "released",
    "release_date_planned_first": "2026-03-03",
    "release_date_planned": "2026-03-10",
}
FREEZE = {
    "milestone_id": "t-1.0/code_freeze",
    "release_id": "t-1.0",
    "milestone_key": "code_freeze",
    "title": "Code freeze",
    "area": "engineering",
    "tentative": "false",
    "planned_date_first": "2026-02-17",
    "planned_date": "2026-02-24",
}
SLIP = {
    "change_id": "one",
    "release_id": "t-1.0",
    "milestone_id": "t-1.0/code_freeze",
    "milestone_key": "code_freeze",
    "old_date": "2026-02-17",
    "new_date": "2026-02-24",
    "kind": "reschedule",
    "commit_date": "2026-02-10T09:30:00Z",
    "commit_subject": "Give the freeze a week",
    "pull_request": "7",
}
FEATURE = {
    "feature_id": "KEP-1",
    "kep_number": "1",
    "title": "Dark mode",
    "owning_sig": "sig-ui",
    "status": "implemented",
    "stage": "beta",
    "release_id": "t-1.0",
    "latest_milestone": "v1.0",
    "authors": "@quill",
    "source_path": "keps/sig-ui/1-dark-mode/kep.yaml",
}
SIGNOFF = {
    "signoff_id": "one",
    "feature_id": "KEP-1",
    "gate": "production_readiness",
    "stage": "beta",
    "person": "@reed",
    "date": "2026-01-20",
}
SMALL: dict[str, Rows] = {
    "releases.csv": [RELEASE],
    "milestones.csv": [FREEZE],
    "date_changes.csv": [SLIP],
    "features.csv": [FEATURE],
    "signoffs.csv": [SIGNOFF],
}


def write(folder: Path, **files: Rows) -> Path:
    """Write the small train with some of its files replaced (`date_changes=[…]`), and return its folder."""
    rows = SMALL | {f"{name}.csv": given for name, given in files.items()}
    for name, columns in COLUMNS.items():
        with (folder / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, columns.split(), restval="")
            writer.writeheader()
            writer.writerows(rows.get(name, []))
    return folder


def take(train: Path, folder: Path, *, release_id: str) -> Path:
    """Write to a folder what the files of a train say of one release, and return the folder."""
    for file in train.glob("*.csv"):
        with file.open(newline="") as whole, (folder / file.name).open("w", newline="") as part:
            rows = csv.DictReader(whole)
            written = csv.DictWriter(part, rows.fieldnames or ())
            written.writeheader()
            written.writerows(row for row in rows if row.get("release_id") == release_id)
    return folder
