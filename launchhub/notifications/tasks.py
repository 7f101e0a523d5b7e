"""What a worker does for the relay."""

from celery import shared_task

from launchhub.notifications import outgoing


@shared_task(name="notifications.deliver")
def deliver(channel: str, delivery_ids: list[str]) -> None:
    """Send a batch of deliveries."""
    outgoing.deliver(channel, delivery_ids)
