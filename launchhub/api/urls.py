"""The kernel's own collections."""

from launchhub.api.people import Invitations, Members, Tokens
from launchhub.api.shares import Shares
from launchhub.api.spine import Events
from launchhub.api.views import WorkspaceView

collections: list[tuple[str, type[WorkspaceView]]] = [
    ("members", Members),
    ("invitations", Invitations),
    ("tokens", Tokens),
    ("shares", Shares),
    ("events", Events),
]
