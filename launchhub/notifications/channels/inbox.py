"""The inbox: a row is the delivery."""

from django.db import connection

from launchhub.events.models import Event
from launchhub.notifications.channels.base import Channel
from launchhub.notifications.questions import asked_by
from launchhub.notifications.recipients import told

# Ordered, so that two workers who write the same rows wait for each other and do not deadlock.
FILL = """
INSERT INTO notifications (id, workspace_id, event_id, member_id, because, asked)
SELECT launchhub_new_id(), %s, %s, member_id, because, COALESCE(member_id = ANY(%s::uuid[]), true)
FROM told ORDER BY member_id
ON CONFLICT (workspace_id, event_id, member_id) DO NOTHING
"""


class Inbox(Channel):
    """Tells members within LaunchHub."""

    def spread(self, event: Event) -> None:
        """Write one notification for each recipient, in one statement."""
        if statement := told(event):
            sql, params = statement
            with connection.cursor() as cursor:
                cursor.execute(sql + FILL, [*params, event.workspace_id, event.pk, asked_by(event)])
