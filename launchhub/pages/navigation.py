"""What the kernel's screens put into the sidebar."""

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right
from launchhub.notifications.inbox import unread_count
from launchhub.web import commands
from launchhub.web.navigation import Entry, register

SETTINGS = "Settings"


def _is_admin(member: Member) -> bool:
    return member.is_admin


def _is_no_guest(member: Member) -> bool:
    return not member.is_guest


register(
    Entry("Home", "house", "pages:home", order=0, phone=True, key="h"),
    Entry("Inbox", "inbox", "pages:inbox", order=10, count=unread_count, phone=True, key="i"),
    Entry("Members", "users", "pages:members", order=80, group=SETTINGS, key="m"),
    Entry("Tokens", "key-round", "pages:tokens", order=81, allowed=_is_no_guest, group=SETTINGS),
    Entry("Webhooks", "webhook", "pages:webhooks", order=82, allowed=_is_admin, group=SETTINGS),
    Entry("Deliveries", "send", "pages:deliveries", order=83, group=SETTINGS),
    Entry("Imports", "upload", "pages:imports", order=84, allowed=_is_no_guest, group=SETTINGS),
    Entry("Bin", "trash-2", "pages:bin", order=85, allowed=_is_no_guest, group=SETTINGS),
)

commands.register(
    commands.Command("Import a table", "upload", "pages:import_new", "csv xlsx json load", Right.SHARE, dialog=False),
    commands.Command(
        "Invite somebody", "user-plus", "pages:invitation_new", "add member person guest", Right.ADMINISTER
    ),
    commands.Command("New API token", "key-round", "pages:token_new", "create add program", Right.SHARE),
    commands.Command("New webhook", "webhook", "pages:webhook_new", "create add program", Right.ADMINISTER),
)
