from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "launchhub.events"
    label = "events"
    verbose_name = "Event spine"
