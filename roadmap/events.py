"""What roadmap says, and whom it concerns."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from launchhub.events.kinds import EventKind, also_tell, crud, register
from launchhub.notifications.acknowledging import asks_to_acknowledge
from launchhub.notifications.recipients import watch_on_their_own, watchers
from roadmap import slips
from roadmap.raci import RACI_MEMBERS
from roadmap.recipients import (
    agreed_to_goal,
    asked_about_the_date,
    assignee,
    decider,
    feature_owner,
    goal_owner,
    holders,
    launch_owner,
    marketing_hats,
    milestone_owner,
    owner_of_blocked_launch,
    owner_of_product,
    owners_of_dependents,
    owners_of_features_added,
    owners_of_linked_features,
    owners_of_products,
    product_owner,
    silent_ones,
    watchers_of_product,
    watchers_of_products,
    who_hears_when_it_is_done,
    who_proposed,
    who_shared,
    who_was_assigned,
)

LAUNCH_STATUS_CHANGED = EventKind("launch.status_changed", "{actor} moved {subject} {in_words}", (watchers,))
LAUNCH_DATE_MOVED = EventKind(
    "launch.date_moved",
    "{actor} moved {subject} {in_words} ({reason})",
    (watchers, holders, owners_of_dependents, marketing_hats),
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
LAUNCH_DECISION = EventKind("launch.decision", "{actor} decided on {subject}: {in_words}", (watchers,), urgent=True)
DECISION_VOTED = EventKind(
    "decision.voted", "{actor} {in_words} with “{subject}” on {launch_name}, for {hat_name}", (decider,)
)
FEATURE_STATUS_CHANGED = EventKind("feature.status_changed", "{actor} moved {subject} {in_words}", (watchers,))
FEATURE_DATE_MOVED = EventKind("feature.date_moved", "{actor} moved {subject} {in_words}", (watchers,))
FEATURE_CUT = EventKind("feature.cut", "{actor} cut {subject}", (watchers,), urgent=True)
FEATURE_LATE = EventKind(
    "feature.late",
    "{subject} is now planned for {target}, after its launch on {launch_date}",
    (watchers,),
    urgent=True,
)
FEATURE_UI_CHANGED = EventKind("feature.ui_changed", "The look of {subject} changed in build {build}")
FEATURE_PLACED = EventKind("feature.placed", "{actor} gave {subject} another place in its list")
MILESTONE_DATE_MOVED = EventKind("milestone.date_moved", "{actor} moved {subject} {in_words} ({reason})", (watchers,))
TASK_ASSIGNED = EventKind("task.assigned", "{actor} assigned {subject} to {assignee}", (assignee,))
TASK_STATUS_CHANGED = EventKind("task.status_changed", "{actor} moved {subject} {in_words}", (who_was_assigned,))
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
    FEATURE_PLACED,
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
for noun in ("product", "launch", "feature", "milestone", "task", "playbook", "raci", "brief", "goal"):
    crud(noun)
crud("dependency", created="linked", updated="edited the link", deleted="unlinked", restored="linked again")
crud("scoring_model")
crud("column_limit")
crud("customer")
also_tell("launch.created", watchers)
also_tell("task.created", assignee)
also_tell("feature.updated", watchers)
for decided in ("feature.status_changed", "feature.cut"):
    also_tell(decided, who_proposed)
also_tell("feature.status_changed", who_hears_when_it_is_done)

watch_on_their_own("launch", launch_owner, *RACI_MEMBERS, owners_of_products, watchers_of_products)
watch_on_their_own("feature", feature_owner, owner_of_product, watchers_of_product)
watch_on_their_own("product", product_owner)
watch_on_their_own("milestone", milestone_owner)
watch_on_their_own("task", assignee)
watch_on_their_own("goal", goal_owner)
watch_on_their_own("insight", who_shared)
