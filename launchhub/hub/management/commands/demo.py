"""Open the demo workspace, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from launchhub.accounts.models import Workspace
from launchhub.hub.demo import agreements, ambitions, news, quality, roadmaps, stage, story, talk, voices, wants, wishes
from launchhub.lib.wall import workspace_context
from launchhub.search import index
from roadmap.actions import readiness_history


class Command(BaseCommand):
    help = "Open a small workspace that makes believe, and write its logins to demo-logins.txt in the data folder."

    def handle(self, *args: Any, **options: Any) -> None:
        if Workspace.objects.filter(slug=stage.SLUG).exists():
            self.stdout.write(f"The demo is here already, at /{stage.SLUG}/.")
            return
        with transaction.atomic():
            workspace = stage.opened()
            with workspace_context(workspace):
                present = stage.cast(workspace)
                plan = roadmaps.plan(present)
                gates = quality.judge(present, plan)
                story.tell(present, plan)
                ambitions.aim(present, plan)
                agreements.agree(present, plan)
                talk.talk(present, plan)
                wishes.wish(present, plan)
                wants.want(present, plan)
                news.happen(present, plan, gates)
                voices.speak(present, plan)
                readiness_history.take_daily(workspace)
        index.catch_up(workspace)
        (settings.DATA_DIR / "demo-logins.txt").write_text(stage.logins())
        self.stdout.write(f"{stage.NAME} is open at /{stage.SLUG}/.")
