"""What is known of the dates of launches: who was asked, who answered what, who is silent, and what else speaks."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q

from launchhub.accounts.models import Role, Workspace
from launchhub.events.models import Event
from launchhub.notifications.models import Notification
from roadmap.confidence import Confidence, Facts, confidence
from roadmap.models import DateMove, DatePulse, Launch, LaunchStatus, PulseAnswer
from roadmap.readiness import Report

ASKED = "launch.pulse_asked"
"""The kind of the events that ask."""

ASKED_IN = (LaunchStatus.PLANNING, LaunchStatus.COMMITTED, LaunchStatus.READY)
"""States in which a date is still believed in, or not."""

LAST_WEEK = 7
"""Days to go from which owners are asked every day; before, once a week."""

RECENTLY = dt.timedelta(days=30)


def every(days_to_go: int) -> int:
    """Return after how many days owners are asked again."""
    return 1 if days_to_go <= LAST_WEEK else 7


def is_heard(launch: Launch) -> bool:
    """Say whether anybody is asked about the date of a launch: it has one, and is on its way there."""
    return launch.date is not None and launch.status in ASKED_IN and launch.deleted_at is None


@dataclass(slots=True)
class Heard:
    """What members say about the present date of a launch: the latest answer of each, and who is silent."""

    answers: list[DatePulse] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    def names(self, answer: PulseAnswer) -> tuple[str, ...]:
        """Return who says so."""
        return tuple(each.member.name for each in self.answers if each.answer == answer)


def heard(launches: Sequence[Launch]) -> dict[uuid.UUID, Heard]:
    """Return what is heard about the date of each launch; all of one workspace. Three queries.

    An answer counts until a day after the next question is due. Silent is who was asked on an earlier day and has no
    answer that counts; who has left, or become a guest, is neither.
    """
    found = {launch.pk: Heard() for launch in launches}
    if not launches:
        return found
    workspace = launches[0].workspace
    answered = defaultdict(set)
    for pulse in _latest_answers(launches, workspace):
        found[pulse.launch_id].answers.append(pulse)
        answered[pulse.launch_id].add(pulse.member_id)
    for launch_id, notified in _asked_before_today(launches, workspace).items():
        silent = (each.member.name for each in notified if each.member_id not in answered[launch_id])
        found[launch_id].silent.extend(sorted(silent))
    return found


def confidences(launches: Sequence[Launch], reports: Mapping[uuid.UUID, Report]) -> dict[uuid.UUID, Confidence]:
    """Return the confidence in the date of each launch that has one and is on its way, with its readiness at hand.

    A constant number of queries. It follows from rows whose every change is an event, and from today's date.
    """
    asked = [launch for launch in launches if is_heard(launch)]
    if not asked:
        return {}
    known, slips, today = heard(asked), _slips(asked), asked[0].workspace.today()
    return {
        launch.pk: confidence(_facts(known[launch.pk], reports[launch.pk], today, *slips.get(launch.pk, (0, 0))))
        for launch in asked
    }


def _facts(known: Heard, report: Report, today: dt.date, recent_slips: int, slips: int) -> Facts:
    tasks = [tick for tick in report.ticks if tick.noun == "task"]
    return Facts(
        yes=known.names(PulseAnswer.YES),
        wobbly=known.names(PulseAnswer.WOBBLY),
        no=known.names(PulseAnswer.NO),
        silent=tuple(known.silent),
        failed_gates=tuple(finding.title for finding in report.blockers if finding.kind == "gate_failed"),
        overdue_tasks=sum(tick.due is not None and tick.due < today and not tick.is_done for tick in tasks),
        tasks=len(tasks),
        recent_slips=recent_slips,
        earlier_slips=slips - recent_slips,
    )


def _latest_answers(launches: Sequence[Launch], workspace: Workspace) -> list[DatePulse]:
    today, zone = workspace.today(), zoneinfo.ZoneInfo(workspace.timezone)
    dates = {launch.pk: launch.date for launch in launches}
    rows = DatePulse.objects.filter(launch__in=dates, date=F("launch__date"), member__deleted_at=None)
    rows = rows.exclude(member__role=Role.GUEST).select_related("member__user")
    latest = rows.order_by("launch", "member", "-created_at", "-id").distinct("launch", "member")

    def counts(pulse: DatePulse) -> bool:
        date = dates[pulse.launch_id]
        age = (today - pulse.created_at.astimezone(zone).date()).days
        return date is not None and age <= every((date - today).days) + 1

    return sorted(filter(counts, latest), key=lambda pulse: (pulse.created_at, pulse.pk))


def _asked_before_today(launches: Sequence[Launch], workspace: Workspace) -> dict[uuid.UUID, list[Notification]]:
    midnight = dt.datetime.combine(workspace.today(), dt.time.min, zoneinfo.ZoneInfo(workspace.timezone))
    questions = Event.objects.filter(workspace=workspace, kind=ASKED, subject_id__in=[each.pk for each in launches])
    newest = questions.filter(happened_at__lt=midnight).order_by("subject_id", "-id").distinct("subject_id")
    dates = {launch.pk: launch.date and launch.date.isoformat() for launch in launches}
    asking = {each.pk: each.subject_id for each in newest if each.data["date"] == dates[each.subject_id]}
    rows = Notification.objects.asking().filter(event__in=asking, member__deleted_at=None, member__user__is_active=True)
    found = defaultdict(list)
    for row in rows.exclude(member__role=Role.GUEST).select_related("member__user"):
        found[asking[row.event_id]].append(row)
    return found


def _slips(launches: Sequence[Launch]) -> dict[uuid.UUID, tuple[int, int]]:
    """Return how often launches slipped within the last 30 days, and ever."""
    workspace = launches[0].workspace
    since = dt.datetime.combine(workspace.today() - RECENTLY, dt.time.min, zoneinfo.ZoneInfo(workspace.timezone))
    rows = DateMove.objects.filter(workspace=workspace, subject_id__in=[each.pk for each in launches], days__gt=0)
    counted = (
        rows.order_by()
        .values("subject_id")
        .annotate(ever=Count("pk"), recently=Count("pk", filter=Q(created_at__gte=since)))
    )
    return {row["subject_id"]: (row["recently"], row["ever"]) for row in counted}
