"""The collections of notifications."""

from launchhub.api.views import WorkspaceView
from launchhub.notifications.api.deliveries import Deliveries
from launchhub.notifications.api.inbox import Notifications, Preferences, Watches
from launchhub.notifications.api.webhooks import Webhooks

collections: list[tuple[str, type[WorkspaceView]]] = [
    ("deliveries", Deliveries),
    ("notifications", Notifications),
    ("preferences", Preferences),
    ("watches", Watches),
    ("webhooks", Webhooks),
]
