"""The people of a train: members who cannot sign in, known by their handle.

Their address is `<handle>@people.invalid`, which no mail can reach (RFC 2606), and their user is not active: nobody
is told of anything under it. An admin who gives it a real address and a password turns them into one who is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from launchhub.accounts.actions import members
from launchhub.accounts.actions.history import Person, import_people
from launchhub.accounts.models import Hat, Member
from launchhub.hub.train.context import Train
from launchhub.hub.train.reading import Row, counted, note, rows_of
from launchhub.imports.actions import Note, Outcome

DOMAIN = "people.invalid"
GROUP = re.compile(r"@?(sig|wg)-|.*/", re.IGNORECASE)
"""What is written in the place of a person and is a group."""

HATS: dict[str, Hat] = (
    dict.fromkeys(("release_lead", "enhancements"), Hat.PRODUCT)
    | dict.fromkeys(("communications", "docs", "release_notes"), Hat.MARKETING)
    | dict.fromkeys(("ci_signal", "release_signal", "bug_triage", "test_infra", "testing", "manual_upgrade"), Hat.QA)
    | dict.fromkeys(("automatic_upgrade", "upgrade_testing", "upgrade_testing_ci_signal"), Hat.QA)
    | dict.fromkeys(("branch_manager", "patch_release_manager", "infra"), Hat.ENGINEERING)
)
"""The hat of a role in the roster; the roles that are not here have none."""


class People:
    """The members of a train by their handle, and its roster."""

    def __init__(self, roster: list[Row]) -> None:
        self.roster = roster
        self._members: dict[str, Member] = {}

    def add(self, member: Member) -> None:
        """Know a member by the address."""
        self._members[member.email] = member

    def member(self, text: str) -> Member:
        """Return the member whom a cell names."""
        return self._members[address(text)]


def handle(row: Row) -> str:
    """Return the handle of somebody in the roster, made of the name when there is none."""
    return row["handle"] or row["name"]


def address(text: str) -> str:
    """Return the address of whoever a cell names: "@Some-Body" is some-body@people.invalid."""
    return f"{re.sub(r'[^a-z0-9_-]+', '-', text.lower()).strip('-')}@{DOMAIN}"


def load(train: Train) -> People:
    """Make everybody who leads, writes or signs a member."""
    roster = rows_of(train.ops, "roster.csv", ROSTER) if train.ops else []
    features = rows_of(train.folder, "features.csv", ("authors",))
    signoffs = rows_of(train.folder, "signoffs.csv", ("person",))
    handles = [
        *(handle(row) for row in roster),
        *(authors[0] for row in features if (authors := row.several("authors"))),
        *(row["person"] for row in signoffs if row["person"]),
    ]
    people = People(roster)
    outcome = Outcome(notes=_notes(roster, handles))
    _add(train, people, handles, outcome)
    train.tell("roster.csv, features.csv, signoffs.csv", "members", outcome)
    return people


ROSTER = ("assignment_id", "release_id", "role", "role_key", "assignment", "name", "handle")


def _add(train: Train, people: People, handles: Iterable[str], outcome: Outcome) -> None:
    """Find who is here already, bring back who had left, and make the others members."""
    texts = {address(text): text for text in handles}
    rows = Member.objects.in_workspace(train.by.workspace).filter(user__email__in=texts)
    present = {member.email: member for member in rows.select_related("user")}
    names = {address(handle(row)): row["name"] for row in people.roster if row["name"]}
    hats = _hats(people.roster)
    strangers = [
        Person(email, names.get(email) or text.removeprefix("@"), hats.get(email, ()))
        for email, text in texts.items()
        if email not in present
    ]
    for member in filter(lambda member: member.deleted_at, present.values()):
        members.restore(member, by=train.by)
    for member in [*present.values(), *import_people(strangers, by=train.by)]:
        people.add(member)
    outcome.created, outcome.skipped = len(strangers), len(present)


def _hats(roster: Iterable[Row]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for row in roster:
        if hat := HATS.get(row["role_key"]):
            found.setdefault(address(handle(row)), {})[hat.value] = None
    return {email: list(hats) for email, hats in found.items()}


def _notes(roster: list[Row], handles: Iterable[str]) -> list[Note]:
    nameless = [row for row in roster if not row["handle"]]
    spellings: dict[str, dict[str, None]] = {}
    for row in roster:
        if row["handle"] and row["name"]:
            spellings.setdefault(row["handle"].lower(), {})[row["name"]] = None
    several = [f"{text} ({' / '.join(names)})" for text, names in spellings.items() if len(names) > 1]
    groups = sorted({text for text in handles if GROUP.match(text)})
    notes = [note("They cannot sign in, and nothing is ever sent to them, until an admin gives them an address.")]
    notes += counted(nameless, "handle", "without a handle, known by the name", "name")
    if several:
        notes.append(
            note(f"{len(several)} people are spelt in several ways; the last one counts: {'; '.join(several)}.")
        )
    if groups:
        notes.append(
            note(f"{len(groups)} groups stand where a person should, and are members too: {', '.join(groups)}.")
        )
    return notes
