from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    name = "launchhub.discussion"
    label = "discussion"
    verbose_name = "Discussion"

    def ready(self) -> None:
        """Say what this app speaks."""
        from launchhub.discussion import events  # noqa: F401
