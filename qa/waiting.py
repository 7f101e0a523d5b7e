"""What the home page shows of qa: gates that wait for a member's sign-off."""

from __future__ import annotations

from collections.abc import Iterator

from launchhub.accounts.models import Member
from launchhub.pages.waiting import Waiting, register_waiting
from qa.views.signing import waiting_for


def signoffs_due(member: Member) -> Iterator[Waiting]:
    """Tell which gates of coming launches wait for the member's sign-off."""
    for gate in waiting_for(member):
        detail = f"Your sign-off for {gate.launch}"
        yield Waiting(gate.name, detail, "gate", gate.pk, gate.status, gate.due, gate.launch_id)


register_waiting(signoffs_due)
