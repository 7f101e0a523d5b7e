"""The three voices heard before a launch is committed."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Hat
from launchhub.lib.text import plural
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.responses import page_or_fragment
from roadmap.actions import briefs
from roadmap.choosing import people
from roadmap.forms import BriefForm
from roadmap.models import Brief, Launch, Voice
from roadmap.views.answers import back_to_room

MOST_ASKED = 3
"""How many of those who may write a brief are named where it is missing."""


@require_GET
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What product, marketing and QA say about the launch, and who has not spoken yet."""
    launch = get_visible(Launch, request, pk)
    rows = Brief.objects.visible_to(request.member).filter(launch=launch).select_related("author__user")
    written = {brief.hat: brief for brief in rows}
    asked = [] if len(written) == len(Voice) else list(people(request.member).filter(hats__overlap=Voice.values))
    voices = [
        {
            "voice": voice,
            "brief": written.get(voice),
            "early": _early(launch, written.get(voice)),
            "may_write": briefs.may_write(request.member, voice),
            "asked": [person.name for person in asked if voice in person.hats][:MOST_ASKED],
        }
        for voice in Voice
    ]
    context = {
        "launch": launch,
        "voices": voices,
        "missing": [Hat(voice).label for voice in Voice if voice not in written],
    }
    return page_or_fragment(request, "roadmap/briefs/list.html", "part", context)


def _early(launch: Launch, brief: Brief | None) -> str:
    """Say how long before the launch somebody spoke, or after it; "" without a date."""
    if brief is None or launch.date is None:
        return ""
    days = (launch.date - timezone.localdate(brief.created_at)).days
    return f"{plural(abs(days), 'day')} {'before' if days >= 0 else 'after'} the launch"


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID, hat: str) -> HttpResponse:
    """Write the brief of a hat, or edit the one that is there."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    if hat not in Voice.values:
        raise Http404("That hat writes no brief.")
    briefs.require_hat(request.member, hat)
    brief = Brief.objects.visible_to(request.member).filter(launch=launch, hat=hat).first()
    form = BriefForm(request.POST or None, obj=brief)
    if form.is_valid() and attempt(form, lambda: _write(request, launch, hat, brief, form)):
        return back_to_room(request, launch, "The brief is saved.", page="roadmap:launch_briefs")
    return dialog(request, "roadmap/briefs/form.html", form, launch=launch, voice=Voice(hat))


def _write(request: WorkspaceRequest, launch: Launch, hat: str, brief: Brief | None, form: BriefForm) -> Brief:
    if brief:
        return briefs.update(brief, by=request.member, **form.as_fields())
    return briefs.create(launch=launch, hat=hat, by=request.member, **form.as_fields())
