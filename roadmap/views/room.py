"""What the launch room shows, put together from the readiness report, the ledger and the spine."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.models import Hat, Member
from launchhub.events.models import Event
from launchhub.pages.activity import shown_events
from launchhub.web.charts import Move
from roadmap import ledger, readiness
from roadmap.actions.launches import ALLOWED
from roadmap.models import DateMove, Launch, LaunchStatus, MoveReason, Task

SHOWN = 8
"""How many lines of a list the overview has before it leads to the whole."""

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
    events = Event.objects.filter(workspace=member.workspace_id, launch_id=launch.pk).select_related("actor__user")
    mine = Task.objects.alive().unfinished().filter(launch=launch, assignee=member).order_by("due")
    report = readiness.report(launch)
    tracks = [track_of(track, report) for track in report.tracks]
    return {
        "launch": launch,
        "today": today,
        "report": report,
        "tracks": tracks,
        "dial": [(track["label"], track["states"]) for track in tracks],
        "ladder": ladder_of(launch),
        "things": (ahead or things)[:SHOWN],
        "things_total": len(things),
        "events": shown_events(events.order_by("-id")[:SHOWN]),
        "tasks": list(mine[:SHOWN]),
        "ways": [LaunchStatus(status) for status in ALLOWED[launch.status]],
    }


def track_of(track: readiness.Track, report: readiness.Report) -> dict[str, Any]:
    """Return a track with its own verdict: the worst of the findings that its checks have."""
    ids = {tick.id for tick in track.ticks}
    blocker = next((finding for finding in report.blockers if finding.id in ids), None)
    risk = next((finding for finding in report.risks if finding.id in ids), None)
    return {
        "label": Hat(track.hat).label,
        "icon": ICONS[Hat(track.hat)],
        "state": "blocked" if blocker else "at_risk" if risk or track.overdue else "on_track",
        "states": [tick.state for tick in track.ticks],
        "track": track,
        "finding": blocker or risk,
    }


def ladder_of(launch: Launch) -> list[Move]:
    """Return the slip ladder: the first plan, then each move with its reason."""
    lines = ledger.ladder(launch)
    if not lines:
        return [Move(launch.created_at.date(), launch.date, "first plan")] if launch.date else []
    moves = (
        [Move(min(launch.created_at, lines[0].created_at).date(), lines[0].old, "first plan")] if lines[0].old else []
    )
    return moves + [Move(line.created_at.date(), line.new, _why(line)) for line in lines if line.new]


def _why(line: DateMove) -> str:
    label = MoveReason(line.reason).label.lower()
    return line.note if line.note and len(line.note) <= 60 else label
