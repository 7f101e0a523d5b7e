from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "launchhub.search"
    label = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Hear of every object that can be found. The apps above have said by now which those are."""
        from launchhub.search import handlers

        handlers.hear()
