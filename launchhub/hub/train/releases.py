"""releases.csv: one launch for each release, on the date that was planned first."""

from __future__ import annotations

from launchhub.hub.train.context import Train
from launchhub.hub.train.people import People, address, handle
from launchhub.hub.train.reading import Row, Source, counted, rows_of

FILE = "releases.csv"
COLUMNS = (
    *("release_id", "version", "name", "theme", "status"),
    *("release_date_planned_first", "release_date_planned", "release_date_actual"),
)
PRODUCT = Row(1, {"key": "K8S", "name": "Kubernetes"})
STATUS = {"released": "launched", "in_progress": "committed"}


def load(train: Train, people: People) -> None:
    """Take in the product and its launches. A launch that is here already keeps its date and its state."""
    rows = rows_of(train.folder, FILE, COLUMNS)
    fresh = {row["release_id"] for row in rows} - train.present("launches")
    leads = {
        row["release_id"]: address(handle(row))
        for row in reversed(people.roster)
        if row["role_key"] == "release_lead" and row["assignment"] == "lead"
    }
    fields = {
        "external_id": Source("release_id"),
        "name": Source("name"),
        "summary": Source("theme"),
        "owner": Source("version", lambda row: leads.get(row["release_id"], train.by.email)),
        "date": Source("release_date_planned_first").where("release_id", fresh),
        "status": Source("status", lambda row: STATUS.get(row["status"], row["status"])).where("release_id", fresh),
        "actual_date": Source("release_date_actual"),
    }
    leaderless = [row for row in rows if row["release_id"] not in leads]
    undated = [row for row in rows if row["status"] == "released" and not row["release_date_actual"]]
    notes = [
        *counted(leaderless, "version", "without a lead in the roster belong to whoever imports", "release_id"),
        *counted(undated, "release_date_actual", "say released, but not on which day", "release_id"),
    ]
    product = {"external_id": Source("key"), "name": Source("name")}
    train.take_in(FILE, "products", [PRODUCT], product, defaults={"key": PRODUCT["key"]})
    train.take_in(FILE, "launches", rows, fields, defaults={"products": PRODUCT["key"], "tier": "1"}, notes=notes)
