"""signoffs.csv: who approved which stage of a feature, as passed gates of its launch."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from launchhub.accounts.models import Member
from launchhub.hub.train.context import Train
from launchhub.hub.train.people import People
from launchhub.hub.train.reading import Row, counted, note, rows_of
from launchhub.imports.actions import Note, Outcome
from launchhub.lib.text import plural
from qa.actions.history import SignedGate, import_signed
from qa.models import Gate, GateKind
from roadmap.models import Feature

FILE = "signoffs.csv"
COLUMNS = ("signoff_id", "feature_id", "gate", "stage", "person", "date")
NAME_LENGTH = 200
NOON = dt.time(12, tzinfo=dt.UTC)
"""The hour of a sign-off, of which only the day is known: noon is on that day in nearly every time zone."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What a gate of the file is called here, what it is about, and whether the launch needs it."""

    name: str
    kind: GateKind
    required: bool


SORTS = {
    "production_readiness": Sort("Production readiness", GateKind.COMPLIANCE, True),
    "kep_approval": Sort("KEP approval", GateKind.FUNCTIONAL, True),
    "kep_review": Sort("KEP review", GateKind.DOCS, False),
}
Key = tuple[str, str, str]
"""Feature, gate and stage: what one gate here is made of."""


@dataclass(slots=True)
class Sorted:
    """The rows by what becomes of them."""

    gates: dict[Key, list[Row]] = field(default_factory=lambda: defaultdict(list))
    unknown: list[Row] = field(default_factory=list)
    homeless: list[Row] = field(default_factory=list)
    undated: list[Row] = field(default_factory=list)
    again: list[Row] = field(default_factory=list)


def load(train: Train, people: People) -> None:
    """Give launches the gates that are not here yet, each with its approvers and their dated approvals."""
    rows = rows_of(train.folder, FILE, COLUMNS)
    known = Feature.objects.in_workspace(train.by.workspace).select_related("launch__workspace")
    features = {feature.external_id: feature for feature in known}
    found = _sort(rows, features)
    present = train.present("gates")
    fresh = {key: signed for key, signed in found.gates.items() if ":".join(key) not in present}
    made = import_signed(
        [_gate(key, signed, features[key[0]], people, found) for key, signed in fresh.items()], by=train.by
    )
    outcome = Outcome(created=len(made), skipped=len(found.gates) - len(made), notes=_notes(found, made))
    train.tell(FILE, "gates", outcome)


def _sort(rows: list[Row], features: dict[str, Feature]) -> Sorted:
    found = Sorted()
    for row in rows:
        feature = features.get(row["feature_id"])
        if feature is None or row["gate"] not in SORTS:
            found.unknown.append(row)
        elif feature.launch is None:
            found.homeless.append(row)
        else:
            found.gates[row["feature_id"], row["gate"], row["stage"]].append(row)
    return found


def _gate(key: Key, rows: list[Row], feature: Feature, people: People, found: Sorted) -> SignedGate:
    approvals: dict[Member, dt.datetime] = {}
    for row in sorted(rows, key=lambda row: row["date"]):
        member = people.member(row["person"])
        if not row["date"]:
            found.undated.append(row)
        elif member in approvals:
            found.again.append(row)
        else:
            approvals[member] = dt.datetime.combine(dt.date.fromisoformat(row["date"]), NOON)
    sort = SORTS[key[1]]
    stage = f", {key[2]}" if key[2] else ""
    name = f"{sort.name}{stage}: {feature.external_id} {feature.title}"
    assert feature.launch is not None
    return SignedGate(
        external_id=":".join(key),
        launch=feature.launch,
        feature=feature,
        name=name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…",
        kind=sort.kind,
        required=sort.required,
        approvers=list(dict.fromkeys(people.member(row["person"]) for row in rows)),
        approvals=list(approvals.items()),
    )


def _notes(found: Sorted, made: list[Gate]) -> list[Note]:
    homeless = {(row["feature_id"], row["gate"], row["stage"]) for row in found.homeless}
    unsigned = [gate for gate in made if not gate.approvals]
    notes = [note("Each gate needs as many approvals as it had; only their days are known, so the hour is noon UTC.")]
    notes += counted(found.unknown, "feature_id", "name a feature that does not exist any more: left out", "signoff_id")
    gates = plural(len(homeless), "gate")
    words = f"({gates}) belong to features without a launch, where a gate has no place: left out"
    notes += counted(found.homeless, "feature_id", words, "signoff_id")
    words = "have no date: the person is named as an approver, and the ledger has no line"
    notes += counted(found.undated, "date", words, "signoff_id")
    notes += counted(found.again, "person", "approve the same once more: the first time counts", "signoff_id")
    if unsigned:
        notes.append(note(f"{plural(len(unsigned), 'gate')} without a dated approval stay open."))
    return notes
