"""features.csv and dependencies.csv: what each release brings, and what belongs together."""

from __future__ import annotations

from collections import Counter

from launchhub.hub.train.context import Train
from launchhub.hub.train.people import address
from launchhub.hub.train.reading import Row, Source, counted, note, rows_of
from launchhub.hub.train.releases import PRODUCT
from launchhub.imports.actions import Note
from launchhub.lib.text import human_list, plural
from roadmap.models import FeatureStatus

FILE = "features.csv"
SHOWN = {
    "KEP": "kep_number",
    "Status there": "status",
    "Stage": "stage",
    "Owning SIG": "owning_sig",
    "Participating SIGs": "participating_sigs",
    "Latest milestone": "latest_milestone",
    "Alpha": "alpha_milestone",
    "Beta": "beta_milestone",
    "Stable": "stable_milestone",
    "Deprecated": "deprecated_milestone",
    "Removed": "removed_milestone",
    "Authors": "authors",
    "Reviewers": "reviewers",
    "Approvers": "approvers",
    "Production readiness approvers": "prr_approvers",
    "Created": "creation_date",
    "Last updated": "last_updated",
    "Feature gates": "feature_gates",
    "Can be disabled": "disable_supported",
    "See also": "see_also",
    "Replaces": "replaces",
    "Superseded by": "superseded_by",
}
"""What the description lists: everything that has no field of its own here, as the file has it."""

COLUMNS = ("feature_id", "title", "release_id", "source_path", *SHOWN.values())
ADDRESS = "https://github.com/kubernetes/enhancements/blob/master/"

IDEA, PLANNED, BUILDING, DONE, PARKED, CUT = FeatureStatus
STATUS = {
    "provisional": IDEA,
    "implementable": PLANNED,
    "implemented (alpha)": BUILDING,
    "implemented": DONE,
    "imlpemented": DONE,
    "deferred": PARKED,
    **dict.fromkeys(("withdrawn", "rejected", "removed", "replaced", "superseded"), CUT),
}
USUAL = ("provisional", "implementable", "implemented", "deferred", "withdrawn", "rejected", "replaced")
"""The states that the project itself defines; the others are told in the report."""


def load(train: Train) -> None:
    """Take in features, then what belongs together."""
    rows = rows_of(train.folder, FILE, COLUMNS)
    launches = train.present("launches")
    fields = {
        "external_id": Source("feature_id"),
        "title": Source("title"),
        "status": Source("status", _status),
        "reason": Source("stage", _reason),
        "launch": Source("release_id"),
        "owner": Source("authors", lambda row: "".join(map(address, row.several("authors")[:1]))),
        "labels": Source("owning_sig", lambda row: "; ".join(filter(None, (row["owning_sig"], row["stage"])))),
        "description": Source("kep_number", _description),
        "external_url": Source("source_path", lambda row: ADDRESS + row["source_path"]),
    }
    unknown = [row for row in rows if row["release_id"] and row["release_id"] not in launches]
    if unknown:
        fields["launch"] = Source("release_id", lambda row: row["release_id"] if row["release_id"] in launches else "")
    notes = [
        *_oddities(rows),
        *counted(unknown, "release_id", "name a release that is not in releases.csv: without a launch", "feature_id"),
    ]
    train.take_in(FILE, "features", rows, fields, defaults={"product": PRODUCT["key"]}, notes=notes)
    _dependencies(train)


def _status(row: Row) -> str:
    return STATUS.get(row["status"], IDEA).value


def _reason(row: Row) -> str:
    return f"KEP status: {row['status']}." if _status(row) in (PARKED, CUT) else ""


def _description(row: Row) -> str:
    return "\n".join(f"- **{label}:** {row[column]}" for label, column in SHOWN.items() if row[column])


def _oddities(rows: list[Row]) -> list[Note]:
    numbers, titles = Counter(row["kep_number"] for row in rows), Counter(row["title"] for row in rows)
    unusual = [row for row in rows if row["status"] not in USUAL]
    homeless = [row for row in rows if not row["release_id"]]
    asked = Counter(row["latest_milestone"] or "none" for row in homeless)
    found = [
        note(f"Row {row.number}: the status “{row['status']}” is read as “{_status(row)}”.", row, "status")
        for row in unusual
    ]
    found += counted(
        [row for row in rows if row["stage"] and row["stage"] not in ("alpha", "beta", "stable")],
        "stage",
        "have an unusual stage, kept as a label as it is",
        "stage",
    )
    if homeless:
        milestones = human_list([f"{name}: {count}" for name, count in asked.most_common()])
        words = f"name no release of this train ({milestones}) and have no launch"
        found += counted(homeless, "release_id", words, "feature_id")
    for what, column, counts in (("the KEP number", "kep_number", numbers), ("the title", "title", titles)):
        same = [row for row in rows if row[column] and counts[row[column]] > 1]
        found += counted(same, column, f"share {what} with another one; each stays a feature of its own", "feature_id")
    return found


KINDS = {"see_also": "relates", "replaces": "replaces", "superseded_by": "replaces"}
"""A relation's word in the file → the kind of dependency. None of them sets an order of work."""


def _dependencies(train: Train) -> None:
    """Take in what belongs together, and what replaces what."""
    rows = rows_of(train.folder, "dependencies.csv", ("dependency_id", "from_feature", "to_feature", "relation"))
    first: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        first.setdefault(_link(row), row)
    kept = list(first.values())
    again = [row for row in rows if row not in kept]
    directions = {(source, target) for _, source, target in first}
    mutual = {frozenset(ends) for ends in directions if ends[::-1] in directions}
    turned = [row for row in kept if row["relation"] == "superseded_by"]
    fields = {
        "external_id": Source("dependency_id"),
        "kind": Source("relation", lambda row: _link(row)[0]),
        "source": Source("from_feature", lambda row: _link(row)[1]),
        "target": Source("to_feature", lambda row: _link(row)[2]),
    }
    notes = [
        *counted(again, "to_feature", "say the same once more and add nothing", "dependency_id"),
        *counted(turned, "relation", "say “superseded by”: kept the other way round, as “replaces”", "dependency_id"),
    ]
    if mutual:
        pairs = plural(len(mutual), "pair")
        notes.append(note(f"{pairs} refer to each other; both directions are kept, since they set no order."))
    train.take_in("dependencies.csv", "dependencies", kept, fields, notes=notes)


def _link(row: Row) -> tuple[str, str, str]:
    """Return the kind of a row and its two ends; what supersedes another replaces it."""
    ends = (row["from_feature"], row["to_feature"])
    source, target = ends[::-1] if row["relation"] == "superseded_by" else ends
    return KINDS.get(row["relation"], row["relation"]), source, target
