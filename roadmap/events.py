"""What roadmap says, and whom it concerns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat

from launchhub.accounts.models import Hat, Member
from launchhub.events.kinds import EventKind, also_tell, crud, register
from launchhub.events.models import Event
from launchhub.notifications.acknowledging import asks_to_acknowledge
from launchhub.notifications.recipients import watchers
from roadmap import slips
from roadmap.models import (
    Decision,
    Dependency,
    Feature,
    FeatureStatus,
    Goal,
    GoalAgreement,
    Insight,
    InsightFeature,
    InsightStatus,
    Launch,
    Task,
)
from roadmap.parts import because_of
from roadmap.parts import holders as holders_of_parts
from roadmap.raci import RACI_MEMBERS, WATCHED

Pairs = list[tuple[Any, str]]


def launch_owner(event: Event) -> Any:
    """The owner of the launch that the event concerns."""
    rows = Launch.objects.in_workspace(event.workspace_id).filter(pk=event.launch_id)
    return rows.values_list("owner", Value("you own the launch"))


def holders(event: Event) -> Pairs:
    """Owners and assignees of the things that moved or are now in conflict."""
    radius = event.data["blast_radius"]
    return [
        (holder, because_of(thing["type"], thing["title"]))
        for thing in [*radius["moved"], *radius["conflicts"]]
        for holder in thing["holders"]
    ]


def owners_of_dependents(event: Event) -> Any:
    """Owners of the launches that wait for the one that moved."""
    rows = Dependency.objects.in_workspace(event.workspace_id).blocking()
    because = Concat(Value("your launch “"), "to_launch__name", Value("” depends on it"))
    return rows.filter(from_launch=event.launch_id).values_list("to_launch__owner", because)


def marketing_hats(event: Event) -> Any:
    """Everyone with the marketing hat: dates are theirs to announce."""
    rows = Member.objects.in_workspace(event.workspace_id).alive().wearing(Hat.MARKETING)
    return rows.values_list("pk", Value("you wear the marketing hat"))


def decider(event: Event) -> Any:
    """Who took the decision."""
    rows = Decision.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, author__isnull=False)
    return rows.values_list("author", Value("you took the decision"))


def feature_owner(event: Event) -> Any:
    """The owner of the feature."""
    rows = Feature.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, owner__isnull=False)
    return rows.values_list("owner", Value("you own the feature"))


def owner_of_product(event: Event) -> Any:
    """The owner of the feature's product."""
    rows = Feature.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, product__owner__isnull=False)
    return rows.values_list("product__owner", Value("you own the product"))


def who_proposed(event: Event) -> Any:
    """Whose idea the feature was."""
    rows = Event.objects.filter(workspace_id=event.workspace_id, subject_id=event.subject_id)
    return rows.filter(kind="feature.proposed", actor__isnull=False).values_list("actor", Value("it was your idea"))


def assignee(event: Event) -> Any:
    """The assignee of the task."""
    rows = Task.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, assignee__isnull=False)
    return rows.values_list("assignee", Value("the task is yours"))


def owner_of_blocked_launch(event: Event) -> Any:
    """The owner of the launch, when the task blocks it."""
    rows = Task.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, blocks_launch=True)
    return rows.values_list("launch__owner", Value("the task blocks your launch"))


def goal_owner(event: Event) -> Any:
    """The owner of the goal."""
    rows = Goal.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, owner__isnull=False)
    return rows.values_list("owner", Value("you own the goal"))


def agreed_to_goal(event: Event) -> Any:
    """Those who agreed to the goal."""
    rows = GoalAgreement.objects.in_workspace(event.workspace_id).filter(goal=event.subject_id)
    return rows.values_list("member", Value("you agreed to the goal"))


def owners_of_linked_features(event: Event) -> Any:
    """Owners of the features that an insight is linked to."""
    rows = InsightFeature.objects.in_workspace(event.workspace_id).filter(insight=event.subject_id)
    because = Concat(Value("you own the feature “"), "feature__title", Value("”"))
    return rows.filter(feature__owner__isnull=False).values_list("feature__owner", because)


def owners_of_features_added(event: Event) -> Any:
    """Owners of the features that an insight was linked to just now."""
    return owners_of_linked_features(event).filter(feature__in=event.data["added"])


