from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "launchhub.events"
    label = "events"
    verbose_name = "Event spine"

    def ready(self) -> None:
        """Let the relay serve recurring jobs as well."""
        from launchhub.events import jobs, outbox

        outbox.register(jobs.Jobs())
