from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "qa"

    def ready(self) -> None:
        """Join the spine, the readiness report, the imports and the sidebar."""
        from launchhub.saved_views.screens import Screen, register_screens
        from launchhub.web.links import register_page
        from qa import events, handlers, importing, navigation, readiness, waiting  # noqa: F401 - they register themselves

        register_page("gate", "qa:gate")
        register_screens(gates=Screen("gates", "qa:gates"))