def who_shared(event: Event) -> Any:
    """Who shared the insight."""
    rows = Insight.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, author__isnull=False)
    return rows.values_list("author", Value("you shared it"))


def who_hears_when_it_is_done(event: Event) -> Any:
    """Whoever shared an insight that asks for a feature which is done now."""
    if event.data["new"] != FeatureStatus.DONE:
        return []
    rows = InsightFeature.objects.in_workspace(event.workspace_id).filter(feature=event.subject_id)
    asking = rows.filter(insight__deleted_at__isnull=True, insight__author__isnull=False)
    because = Value("you shared what a customer said about it")
    return asking.exclude(insight__status=InsightStatus.DECLINED).values_list("insight__author", because)


def asked_about_the_date(event: Event) -> Pairs:
    """Whoever owns a part of the launch that is not finished."""
    return [(holder.member_id, holder.because) for holder in holders_of_parts([event.subject_id])]


def silent_ones(event: Event) -> Pairs:
    """Who was asked to acknowledge a slip and has not said a word, at the time of the event."""
    return [(member, "you own a part of it and have not acknowledged it yet") for member in event.data["silent"]]


LAUNCH_STATUS_CHANGED = EventKind(
    "launch.status_changed", "{actor} moved {subject} {in_words}", (watchers, launch_owner)
)
LAUNCH_DATE_MOVED = EventKind(
    "launch.date_moved",
    "{actor} moved {subject} {in_words} ({reason})",
    (launch_owner, holders, owners_of_dependents, watchers, marketing_hats),
    urgent=True,
)
ACKNOWLEDGEMENT_DUE = EventKind(
    "acknowledgement.due", "Please acknowledge that {subject} moved {in_words}", (silent_ones,), urgent=True
)
ACKNOWLEDGEMENT_OVERDUE = EventKind(
    "acknowledgement.overdue",
    "{who} did not acknowledge within two days that {subject} moved {in_words}",
    (launch_owner,),
    urgent=True,
)
PULSE_ASKED = EventKind(
    "launch.pulse_asked", "Is {subject} still on for {shown}?", (asked_about_the_date,), urgent=True
)
PULSE_CONFIRMED = EventKind("launch.confirmed", "{actor} says that {subject} is still on for {shown}")
PULSE_DOUBTED = EventKind(
    "launch.doubted", "{actor} doubts {shown} for {subject} and says {in_words}", (launch_owner,), urgent=True
)
LAUNCH_DECISION = EventKind(
    "launch.decision", "{actor} decided on {subject}: {in_words}", (watchers, launch_owner), urgent=True
)
DECISION_VOTED = EventKind(
    "decision.voted", "{actor} {in_words} with “{subject}” on {launch_name}, for {hat_name}", (decider,)
)
FEATURE_STATUS_CHANGED = EventKind(
    "feature.status_changed", "{actor} moved {subject} {in_words}", (watchers, feature_owner)
)
FEATURE_DATE_MOVED = EventKind("feature.date_moved", "{actor} moved {subject} {in_words}", (watchers,))
FEATURE_CUT = EventKind("feature.cut", "{actor} cut {subject}", (watchers, feature_owner), urgent=True)
FEATURE_LATE = EventKind(
    "feature.late",
    "{subject} is now planned for {target}, after its launch on {launch_date}",
    (watchers, feature_owner),
    urgent=True,
)
FEATURE_UI_CHANGED = EventKind("feature.ui_changed", "The look of {subject} changed in build {build}")
MILESTONE_DATE_MOVED = EventKind("milestone.date_moved", "{actor} moved {subject} {in_words} ({reason})", (watchers,))
TASK_ASSIGNED = EventKind("task.assigned", "{actor} assigned {subject} to {assignee}", (assignee,))
TASK_STATUS_CHANGED = EventKind("task.status_changed", "{actor} moved {subject} {in_words}")
TASK_DUE_SOON = EventKind("task.due_soon", "{subject} is due on {due}", (assignee,))
TASK_OVERDUE = EventKind("task.overdue", "{subject} was due on {due}", (assignee, owner_of_blocked_launch), urgent=True)
GOAL_AGREED = EventKind("goal.agreed", "{actor} agreed to {subject}")
GOAL_DISAGREED = EventKind("goal.disagreed", "{actor} no longer agrees to {subject}")
GOAL_CHECKED_IN = EventKind("goal.checked_in", "{subject} stood at {in_words} on {day}", (goal_owner, agreed_to_goal))
GOAL_OFF_TRACK = EventKind(
    "goal.off_track", "{subject} is off track, due {due}", (goal_owner, agreed_to_goal), urgent=True
)
FEATURE_PROPOSED = EventKind("feature.proposed", "{actor} proposed {subject}", (owner_of_product,))
FEATURE_SCORED = EventKind("feature.scored", "{actor} scored {subject} by {model_name}")
FEATURE_SCORE_WITHDRAWN = EventKind(
    "feature.score_withdrawn", "{actor} took back the score of {subject} by {model_name}"
)
INSIGHT_SHARED = EventKind("insight.shared", "{actor} shared “{subject}”", (owners_of_linked_features,))
INSIGHT_LINKED = EventKind(
    "insight.linked", "{actor} linked “{subject}” to {in_words}", (owners_of_features_added, who_shared)
)
INSIGHT_PLANNED = EventKind("insight.planned", "{actor} planned “{subject}”", (who_shared,))
INSIGHT_DECLINED = EventKind("insight.declined", "{actor} declined “{subject}”", (who_shared,))
INSIGHT_REOPENED = EventKind("insight.reopened", "{actor} took “{subject}” up again", (who_shared,))
PLAYBOOK_APPLIED = EventKind("playbook.applied", "{actor} applied {subject} to {launch_name}")

