from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        """Join the spine, the readiness report and the blast radius."""
        from launchhub.accounts.rights import Right
        from launchhub.events.kinds import also_tell
        from launchhub.web.links import register_page
        from messaging import binned, handlers, impact, importing, readiness, recipients, searching, sharing, telling  # noqa: F401  (they register)
        from roadmap.dated import register_dates_page
        from roadmap.impact import register_impact

        for kind, sources in recipients.ALSO_TOLD.items():
            for source in sources:
                also_tell(kind, source)
        register_impact("claims", impact.claims)
        register_impact("assets_stale", impact.assets_stale)
        register_impact("past_lock", impact.past_lock)
        for noun in ("claim", "asset"):
            register_page(noun, f"messaging:{noun}")
        for noun in ("activity", "asset"):
            register_dates_page(noun, f"messaging:{noun}_dates", Right.EDIT_MESSAGING)
