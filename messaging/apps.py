from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        """Join the spine, the readiness report and the blast radius."""
        from launchhub.events.kinds import also_tell
        from messaging import handlers, impact, readiness, recipients  # noqa: F401 - handlers register themselves
        from roadmap.impact import register_impact
        from roadmap.readiness import register_findings, register_ticks

        for kind, sources in recipients.ALSO_TOLD.items():
            for source in sources:
                also_tell(kind, source)
        register_findings(readiness.findings)
        register_ticks(readiness.ticks)
        register_impact("claims", impact.claims)
        register_impact("assets_stale", impact.assets_stale)
        register_impact("past_lock", impact.past_lock)
