"""What roadmap puts into the sidebar."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.http import HttpRequest

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, may
from launchhub.lib.dates import t_minus
from launchhub.lib.prepared import planned
from launchhub.notifications.models import Watch
from launchhub.web import commands
from launchhub.web.links import link
from launchhub.web.navigation import Entry, Section, SectionLink, register
from roadmap.models import Launch, LaunchStatus
from roadmap.remembered import readiness_for

MOST = 8


def may_share(member: Member) -> bool:
    """Say whether the member sees what is for everybody but guests, such as insights and playbooks."""
    return may(member, Right.SHARE)


def my_launches(request: HttpRequest) -> Iterable[SectionLink]:
    """Launches ahead that the member owns or watches, to a guest all that are shared; with verdict, nearest first."""
    member = request.member  # type: ignore[attr-defined]
    today = member.workspace.today()
    if member.is_guest:
        nearest = list(_nearest(Launch.objects.visible_to(member)))
    else:
        nearest = _nearest_of(member=member.pk, workspace=member.workspace_id)
    ready = readiness_for(member, [launch.pk for launch in nearest]) if nearest else {}
    for launch in nearest:
        state = launch.status if launch.status == LaunchStatus.ON_HOLD else ready[launch.pk].verdict
        note = t_minus(launch.date, today) if launch.date else ""
        yield SectionLink(str(launch), link(request, "roadmap:launch", pk=launch.pk), state, note)


@planned
def _nearest_of(member: Any, workspace: Any) -> Any:
    reader = Member(pk=member, workspace_id=workspace)
    owned = Launch.objects.filter(owner=member).values("pk")
    mine = owned.union(Watch.objects.targets(reader, Launch.noun))
    return _nearest(Launch.objects.visible_to(reader).filter(pk__in=mine))


def _nearest(launches: Any) -> Any:
    return launches.ahead().order_by(F("date").asc(nulls_last=True)).only("name", "date", "status")[:MOST]


register(
    Entry("Roadmap", "chart-gantt", "roadmap:timeline", order=15, key="r"),
    Entry("Goals", "target", "roadmap:goals", order=17, key="o"),
    Entry("Insights", "message-square-quote", "roadmap:insights", order=18, allowed=may_share, key="n"),
    Entry("Launches", "rocket", "roadmap:launches", order=20, phone=True, key="l"),
    Entry("Products", "package", "roadmap:products", order=78, group="Settings"),
    Entry("Playbooks", "list-checks", "roadmap:playbooks", order=79, allowed=may_share, group="Settings"),
    Section("My launches", 10, my_launches),
)

commands.register(
    commands.Command("New launch", "rocket", "roadmap:launch_new", "create add plan", Right.EDIT_ROADMAP),
    commands.Command("New feature", "puzzle", "roadmap:feature_new", "create add", Right.EDIT_ROADMAP),
    commands.Command("New idea", "lightbulb", "roadmap:idea_new", "create add propose suggest"),
    commands.Command("New goal", "target", "roadmap:goal_new", "create add metric", Right.EDIT_ROADMAP),
    commands.Command(
        "Share an insight", "message-square-quote", "roadmap:insight_new", "customer said feedback add", Right.SHARE
    ),
    commands.Command("New customer", "building-2", "roadmap:customer_new", "create add", Right.SHARE),
    commands.Command("New playbook", "list-checks", "roadmap:playbook_new", "create add plan", Right.ADMINISTER),
    commands.Command("New product", "package", "roadmap:product_new", "create add", Right.EDIT_ROADMAP),
)
