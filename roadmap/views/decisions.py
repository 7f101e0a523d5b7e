"""Decisions about a launch: what was agreed, who stood behind it, and the readiness that it was taken on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Hat, Member, Role
from launchhub.accounts.models.members import name_at
from launchhub.lib.errors import Forbidden
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import page_or_fragment
from roadmap import readiness
from roadmap.actions import decisions
from roadmap.decision_forms import DecisionForm, VoteForm
from roadmap.frozen import since
from roadmap.models import Decision, DecisionVote, Launch, Voice
from roadmap.views.answers import back_to_room

PER_PAGE = 20
MOST_NAMED = 5
"""How many of those who have not voted are named, for each hat."""


@require_GET
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What was decided about the launch, the latest first, with who voted and who has not."""
    launch = get_visible(Launch, request, pk)
    rows = _rows(request).filter(launch=launch).defer("frozen").order_by("-created_at", "-id")
    pages = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    voters = _voters(request)
    context = {
        "launch": launch,
        "pages": pages,
        "decisions": [_shown(each, request.member, voters) for each in pages.object_list],
        "may_decide": decisions.may_decide(request.member, launch),
    }
    return page_or_fragment(request, "roadmap/decisions/list.html", "part", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One decision, the readiness as it was when it was taken, and what has changed since."""
    decision = get_visible(_rows(request).select_related("launch__workspace"), request, pk)
    found = since(decision, request.member)
    context = _shown(decision, request.member, _voters(request)) | {"launch": decision.launch, "since": found}
    if found:
        tracks = found.then.report.tracks
        context["dial"] = [(track.hat, [tick.state for tick in track.ticks]) for track in tracks]
        context["facts"] = [(Hat(track.hat).label, _in_words(track)) for track in tracks]
    return page_or_fragment(request, "roadmap/decisions/detail.html", "part", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take a decision; the form shows the readiness that a go or no-go would be taken on."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    decisions.require_decide(request.member, launch)
    form = DecisionForm(request.POST or None, launch=launch)
    if form.is_valid() and attempt(
        form, lambda: decisions.create(launch=launch, by=request.member, **form.cleaned_data)
    ):
        return back_to_room(
            request, launch, "Decided. Who watches the launch is told.", page="roadmap:launch_decisions"
        )
    context = {"launch": launch, "report": readiness.report(launch)}
    return dialog(request, "roadmap/decisions/form.html", form, **context)


@require_http_methods(["GET", "POST"])
def vote(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Agree or disagree with a decision."""
    decision = get_visible(Decision.objects.select_related("launch"), request, pk)
    if not decisions.votes_with(request.member):
        raise Forbidden("You may not vote: that needs the product, marketing or qa hat.")
    form = VoteForm(request.POST or None, member=request.member)
    if form.is_valid() and attempt(form, lambda: decisions.vote(decision, by=request.member, **form.cleaned_data)):
        return back_to_room(request, decision.launch, "Your vote is cast.", page="roadmap:launch_decisions")
    return dialog(request, "roadmap/decisions/vote.html", form, decision=decision, launch=decision.launch)


def _rows(request: WorkspaceRequest) -> Any:
    votes = DecisionVote.objects.annotate(member_name=name_at("member")).order_by("created_at", "id")
    rows = Decision.objects.visible_to(request.member).with_successor().annotate(author_name=name_at("author"))
    return rows.prefetch_related(Prefetch("ballots", votes, "cast"))


def _voters(request: WorkspaceRequest) -> list[Member]:
    """Return everybody who wears a hat that votes, by name. One query."""
    rows = Member.objects.visible_to(request.member).exclude(role=Role.GUEST).filter(hats__overlap=Voice.values)
    return list(rows.select_related("user").order_by("user__name", "pk"))


def _in_words(track: readiness.Track) -> str:
    overdue = f", {track.overdue} overdue" if track.overdue else ""
    return f"{track.done} of {track.total} done{overdue}"


def _shown(decision: Any, member: Member, voters: Sequence[Member]) -> dict[str, Any]:
    """Return a decision with the votes of each hat, and who of a hat without one could vote."""
    voted = {vote.member_id for vote in decision.cast}
    voices = []
    for voice in Voice:
        names = [each.name for each in voters if voice in each.hats and each.pk not in voted]
        more = len(names) - MOST_NAMED
        voices.append(
            {
                "label": Hat(voice).label,
                "votes": [vote for vote in decision.cast if vote.hat == voice],
                "waiting": names[:MOST_NAMED] + ([f"{more} more"] if more > 0 else []),
            }
        )
    may_vote = decision.superseded_by is None and member.pk not in voted and bool(decisions.votes_with(member))
    return {"decision": decision, "voices": voices, "may_vote": may_vote}
