"""Goals: all of them, and one with what it measured and who agreed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, require
from launchhub.events.models import Event
from launchhub.pages.activity import shown_events
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.lines import line
from launchhub.web.links import link
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import form_error, page_or_fragment, redirect_to, saved
from roadmap.actions import goals
from roadmap.feature_forms import GoalLinkForm
from roadmap.goal_forms import CheckInForm, GoalForm
from roadmap.models import Feature, Goal, Launch
from roadmap.models.goals import VOICES
from roadmap.views.answers import back_to_feature
from roadmap.views.panel import CHOICES, choices_of

PER_PAGE = 100
SHOWN = 50
"""How many check-ins, features and events a goal's page shows; REST has all."""


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All goals, the next one due first."""
    rows = Goal.objects.visible_to(request.member).with_current().select_related("owner__user")
    rows = rows.order_by("due", "id").prefetch_related(_agreed())
    shown = LongPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    today = request.workspace.today()
    context = {"pages": shown, "goals": [_shown(goal, today) for goal in shown.object_list]}
    return page_or_fragment(request, "roadmap/goals/list.html", "rows", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One goal: how far it is, what it measured, who wants it, what should bring it nearer."""
    member = request.member
    rows = Goal.objects.with_current().select_related("owner__user", "workspace").prefetch_related(_agreed())
    goal = get_visible(rows, request, pk)
    checkins = list(goal.checkins.select_related("author__user").order_by("-day", "-id")[:SHOWN])
    by_day = {checkin.day: checkin.value for checkin in checkins[::-1]}
    events = Event.objects.filter(subject_id=pk).select_related("actor__user").order_by("-id")[:SHOWN]
    context = _shown(goal, request.workspace.today()) | {
        "checkins": checkins,
        "line": line(sorted(by_day.items()), goal.baseline, goal.target, goal.due),
        "launches": Launch.objects.visible_to(member).filter(goals=goal).nearest_first()[:SHOWN],
        "features": Feature.objects.visible_to(member).filter(goals=goal).order_by("target", "id")[:SHOWN],
        "events": shown_events(events),
        "has_agreed": any(each.pk == member.pk for each in goal.agreed),
        "may_check_in": goals.may_check_in(member, goal),
    }
    return page_or_fragment(request, "roadmap/goals/detail.html", "goal", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Set a goal."""
    require(request.member, Right.EDIT_ROADMAP)
    form = GoalForm(request.POST or None, member=request.member)
    if form.is_valid() and (made := attempt(form, lambda: goals.create(by=request.member, **form.as_fields()))):
        return redirect_to(request, "roadmap:goal", pk=made.pk, message="The goal is set. Who agrees to it?")
    return dialog(request, "roadmap/goals/form.html", form, goal=None)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit a goal; who agreed to another target is asked anew."""
    goal = get_visible(Goal, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = GoalForm(request.POST or None, member=request.member, obj=goal)
    if form.is_valid() and attempt(form, lambda: goals.update(goal, by=request.member, **form.as_fields())):
        return _back(request, goal, "Saved.")
    return dialog(request, "roadmap/goals/form.html", form, goal=goal)


@require_http_methods(["GET", "POST"])
def check_in(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Write down what the goal measured."""
    goal = get_visible(Goal.objects.select_related("workspace"), request, pk)
    goals.require_check_in(request.member, goal)
    form = CheckInForm(request.POST or None, initial={"day": request.workspace.today()})
    if form.is_valid() and attempt(form, lambda: goals.check_in(goal, by=request.member, **form.cleaned_data)):
        return _back(request, goal, "Checked in.")
    return dialog(request, "roadmap/goals/check_in.html", form, goal=goal)


@require_POST
def measure(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Tie a feature to a goal."""
    return _measure(request, pk, measures=True)


@require_POST
def stop_measuring(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Tie a feature to a goal no longer."""
    return _measure(request, pk, measures=False)


@require_POST
def agree(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Say for oneself that one wants the goal as it is, or no longer."""
    goal = get_visible(Goal, request, pk)
    agrees = request.POST.get("agrees") == "yes"
    goals.agree(goal, agrees=agrees, by=request.member)
    return _back(request, goal, "You agreed to it." if agrees else "You no longer agree to it.")


def _measure(request: WorkspaceRequest, pk: UUID, *, measures: bool) -> HttpResponse:
    feature = get_visible(Feature, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    form = GoalLinkForm(request.POST, member=request.member)
    if form.is_valid() and attempt(
        form, lambda: goals.measure(form.cleaned_data["goal"], feature, measures=measures, by=request.member)
    ):
        return back_to_feature(request, feature)
    return form_error(request, CHOICES, "choices", choices_of(request, feature, "goals") | {"form": form})


def _back(request: WorkspaceRequest, goal: Goal, message: str) -> HttpResponse:
    changed = ["goals", f"goal-{goal.pk}"]
    return saved(request, link(request, "roadmap:goal", pk=goal.pk), message=message, changed=changed)


def _agreed() -> Prefetch[Any]:
    return Prefetch("agreed_by", Member.objects.select_related("user").order_by("user__name", "pk"), "agreed")


def _shown(goal: Any, today: Any) -> dict[str, Any]:
    """Return a goal with how far it is and which of the three hats have agreed; `current` and `agreed` are loaded."""
    done = goal.progress(goal.current)
    off = goal.is_off_track(goal.current, goal.measured_since, today)
    state, word = ("passed", "Reached") if done >= 1 else ("at_risk", "Off track") if off else ("on_track", "On track")
    return {
        "goal": goal,
        "percent": round(100 * done),
        "state": ("open", "Not measured") if goal.current is None and not off else (state, word),
        "voices": [(hat.label, [each for each in goal.agreed if hat in each.hats]) for hat in VOICES],
        "missing": [hat.label for hat in VOICES if not any(hat in each.hats for each in goal.agreed)],
    }
