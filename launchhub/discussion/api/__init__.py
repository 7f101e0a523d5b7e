"""Discussion's collections."""

from launchhub.api.views import WorkspaceView
from launchhub.discussion.api.attachments import Attachments
from launchhub.discussion.api.comments import Comments

collections: list[tuple[str, type[WorkspaceView]]] = [("comments", Comments), ("attachments", Attachments)]
