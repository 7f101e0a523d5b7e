"""What messaging adds to the blast radius of a move: claims, printed dates, and points of no return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from launchhub.lib.dates import show_date
from launchhub.lib.prepared import planned
from messaging import facts
from messaging.models import Activity, Asset, Claim
from roadmap.models import Launch
from roadmap.schedule import Moved

Entry = dict[str, Any]


def claims(launch: Launch, new_date: dt.date, moved: Sequence[Moved]) -> list[Entry]:
    """Return the claims that would be in another state if the launch were on `new_date`."""
    concerned = _claims(launch=launch.pk)
    if not concerned:
        return []
    made, today = facts.promises(concerned), launch.workspace.today()
    now, then = facts.claim_verdicts(made, today), facts.claim_verdicts(made, today, {launch.pk: new_date})
    return [
        _entry(claim, claim.owner_id, " ".join(then[claim.pk].reasons) or "Everything it promises is there.")
        | {"from": str(now[claim.pk].state), "to": str(then[claim.pk].state)}
        for claim in concerned
        if now[claim.pk].state != then[claim.pk].state
    ]


def assets_stale(launch: Launch, new_date: dt.date, moved: Sequence[Moved]) -> list[Entry]:
    """Return the assets whose approved version would state another date than the launch's."""
    assets = _assets(launch=launch.pk)
    if not assets:
        return []
    now, then = facts.stale_reasons(assets), facts.stale_reasons(assets, {launch.pk: new_date})
    return [
        _entry(asset, asset.owner_id, f"it {'; it '.join(reasons)}")
        for asset in assets
        if (reasons := [reason for reason in then[asset.pk] if reason not in now[asset.pk]])
    ]


def past_lock(launch: Launch, new_date: dt.date, moved: Sequence[Moved]) -> list[Entry]:
    """Return the activities that move although their point of no return has passed, with what that costs."""
    moving = [thing.id for thing in moved if thing.noun == Activity.noun]
    locked = _locked(activities=moving, today=launch.workspace.today()) if moving else []
    return [
        _entry(activity, activity.owner_id, f"its point of no return was {show_date(activity.lock_on)}")
        | {
            "lock_on": activity.lock_on.isoformat(),
            "cost_to_move": None if activity.cost_to_move is None else str(activity.cost_to_move),
            "currency": activity.currency,
        }
        for activity in locked
    ]


@planned
def _claims(launch: Any) -> Any:
    launches: Any = Launch.objects.filter(pk=launch).values("pk")
    return Claim.objects.alive().of_launches(launches).select_related("launch").order_by("text", "pk")


@planned
def _assets(launch: Any) -> Any:
    printed = Asset.objects.alive().filter(launch=launch).printing_date()
    return printed.select_related("launch", "approved_version").order_by("due", "pk")


@planned
def _locked(activities: Any, today: Any) -> Any:
    return Activity.objects.filter(pk__among=activities).locked(today).order_by("lock_on", "pk")


def _entry(thing: Claim | Asset | Activity, owner_id: Any, why: str) -> Entry:
    owner = str(owner_id) if owner_id else None
    return {"type": thing.noun, "id": str(thing.pk), "title": str(thing), "owner": owner, "why": why}
