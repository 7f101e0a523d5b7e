from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "qa"

    def ready(self) -> None:
        """Join the spine and the readiness report."""
        from qa import events, handlers, readiness  # noqa: F401 - they register themselves
