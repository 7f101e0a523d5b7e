"""Insights: the inbox where they are shared and answered, one of them, and those of a feature."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.events.models import Event
from launchhub.pages.activity import shown_events
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import here_with, link
from launchhub.web.paging import LongPaginator
from launchhub.web.responses import again, form_error, page_or_fragment, saved, wants_fragment
from roadmap.actions import insights
from roadmap.insight_forms import AnswerForm, InsightForm, InsightLinkForm
from roadmap.insights import SHOWS, Selection, offered, waiting, weight_of, with_all
from roadmap.models import Customer, Feature, Insight, InsightStatus

PER_PAGE = 50
SHOWN = 50
"""How many insights a feature shows, and how many events an insight; REST has all."""

LIST = "roadmap/insights/list.html"
FORM = "roadmap/insights/form.html"
CHOICES = "roadmap/insights/choices.html"
OF_FEATURE = "roadmap/insights/of_feature.html"


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """The inbox: what waits for an answer, the latest first, unless the address asks for something else."""
    member = request.member
    require(member, Right.SHARE)
    selection = Selection.of(request.GET)
    shown = LongPaginator(with_all(selection.found(member)), PER_PAGE).get_page(request.GET.get("page"))
    counts = waiting(member)
    context = {
        "pages": shown,
        "insights": list(shown.object_list),
        "show": selection.show,
        "customer": Customer.objects.visible_to(member).filter(pk=selection.customer).first(),
        "tabs": [
            (word, here_with(request, page="", show=show), show == selection.show, counts.get(show))
            for show, word in SHOWS.items()
        ],
        "without_customer": here_with(request, page="", customer=""),
        "turn": lambda number: here_with(request, page=str(number)),
        "form": InsightForm(member=member, part="quick"),
    }
    return page_or_fragment(request, LIST, "rows", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Share what somebody said: in the dialog, or (`quick`) on the line above the inbox, which then takes the next."""
    require(request.member, Right.SHARE)
    is_quick = "quick" in request.POST and wants_fragment(request)
    form = InsightForm(request.POST or None, member=request.member, part="quick" if is_quick else "")
    made = form.is_valid() and attempt(form, lambda: insights.create(by=request.member, **form.as_fields()))
    message, inbox = "Shared. You hear what becomes of it.", link(request, "roadmap:insights")
    if not made:
        return (
            form_error(request, LIST, "quick", {"form": form})
            if is_quick
            else dialog(request, FORM, form, insight=None)
        )
    if is_quick:
        anew = {"form": InsightForm(member=request.member, part="quick")}
        return again(request, inbox, LIST, "quick", anew, message=message, changed=["insights"])
    return saved(request, link(request, "roadmap:insight", pk=made.pk), message=message, changed=["insights"])


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One insight: what was said, what became of it, and what people say about it."""
    insight = get_visible(with_all(Insight.objects), request, pk)
    events = Event.objects.filter(subject_id=pk).select_related("actor__user").order_by("-id")[:SHOWN]
    context = {"insight": insight, "events": shown_events(events)}
    return page_or_fragment(request, "roadmap/insights/detail.html", "insight", context)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit an insight."""
    insight = _to_change(request, pk)
    form = InsightForm(request.POST or None, member=request.member, obj=insight)
    if form.is_valid() and attempt(form, lambda: insights.update(insight, by=request.member, **form.as_fields())):
        return _back(request, insight, "Saved.")
    return dialog(request, FORM, form, insight=insight)