KINDS: Iterable[EventKind] = (
    LAUNCH_STATUS_CHANGED,
    LAUNCH_DATE_MOVED,
    PULSE_ASKED,
    PULSE_CONFIRMED,
    PULSE_DOUBTED,
    ACKNOWLEDGEMENT_DUE,
    ACKNOWLEDGEMENT_OVERDUE,
    LAUNCH_DECISION,
    DECISION_VOTED,
    FEATURE_STATUS_CHANGED,
    FEATURE_DATE_MOVED,
    FEATURE_CUT,
    FEATURE_LATE,
    FEATURE_UI_CHANGED,
    MILESTONE_DATE_MOVED,
    TASK_ASSIGNED,
    TASK_STATUS_CHANGED,
    TASK_DUE_SOON,
    TASK_OVERDUE,
    GOAL_AGREED,
    GOAL_DISAGREED,
    GOAL_CHECKED_IN,
    GOAL_OFF_TRACK,
    FEATURE_PROPOSED,
    FEATURE_SCORED,
    FEATURE_SCORE_WITHDRAWN,
    INSIGHT_SHARED,
    INSIGHT_LINKED,
    INSIGHT_PLANNED,
    INSIGHT_DECLINED,
    INSIGHT_REOPENED,
    EventKind("insight.updated", "{actor} edited “{subject}”"),
    EventKind("insight.deleted", "{actor} deleted “{subject}”"),
    EventKind("insight.restored", "{actor} restored “{subject}”"),
    PLAYBOOK_APPLIED,
)

register(*KINDS)
asks_to_acknowledge(LAUNCH_DATE_MOVED.kind, slips.asked)
asks_to_acknowledge(
    ACKNOWLEDGEMENT_DUE.kind,
    lambda event: [uuid.UUID(member) for member in event.data["silent"]],
    of=lambda event: uuid.UUID(event.data["event"]),
)
for noun in ("product", "launch", "feature", "dependency", "milestone", "task", "playbook", "raci", "brief", "goal"):
    crud(noun)
crud("scoring_model")
crud("column_limit")
crud("customer")
also_tell("launch.created", watchers)
also_tell("task.created", assignee)
also_tell("feature.updated", watchers)
for decided in ("feature.status_changed", "feature.cut"):
    also_tell(decided, who_proposed)
also_tell("feature.status_changed", who_hears_when_it_is_done)
for whose in (launch_owner, feature_owner, assignee, goal_owner, who_shared):
    also_tell("comment.added", whose)
for watched in WATCHED:
    for member_of_raci_line in RACI_MEMBERS:
        also_tell(watched, member_of_raci_line)
