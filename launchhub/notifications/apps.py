from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "launchhub.notifications"
    label = "notifications"
    verbose_name = "Notifications"

    def ready(self) -> None:
        """Say what this app speaks, hears and sends."""
        from launchhub.events import outbox
        from launchhub.notifications import events, handlers, outgoing  # noqa: F401

        outbox.register(outgoing.Deliveries())
