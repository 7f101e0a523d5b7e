"""Playbooks: all of them, one as a schedule around a launch, their making, and their application to a launch."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, may, require
from launchhub.events.models import Event
from launchhub.lib.text import human_list, plural
from launchhub.pages.activity import shown_events
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page_or_fragment, redirect_to, saved
from roadmap import playbook_schedule
from roadmap.actions import playbooks
from roadmap.application import Application
from roadmap.models import ItemNoun, Launch, Playbook, PlaybookItem
from roadmap.placing import show_place
from roadmap.playbook_forms import ApplyForm, CopyForm, PlaybookForm
from roadmap.playbook_uses import uses_ahead
from roadmap.views.answers import back_to_room

PER_PAGE = 100
SHOWN = 50
"""How many launches and events a playbook's page shows; REST has all."""


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All playbooks, the workspace's own first, with how many launches ahead follow each."""
    member = request.member
    found = uses_ahead(member).values()
    day = "playbookitem__offset_days"
    rows = Playbook.objects.visible_to(member).annotate(count=Count("playbookitem"), first=Min(day), last=Max(day))
    shown = LongPaginator(rows.order_by("is_built_in", "tier", "name", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "pages": shown,
        "playbooks": list(shown.object_list),
        "followed": Counter(use.playbook_id for use in found),
        "spans": {each.pk: " to ".join(_span(each)) for each in shown.object_list},
    }
    return page_or_fragment(request, "roadmap/playbooks/list.html", "rows", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One playbook: what it puts on which day around a launch, and which launches follow it."""
    playbook, member = get_visible(Playbook, request, pk), request.member
    items = list(PlaybookItem.objects.filter(playbook=playbook).order_by("position"))
    events = Event.objects.filter(workspace=playbook.workspace_id, subject_id=pk).select_related("actor__user")
    events = events.order_by("-id")[:SHOWN]
    context = _followers(request, playbook) | {
        "playbook": playbook,
        "count": len(items),
        "weeks": playbook_schedule.weeks(items),
        "lines": playbook_schedule.lines(items),
        "nouns": ItemNoun.choices,
        "may_change": may(member, Right.ADMINISTER) and not playbook.is_built_in,
        "events": [replace(shown, note=_difference(shown.event)) for shown in shown_events(events)],
    }
    return page_or_fragment(request, "roadmap/playbooks/detail.html", "playbook", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Begin a playbook of the workspace's own."""
    require(request.member, Right.ADMINISTER)
    form = PlaybookForm(request.POST or None)
    if form.is_valid() and (made := attempt(form, lambda: playbooks.create(by=request.member, **form.as_fields()))):
        return redirect_to(request, "roadmap:playbook", pk=made.pk, message="The playbook is there. What is in it?")
    return dialog(request, "roadmap/playbooks/form.html", form, playbook=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Give a playbook another name or tier."""
    playbook = get_visible(Playbook, request, pk)
    require(request.member, Right.ADMINISTER)
    form = PlaybookForm(request.POST or None, obj=playbook)
    if form.is_valid() and attempt(form, lambda: playbooks.update(playbook, by=request.member, **form.as_fields())):
        here, changed = link(request, "roadmap:playbook", pk=pk), ["playbooks", f"playbook-{pk}"]
        return saved(request, here, message="Saved.", changed=changed)
    return dialog(request, "roadmap/playbooks/form.html", form, playbook=playbook)


@require_http_methods(["GET", "POST"])
def copy(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Make a playbook of the workspace's own from this one."""
    playbook = get_visible(Playbook, request, pk)
    require(request.member, Right.ADMINISTER)
    form = CopyForm(request.POST or None, initial={"name": f"Copy of {playbook}"[:200]})
    if form.is_valid() and (
        made := attempt(form, lambda: playbooks.copy(playbook, by=request.member, **form.cleaned_data))
    ):
        message = "This one is yours: change it as your launches need it."
        return redirect_to(request, "roadmap:playbook", pk=made.pk, message=message)
    return dialog(request, "roadmap/playbooks/copy.html", form, playbook=playbook)


@require_http_methods(["GET", "POST"])
def apply(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Show what a playbook (the one that the launch follows, unless one is chosen) would do to it; a POST does it."""
    launch = get_visible(Launch.objects.select_related("workspace", "owner__user"), request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    asked = request.POST if request.method == "POST" else request.GET or None
    form = ApplyForm(asked, member=request.member, launch=launch)
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


def _difference(event: Event) -> str:
    """Say which items a change of a playbook has added, changed and removed, by their keys; "" for other events."""
    words = ("added", "changed", "removed")
    found = [f"{word.capitalize()}: {human_list(event.data[word])}." for word in words if event.data.get(word)]
    return " ".join(found)


def _followers(request: WorkspaceRequest, playbook: Playbook) -> dict[str, Any]:
    """Return the launches ahead that follow a playbook, the nearest first, each with the revision that it has."""
    found = {pk: use.revision for pk, use in uses_ahead(request.member).items() if use.playbook_id == playbook.pk}
    launches = Launch.objects.visible_to(request.member).filter(pk__in=found).nearest_first()[:SHOWN]
    return {
        "followers": [(launch, found[launch.pk]) for launch in launches],
        "followers_total": len(found),
        "today": request.workspace.today(),
    }


def _span(playbook: Any) -> list[str]:
    """Return the first and the last day that a playbook has something for."""
    days = [playbook.first, playbook.last] if playbook.first != playbook.last else [playbook.first]
    return [show_place(None, day, "calendar") for day in days if day is not None]
