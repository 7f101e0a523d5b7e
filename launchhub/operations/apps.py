from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running LaunchHub: backup and restore, metrics, the log of requests."""

    name = "launchhub.operations"
    label = "operations"
