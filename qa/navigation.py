"""What qa puts into the sidebar."""

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right
from launchhub.web.commands import Command
from launchhub.web.commands import register as offer
from launchhub.web.navigation import Entry, register
from qa.views.signing import waiting_for


def waiting(member: Member) -> int:
    """Count the gates that wait for the member's sign-off, as far as anybody would count."""
    return len(waiting_for(member))


register(Entry("Gates", "shield-check", "qa:gates", order=30, count=waiting, phone=True, key="q"))
offer(Command("New gate", "shield-check", "qa:gate_new", "create add quality", Right.EDIT_QA))
