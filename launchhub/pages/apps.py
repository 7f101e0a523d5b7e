from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "launchhub.pages"
    label = "pages"
    verbose_name = "Kernel pages"

    def ready(self) -> None:
        """Put the kernel's screens into the sidebar, and say which of them show which objects."""
        from launchhub.pages import navigation, searching  # noqa: F401
        from launchhub.web.links import register_page

        register_page("import", "pages:import")
        register_page("webhook", "pages:webhook")
