"""Applying a playbook to a launch: the difference first."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.lib.text import human_list, plural
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from roadmap.actions import playbooks
from roadmap.application import Application
from roadmap.forms import PlaybookForm
from roadmap.models import Launch, Playbook
from roadmap.views.answers import back_to_room


@require_http_methods(["GET", "POST"])
def apply(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Show what a playbook (the first of the launch's tier, unless one is chosen) would do to it; a POST does it."""
    launch = get_visible(Launch.objects.select_related("workspace", "owner__user"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    asked = request.POST if request.method == "POST" else request.GET or None
    form = PlaybookForm(asked, member=request.member, launch=launch)
    application = None
    if form.is_valid():
        playbook, dry_run = form.cleaned_data["playbook"], request.method == "GET" or "preview" in request.POST
        application = attempt(form, lambda: playbooks.apply(playbook, launch, by=request.member, dry_run=dry_run))
        if application and not dry_run:
            return back_to_room(request, launch, _in_words(playbook, application), page="roadmap:launch_schedule")
    return dialog(request, "roadmap/playbooks/apply.html", form, launch=launch, application=application)


def _in_words(playbook: Playbook, application: Application) -> str:
    counts: Counter[str] = Counter(step.state for step in application.steps)
    words = {"create": "added", "change": "changed"}
    done = [f"{plural(counts[state], 'thing')} {word}" for state, word in words.items() if counts[state]]
    return f"{playbook}: {human_list(done) or 'nothing to do, all is there'}."
