from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = "Roadmap"

    def ready(self) -> None:
        from launchhub.accounts.rights import Right
        from launchhub.saved_views.screens import Screen, register_screens
        from launchhub.web.links import register_page
        from roadmap import (  # noqa: F401 - they register themselves
            binned,
            checks,
            events,
            handlers,
            importing,
            navigation,
            pulse_questions,
            searching,
            sharing,
            waiting,
        )
        from roadmap.dated import register_dates_page

        for noun in ("launch", "feature", "product", "task", "milestone", "goal", "decision", "insight"):
            register_page(noun, f"roadmap:{noun}")
        for noun in ("feature", "milestone", "task"):
            register_dates_page(noun, f"roadmap:{noun}_dates", Right.EDIT_ROADMAP)
        register_screens(
            timeline=Screen("the timeline", "roadmap:timeline"),
            board=Screen("the board", "roadmap:board"),
            table=Screen("the table", "roadmap:table"),
            priorities=Screen("priorities", "roadmap:priorities"),
            launches=Screen("launches", "roadmap:launches"),
        )
