"""Whom an event concerns because of what roadmap knows, and why.

Each source answers with pairs of a member and the reason, mostly as a query that runs inside PostgreSQL.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat

from launchhub.accounts.models import Hat, Member
from launchhub.events.models import Event
from launchhub.notifications.models import Watch
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
    LaunchProduct,
    Milestone,
    Product,
    Task,
)
from roadmap.parts import because_of
from roadmap.parts import holders as holders_of_parts

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


def product_owner(event: Event) -> Any:
    """The owner of the product."""
    return _owners(Product.objects.filter(pk=event.subject_id))


def owner_of_product(event: Event) -> Any:
    """The owner of the feature's product."""
    return _owners(Product.objects.filter(pk__in=_product_of_feature(event)))


def watchers_of_product(event: Event) -> Any:
    """Who watches the feature's product."""
    return _watching(event, _product_of_feature(event))


def owners_of_products(event: Event) -> Any:
    """Owners of the products that go live with the launch."""
    return _owners(Product.objects.filter(pk__in=_products_of_launch(event)))


def watchers_of_products(event: Event) -> Any:
    """Who watches a product that goes live with the launch."""
    return _watching(event, _products_of_launch(event))


def who_proposed(event: Event) -> Any:
    """Whose idea the feature was."""
    rows = Event.objects.filter(workspace_id=event.workspace_id, subject_id=event.subject_id)
    return rows.filter(kind="feature.proposed", actor__isnull=False).values_list("actor", Value("it was your idea"))


def milestone_owner(event: Event) -> Any:
    """The owner of the milestone."""
    rows = Milestone.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, owner__isnull=False)
    return rows.values_list("owner", Value("you own the milestone"))


def assignee(event: Event) -> Any:
    """The assignee of the task."""
    rows = Task.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id, assignee__isnull=False)
    return rows.values_list("assignee", Value("the task is yours"))


def who_was_assigned(event: Event) -> Pairs:
    """The assignee of the task, when the same edit gave it to them."""
    _, assignee_id = event.data.get("changes", {}).get("assignee", (None, None))
    return [(assignee_id, "the task is yours")] if assignee_id else []


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


def _product_of_feature(event: Event) -> Any:
    return Feature.objects.in_workspace(event.workspace_id).filter(pk=event.subject_id).values("product")


def _products_of_launch(event: Event) -> Any:
    return LaunchProduct.objects.in_workspace(event.workspace_id).filter(launch=event.launch_id).values("product")


def _owners(products: Any) -> Any:
    """Return the owners of products, without those who have muted theirs: they hear of what else is theirs in it."""
    muted = Watch.objects.filter(target_id=OuterRef("pk"), member=OuterRef("owner"), muted=True)
    rows = products.filter(~Exists(muted), owner__isnull=False)
    return rows.values_list("owner", Concat(Value("you own the product “"), "name", Value("”")))


def _watching(event: Event, products: Any) -> Any:
    rows = Watch.objects.in_workspace(event.workspace_id).filter(target_id__in=products, muted=False)
    return rows.values_list("member", "because")
