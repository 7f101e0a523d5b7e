from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = "Roadmap"

    def ready(self) -> None:
        from launchhub.web.links import register_page
        from roadmap import checks, events, handlers, importing, navigation, waiting  # noqa: F401 - they register themselves

        for noun in ("launch", "feature", "task", "goal"):
            register_page(noun, f"roadmap:{noun}")
