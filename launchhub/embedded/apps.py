"""The application `embedded`: it has no tables, only the command `up`."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "launchhub.embedded"
