"""What the launch room shows, put together from the readiness report, the ledger and the spine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef

from launchhub.accounts.models import Hat, Member
from launchhub.accounts.models.members import name_at
from launchhub.accounts.rights import Right, may
from launchhub.events.models import Event
from launchhub.notifications.models import Watch
from launchhub.pages.activity import shown_events
from launchhub.web.charts import Move
from roadmap import ledger, readiness
from roadmap.actions import briefs, launches
from roadmap.linked import links_of
from roadmap.models import (
    DateMove,
    Decision,
    DecisionVote,
    Launch,
    LaunchStatus,
    MoveReason,
    Product,
    RaciLine,
    Task,
    Voice,
)
from roadmap.models.decisions import ON_READINESS

SHOWN = 8
"""How many lines of a list the overview has before it leads to the whole."""

AMONG_MEMBERS = (
    *("acknowledgement.given", "acknowledgement.due", "acknowledgement.overdue"),
    *("launch.pulse_asked", "launch.confirmed", "launch.doubted"),
)
"""Kinds of events about who has answered what: not for guests, who are not asked."""

ICONS = {
    Hat.PRODUCT: "box",
    Hat.MARKETING: "megaphone",
    Hat.QA: "flask-conical",
    Hat.ENGINEERING: "wrench",
    Hat.SALES: "handshake",
    Hat.SUPPORT: "life-buoy",
    Hat.LEGAL: "scale",
}


def room(launch: Launch, member: Member) -> dict[str, Any]:
    """Return what the overview of a launch needs. `with_slips`, owner and workspace must be loaded."""
    today = member.workspace.today()
    things = ledger.schedule_of(launch)
    ahead = [thing for thing in things if not thing.is_finished and thing.due and thing.due >= today]
    report = readiness.report(launch)
    tracks = [track_of(track, report) for track in report.tracks]
    if member.is_guest:
        report = report.for_guest(launch)
        tracks = [track | {"finding": track["finding"] and track["finding"].for_guest(launch)} for track in tracks]
    return {
        "launch": launch,
        "products": Product.objects.visible_to(member).filter(launches=launch).order_by("name"),
        "today": today,
        "report": report,
        "tracks": tracks,
        "dial": [(track["label"], track["states"]) for track in tracks],
        "ladder": ladder_of(launch, to_guest=member.is_guest),
        "accountable": accountable_of(launch),
        "decided": decided(launch),
        "watch": Watch.objects.visible_to(member).filter(target_id=launch.pk).first(),
        "watchers": Watch.objects.in_workspace(member.workspace_id).on(launch.pk).count(),
        "things": (ahead or things)[:SHOWN],
        "things_total": len(things),
        "links": links_of(launch, member),
        "events": shown_events(news_of(launch, member)[:SHOWN], to_guest=member.is_guest),
        "ways": ways_of(launch, member),
    } | waiting_for(launch, member)


def ways_of(launch: Launch, member: Member) -> list[tuple[LaunchStatus, str]]:
    """Return where the launch may go from here, each with why that would be refused, "" where nothing is in the way."""
    if not may(member, Right.EDIT_ROADMAP):
        return []
    return [(to, why_not(findings)) for to, findings in launches.ways(launch)]


def why_not(findings: Sequence[readiness.Finding]) -> str:
    """Say in one line what is in the way: the first thing, and how many more."""
    if not findings:
        return ""
    first, more = findings[0], len(findings) - 1
    return f"{first.title} {first.detail}" + (f", and {more} more" if more else "")


def decided(launch: Launch) -> dict[str, Any] | None:
    """Return the go or no-go that stands, and the hats that have not voted on it; None before there is one."""
    rows = Decision.objects.filter(launch=launch, decision__in=ON_READINESS).standing().defer("frozen")
    votes = ArraySubquery(DecisionVote.objects.filter(decision=OuterRef("pk")).values("hat"))
    decision = rows.annotate(author_name=name_at("author"), hats=votes).order_by("-created_at", "-id").first()
    if decision is None:
        return None
    return {"decision": decision, "missing": [Hat(voice).label for voice in Voice if voice not in decision.hats]}


def events_of(launch: Launch, member: Member) -> Any:
    """Return what happened to the launch and what belongs to it, latest first; to a guest only to the launch itself."""
    rows = Event.objects.filter(workspace=member.workspace_id, launch_id=launch.pk)
    if member.is_guest:  # was shown the launch, not all that belongs to it
        rows = rows.filter(subject_id=launch.pk).exclude(kind__in=AMONG_MEMBERS)
    return rows.select_related("actor__user").order_by("-id")


def news_of(launch: Launch, member: Member) -> Any:
    """Return the same without answers of members, which the room shows in a place of their own."""
    return events_of(launch, member).exclude(kind__in=AMONG_MEMBERS)


def waiting_for(launch: Launch, member: Member) -> dict[str, Any]:
    """Return what the member still has to do here: their tasks, and briefs to write before it is committed."""
    mine = Task.objects.alive().unfinished().filter(launch=launch, assignee=member)
    voices = briefs.missing(launch) if launch.status == LaunchStatus.PLANNING else []
    return {
        "tasks": list(mine.order_by(F("due").asc(nulls_last=True), "pk")[:SHOWN]),
        "tasks_total": mine.count(),
        "voices": [voice for voice in voices if voice in member.hats],
    }


def accountable_of(launch: Launch) -> dict[str, list[str]]:
    """Return who answers for each track of the launch, by hat."""
    lines = RaciLine.objects.answered_for().filter(launch=launch).select_related("accountable__user")
    found: dict[str, list[str]] = {}
    for line in lines.order_by("pk"):
        names = found.setdefault(line.hat, [])
        if line.accountable.name not in names:
            names.append(line.accountable.name)
    return found


def track_of(track: readiness.Track, report: readiness.Report) -> dict[str, Any]:
    """Return a track with its own verdict: the worst of the findings that its checks have."""
    ids = {tick.id for tick in track.ticks}
    blocker = next((finding for finding in report.blockers if finding.id in ids), None)
    risk = next((finding for finding in report.risks if finding.id in ids), None)
    return {
        "hat": track.hat,
        "label": Hat(track.hat).label,
        "icon": ICONS[Hat(track.hat)],
        "state": "blocked" if blocker else "at_risk" if risk or track.overdue else "on_track",
        "states": [tick.state for tick in track.ticks],
        "track": track,
        "finding": blocker or risk,
    }


def ladder_of(launch: Launch, *, to_guest: bool = False) -> list[Move]:
    """Return the slip ladder: the first plan, then each move with its reason; to a guest no launch that pushed it."""
    lines = ledger.ladder(launch)
    if not lines:
        return [Move(launch.created_at.date(), launch.date, "first plan")] if launch.date else []
    moves = (
        [Move(min(launch.created_at, lines[0].created_at).date(), lines[0].old, "first plan")] if lines[0].old else []
    )
    return moves + [Move(line.created_at.date(), line.new, _why(line, to_guest)) for line in lines if line.new]


def _why(line: DateMove, to_guest: bool) -> str:
    label = MoveReason(line.reason).label.lower()
    is_shown = 0 < len(line.note) <= 60 and not (to_guest and line.caused_by_id)
    return line.note if is_shown else label
