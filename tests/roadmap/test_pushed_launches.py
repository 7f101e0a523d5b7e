"""A launch that another one pushes slips like any other: who has a stake in it is told of it, and asked."""

from __future__ import annotations

import datetime as dt

import pytest

from launchhub.accounts.models import Member, Workspace
from launchhub.events.models import Event
from launchhub.notifications import acknowledging
from launchhub.notifications.models import Notification
from messaging.actions import assets
from roadmap.actions import dependencies, launches
from roadmap.models import Launch, Product, Task
from tests.cast import join
from tests.events.drain import drain
from tests.roadmap.conftest import LAUNCH_DAY

MOVED = "launch.date_moved"


def told(event: Event) -> dict[str, str]:
    """Return who was told of an event, and why."""
    rows = Notification.objects.filter(event=event).select_related("member__user")
    return {row.member.name: row.because for row in rows}


@pytest.fixture
def app(alice: Member, petra: Member, mark: Member, launch: Launch, product: Product) -> Launch:
    """Alice's launch, which waits for Payments 2.0 and has a blog post of Mark's."""
    app = launches.create(by=petra, name="Mobile app", products=[product], owner=alice, date=LAUNCH_DAY)
    dependencies.create(by=petra, source=launch, target=app, lag_days=0)
    assets.create(by=mark, launch=app, title="Launch blog post", kind="blog", owner=mark, offset_days=0)
    return app


def push(launch: Launch, by: Member) -> tuple[Event, Event]:
    """Slip the launch with all that waits for it, let everybody be told, and return both events."""
    line = launches.move(launch, to=LAUNCH_DAY + dt.timedelta(14), reason="quality", cascade="dependents", by=by)
    drain()
    own = Event.objects.get(kind=MOVED, subject_id=line.subject_id)
    return own, Event.objects.get(kind=MOVED, caused_by=own.pk)


def test_who_has_a_stake_in_a_pushed_launch_is_told_that_it_slipped_and_asked_to_acknowledge_it(
    launch: Launch, app: Launch, blog_post: Task, harbour: Workspace, petra: Member
) -> None:
    join(harbour, "Max", "member", "marketing")
    own, pushed = push(launch, petra)
    marketing = "you wear the marketing hat"
    assert told(own) == {
        "Alice": f"{marketing} and your launch “Mobile app” depends on it",
        "Mark": f"the task “Write the blog post” is yours and {marketing}",
        "Max": marketing,
    }
    assert told(pushed) == {
        "Alice": f"you own the launch and {marketing}",
        "Mark": f"you own the asset “Launch blog post” and {marketing}",
        "Max": marketing,
    }
    asked = acknowledging.asked_of([own.pk, pushed.pk])
    assert [each.name for each in asked[own.pk]] == ["Mark"]
    assert [each.name for each in asked[pushed.pk]] == ["Alice", "Mark"]
