"""Who is told what, by which way, and whether it has arrived."""

from launchhub.notifications.models.acknowledgements import Acknowledgement
from launchhub.notifications.models.deliveries import Channel, Delivery, DeliveryAttempt, Status
from launchhub.notifications.models.notifications import Notification
from launchhub.notifications.models.preferences import Email, Preference
from launchhub.notifications.models.watches import Watch
from launchhub.notifications.models.webhooks import Webhook

__all__ = [
    "Acknowledgement",
    "Channel",
    "Delivery",
    "DeliveryAttempt",
    "Email",
    "Notification",
    "Preference",
    "Status",
    "Watch",
    "Webhook",
]
