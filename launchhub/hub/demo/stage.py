"""Who plays, and when: the members of the demo, and days counted from today."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.utils import timezone

from launchhub.accounts.actions import members, workspaces
from launchhub.accounts.management.people import user_with
from launchhub.accounts.models import Hat, Member, Role, Workspace
from launchhub.events.record import history
from launchhub.lib.wall import workspace_context

NAME, SLUG = "Harbour Labs", "demo"
PASSWORD = "harbour-labs-demo"  # noqa: S105 - shown at every start; the demo holds nothing that is real
ADMIN = "Alice"
OTHERS: tuple[tuple[str, str, tuple[Hat, ...]], ...] = (
    ("Petra", Role.MEMBER, (Hat.PRODUCT,)),
    ("Mark", Role.MEMBER, (Hat.MARKETING,)),
    ("Quentin", Role.MEMBER, (Hat.QA, Hat.ENGINEERING)),
    ("Vera", Role.GUEST, ()),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """The members of the demo, and its today."""

    alice: Member
    petra: Member
    mark: Member
    quentin: Member
    vera: Member
    today: dt.date

    def day(self, number: int) -> dt.date:
        """Return the day so many days from today, or before it when negative."""
        return self.today + dt.timedelta(number)

    def days_ago(self, number: int) -> AbstractContextManager[None]:
        """Let what follows have happened so many days ago: on record, and nobody is told."""
        return history(at=timezone.now() - dt.timedelta(number))


def opened() -> Workspace:
    """Open the workspace with its admin."""
    return workspaces.create(name=NAME, slug=SLUG, admin=user_with(_address(ADMIN), PASSWORD, ADMIN)).workspace


def cast(workspace: Workspace) -> Stage:
    """Return the stage with everybody on it."""
    with workspace_context(workspace), history():
        alice = Member.objects.select_related("user", "workspace").get(user__email=_address(ADMIN))
        others = [
            members.add(user_with(_address(name), PASSWORD, name), workspace=workspace, role=role, hats=hats, by=alice)
            for name, role, hats in OTHERS
        ]
        petra, mark, quentin, vera = others
        return Stage(alice, petra, mark, quentin, vera, workspace.today())


def logins() -> str:
    """Say how to sign in as whom."""
    wear = {name: " and ".join(hat.label for hat in hats) or "guest" for name, _, hats in OTHERS}
    lines = [f"  {_address(name)} ({what})" for name, what in {ADMIN: "admin", **wear}.items()]
    return "\n".join([f"Demo workspace {NAME}, password for everybody: {PASSWORD}", *lines, ""])


def _address(name: str) -> str:
    return f"{name.lower()}@example.com"
