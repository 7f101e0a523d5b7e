from django.apps import AppConfig


class QaConfig(AppConfig):
    name = "qa"

    def ready(self) -> None:
        """Join the spine, the readiness report, the imports and the sidebar."""
        from launchhub.accounts.rights import Right
        from launchhub.saved_views.screens import Screen, register_screens
        from launchhub.web.links import register_page
        from qa import binned, events, handlers, importing, navigation, readiness, searching, waiting  # noqa: F401 - they register themselves
        from roadmap.dated import register_dates_page

        register_page("gate", "qa:gate")
        register_screens(gates=Screen("gates", "qa:gates"))
        register_dates_page("gate", "qa:gate_dates", Right.EDIT_QA)