@require_GET
def choices(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What an insight may be linked to: features that fit the words typed so far."""
    insight = _to_change(request, pk)
    return page_or_fragment(request, CHOICES, "choices", _choices(request, insight))


@require_POST
def add_feature(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Link an insight to a feature."""
    return _link(request, pk, links=True)


@require_POST
def remove_feature(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Link an insight to a feature no longer."""
    return _link(request, pk, links=False)


@require_http_methods(["GET", "POST"])
def plan(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Say that what an insight asks for is planned."""
    return _answer(request, pk, InsightStatus.PLANNED)


@require_http_methods(["GET", "POST"])
def decline(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Decline an insight, with an answer."""
    return _answer(request, pk, InsightStatus.DECLINED)


@require_POST
def reopen(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take up again what was planned or declined."""
    insight = get_visible(Insight, request, pk)
    insights.transition(insight, to=insights.unanswered_as(insight), by=request.member)
    return _back(request, insight, "It waits for an answer again.")


@require_http_methods(["GET", "POST"])
def of_feature(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What customers said about a feature, of how many and how weighty they are; POST shares something more."""
    feature = get_visible(Feature, request, pk)
    require(request.member, Right.SHARE)
    form = InsightForm(request.POST or None, member=request.member, part=f"heard_{pk}")
    made = form.is_valid() and attempt(
        form, lambda: insights.create(by=request.member, features=[feature], **form.as_fields())
    )
    if not made:
        answer = form_error if form.is_bound else page_or_fragment
        return answer(request, OF_FEATURE, "insights", _of_feature(request, feature, form))
    anew = _of_feature(request, feature, InsightForm(member=request.member, part=f"heard_{pk}"))
    here, message = link(request, "roadmap:feature_insights", pk=pk), "Shared. You hear what becomes of it."
    return again(request, here, OF_FEATURE, "insights", anew, message=message, changed=["insights"])


def _of_feature(request: WorkspaceRequest, feature: Feature, form: InsightForm) -> dict[str, Any]:
    rows = with_all(Insight.objects.visible_to(request.member)).filter(features=feature)
    found = list(rows.order_by("-created_at", "-id")[: SHOWN + 1])
    weight = weight_of(feature, request.member)
    return {
        "feature": feature, "insights": found[:SHOWN], "is_cut": len(found) > SHOWN, "weight": weight, "form": form,
    }  # fmt: skip


def _to_change(request: WorkspaceRequest, pk: UUID) -> Insight:
    insight: Insight = get_visible(Insight.objects.select_related("customer"), request, pk)
    insights.require_change(request.member, insight)
    return insight


def _choices(request: WorkspaceRequest, insight: Insight, form: InsightLinkForm | None = None) -> dict[str, Any]:
    asked = request.POST if request.method == "POST" else request.GET
    words = asked.get("q", "").strip().replace("\0", "")
    return {"insight": insight, "words": words, "found": offered(insight, words, request.member), "form": form}


def _link(request: WorkspaceRequest, pk: UUID, *, links: bool) -> HttpResponse:
    insight = _to_change(request, pk)
    form = InsightLinkForm(request.POST, member=request.member)
    if form.is_valid() and attempt(
        form, lambda: insights.link(insight, form.cleaned_data["feature"], links=links, by=request.member)
    ):
        return _back(request, insight, "", f"feature-{form.cleaned_data['feature'].pk}")
    return form_error(request, CHOICES, "choices", _choices(request, insight, form))


def _answer(request: WorkspaceRequest, pk: UUID, to: InsightStatus) -> HttpResponse:
    insight = get_visible(Insight, request, pk)
    require(request.member, Right.EDIT_ROADMAP)
    is_needed = to == InsightStatus.DECLINED
    sent = request.POST if request.method == "POST" else None  # an empty one, too: planning needs no answer
    form = AnswerForm(sent, is_needed=is_needed, initial={"answer": insight.answer})
    given = form.is_valid() and attempt(
        form, lambda: insights.transition(insight, to=to, by=request.member, **form.cleaned_data)
    )
    if given:
        return _back(request, insight, f"{to.label}. Whoever shared it is told.")
    return dialog(request, "roadmap/insights/answer.html", form, insight=insight, to=to)


def _back(request: WorkspaceRequest, insight: Insight, message: str, *changed: str) -> HttpResponse:
    here = link(request, "roadmap:insight", pk=insight.pk)
    return saved(request, here, message=message, changed=["insights", f"insight-{insight.pk}", *changed])
