from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "launchhub.saved_views"
    label = "saved_views"
    verbose_name = "Saved views"

    def ready(self) -> None:
        """Say what this app speaks."""
        from launchhub.saved_views import events  # noqa: F401
