"""The timeline: what is planned when, by launch, product, goal or owner."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, may
from launchhub.lib.dates import show_date
from launchhub.web.links import ANY, link
from launchhub.web.responses import fragment, page_or_fragment, wants_fragment
from roadmap import grouping, ledger, readiness, timeline
from roadmap.clashes import Clash, told_features, waited_for, worth_telling
from roadmap.clashes import clashes as clashes_of
from roadmap.dated import dates_pages
from roadmap.grouping import Block, Group, Piece
from roadmap.models import Goal, GoalFeature, GoalLaunch, Launch, Product
from roadmap.picture import picture as draw
from roadmap.remembered import readiness_for
from roadmap.selection import Selection
from roadmap.timeline import Bar, Plan
from roadmap.views.frame import frame
from roadmap.views.looks import GROUPS, ZOOMS, Look

TEMPLATE = "roadmap/timeline/index.html"
AT_ONCE = 160
"""Rows that come with the page; further pieces of groups are fetched when somebody gets there."""

GROUPS_AT_ONCE = 100
"""Groups that come with the page; further blocks of them are fetched when somebody gets there."""

SHOWN_CLASHES = 100


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """The plan of a period on a time axis; `?only=` gives one part alone: a piece of a group, or a block of groups."""
    today, selection = request.workspace.today(), Selection.of(request.GET)
    look = Look.of(request.GET, today)
    loaded = request.GET.getlist("loaded")
    plan, names, groups = _seen(request, selection, look, today)
    blocks = grouping.in_blocks(groups, GROUPS_AT_ONCE, today, loaded)
    groups = [group for block in blocks if not block.is_later for group in block.groups]
    groups = grouping.fold(groups, AT_ONCE, today, loaded)
    shown = [bar for group in groups for bar in group.shown]
    groups = grouping.with_verdicts(groups, _verdicts(request.member, shown))
    after = _after(timeline.with_links(request.member, plan, shown))
    was = _ghosts(request.member, shown, look)
    badges = {} if look.group == "owner" else names  # their group says whose they are
    context = {"today": today, "look": look, "names": badges, "was": was, "after": after, "loaded": loaded}
    context |= {"tools": _tools(request.GET, look), "closed": request.GET.getlist("closed")}
    if look.only and wants_fragment(request):
        return _part(request, look.only, groups, context | {"loaded": [look.only]})
    context |= {
        "blocks": blocks,
        "plan": plan,
        "may_edit": may(request.member, Right.EDIT_ROADMAP),
        "places": _places(request),
        **frame(request, selection),
    }
    return page_or_fragment(request, TEMPLATE, "view", context)


def _part(request: WorkspaceRequest, key: str, groups: Sequence[Group], context: dict[str, Any]) -> HttpResponse:
    """Return one part of the timeline alone."""
    if key.startswith(grouping.BLOCKS):
        return fragment(request, "roadmap/timeline/groups.html", "groups", context | {"block": Block(key, groups)})
    piece = groups[0].pieces[0] if groups else Piece(key)
    return fragment(request, "roadmap/timeline/rows.html", "rows", context | {"piece": piece})


@require_GET
def clashes(request: WorkspaceRequest) -> HttpResponse:
    """What does not fit together in the plan that the timeline shows under the same address."""
    today = request.workspace.today()
    look = Look.of(request.GET, today)
    plan = timeline.read(request.member, Selection.of(request.GET), look.period, today)
    plan = timeline.with_links(request.member, plan, [bar for bar in plan.bars if bar.is_open])
    found = _clashes(request.member, plan, today)[:SHOWN_CLASHES]
    return page_or_fragment(request, "roadmap/timeline/clashes.html", "clashes", {"clashes": found})


@require_GET
def picture(request: WorkspaceRequest) -> HttpResponse:
    """What the timeline shows under the same address, whole, as an SVG; groups that are closed keep their head."""
    today, look = request.workspace.today(), Look.of(request.GET, request.workspace.today())
    plan, _, groups = _seen(request, Selection.of(request.GET), look, today)
    plan = timeline.with_links(request.member, plan, plan.bars)
    groups = grouping.with_verdicts(groups, _verdicts(request.member, plan.bars))
    closed = request.GET.getlist("closed")
    shown = [replace(group, pieces=[]) if group.key in closed else group for group in groups]
    start, end = (show_date(day) for day in look.period)
    title = f"{request.workspace.name}: roadmap, {start} to {end}"
    content = draw(shown, look.period, today, title, plan.links)
    name = f"roadmap-{today.isoformat()}.svg"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="image/svg+xml", headers=headers)


def _seen(
    request: WorkspaceRequest, selection: Selection, look: Look, today: dt.date
) -> tuple[Plan, dict[uuid.UUID, str], Sequence[Group]]:
    """Return the plan of the period, the names of the owners of its bars, and the bars in groups."""
    shows_things = look.group in ("launch", "owner")
    plan = timeline.read(request.member, selection, look.period, today, with_things=shows_things)
    names = _names(request.member, plan)
    groups = _grouped(request.member, plan, look.group, names)
    return plan, names, grouping.only(groups, look.only) if look.only else groups


def _places(request: WorkspaceRequest) -> dict[str, str]:
    """Return below which address the things are that the member may move, by noun."""
    pages = dates_pages(request.member)
    if may(request.member, Right.EDIT_ROADMAP):
        pages[Launch.noun] = "roadmap:launch_move"
    return {noun: link(request, page, pk=ANY).partition(str(ANY))[0] for noun, page in pages.items()}


def _verdicts(member: Member, bars: Sequence[Bar]) -> dict[uuid.UUID, str]:
    launches = list({bar.id for bar in bars if bar.noun == Launch.noun})
    return {pk: ready.verdict for pk, ready in readiness_for(member, launches).items()}


def _names(member: Member, plan: Plan) -> dict[uuid.UUID, str]:
    """Return the names of those whose bars these are, in their order."""
    owners = {owner_id for bar in plan.bars for owner_id in bar.owner_ids}
    rows = Member.objects.visible_to(member).filter(pk__in=owners).values_list("pk", "user__name", "user__email")
    names = {pk: name or email.partition("@")[0] for pk, name, email in rows}
    return dict(sorted(names.items(), key=lambda item: (item[1].lower(), item[0])))


def _grouped(member: Member, plan: Plan, by: str, names: Mapping[uuid.UUID, str]) -> list[Group]:
    if by == "launch":
        return grouping.by_launch(plan)
    if by == "owner":
        return grouping.by_keys(plan.bars, lambda bar: bar.owner_ids, names, "Nobody")
    bars = [*plan.launches.values(), *plan.features]
    if by == "product":
        products = dict(Product.objects.visible_to(member).order_by("name", "pk").values_list("pk", "name"))
        return grouping.by_keys(bars, lambda bar: bar.product_ids, products, "No product")
    goals = dict(Goal.objects.visible_to(member).order_by("title", "pk").values_list("pk", "title"))
    goals_of = _goals_of(goals)
    return grouping.by_keys(bars, lambda bar: goals_of[bar.id], goals, "No goal")


def _goals_of(goals: Mapping[uuid.UUID, str]) -> Mapping[uuid.UUID, list[uuid.UUID]]:
    of_features = GoalFeature.objects.filter(goal__in=goals).values_list("feature", "goal")
    of_launches = GoalLaunch.objects.filter(goal__in=goals).values_list("launch", "goal")
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for bar_id, goal_id in of_features.union(of_launches, all=True):
        found[bar_id].append(goal_id)
    return found


def _ghosts(member: Member, bars: Sequence[Bar], look: Look) -> dict[uuid.UUID, dt.date]:
    """Return where the bars ended that have moved since the day that the plan is compared with."""
    if look.as_of is None:
        return {}
    ids = {pk for bar in bars for pk in (bar.id, bar.launch_id) if pk}
    places = ledger.places_as_of(member, ids, look.as_of)
    found = {}
    for bar in bars:
        was, now = places.get(str(bar.id)), bar.start if bar.noun == "milestone" else bar.end
        if was and now and bar.end and was != now:
            found[bar.id] = bar.end + (was - now)
    return found


def _after(plan: Plan) -> Mapping[uuid.UUID, list[timeline.Link]]:
    """Return what each bar waits for."""
    after: dict[uuid.UUID, list[timeline.Link]] = defaultdict(list)
    for each in plan.links:
        after[each.later].append(each)
    return after


def _clashes(member: Member, plan: Plan, today: dt.date) -> Sequence[Clash]:
    """Return what does not fit together. Gates and activities that are not shared stay out of a guest's sight."""
    if member.is_guest:
        return clashes_of(plan, {}, worth_telling(plan), today)
    return clashes_of(plan, readiness.obstacles(waited_for(plan)), told_features(worth_telling(plan)), today)


def _tools(given: QueryDict, look: Look) -> dict[str, Any]:
    """Return the addresses that lead to another zoom, other groups and the periods beside this one."""
    asked = given.copy()
    for name in ("only", "loaded"):
        asked.pop(name, None)
    half = dt.timedelta(days=max((look.period.end - look.period.start).days // 2, 1))
    return {
        "here": _with(asked),
        "part": lambda key: _with(asked, only=key),
        "zooms": [(zoom.label, _with(asked, zoom=key, **_span()), key == look.zoom) for key, zoom in ZOOMS.items()],
        "groups": [(label, _with(asked, group=key), key == look.group) for key, label in GROUPS.items()],
        "earlier": _with(asked, **_span(look.period.start - half, look.period.end - half)),
        "later": _with(asked, **_span(look.period.start + half, look.period.end + half)),
        "today": _with(asked, **_span()),
        "kept": [(name, value) for name, values in asked.lists() if name != "as_of" for value in values],
        "not_compared": _with(asked, as_of=""),
    }


def _span(start: dt.date | None = None, end: dt.date | None = None) -> dict[str, str]:
    return {"from": start.isoformat() if start else "", "to": end.isoformat() if end else ""}


def _with(asked: QueryDict, **changed: str) -> str:
    query = asked.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
