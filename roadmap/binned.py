"""What of the roadmap may be put into the bin, and what else changes then."""

from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Concat, Left

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right
from launchhub.lib.text import human_list, plural
from launchhub.pages.bin import Binnable, counted, effect, register
from roadmap.actions import (
    customers,
    dependencies,
    features,
    goals,
    insights,
    launches,
    milestones,
    playbooks,
    products,
    raci,
    scoring_models,
    tasks,
)
from roadmap.dated import scheduled_models
from roadmap.models import (
    DateMove,
    Dependency,
    Feature,
    Goal,
    Insight,
    Launch,
    Milestone,
    Playbook,
    Product,
    RaciLine,
    Task,
)
from roadmap.models.insights import TITLE_LENGTH
from roadmap.playbook_uses import uses_ahead

ROADMAP = Right.EDIT_ROADMAP
MOST_NAMED = 5
IN_THE_PLAN = ("roadmap:launch_schedule", "launch__name", "launch_id")
IN_THE_GRID = ("roadmap:launch_raci", "launch__name", "launch_id")

_ends = Concat(
    Coalesce("from_feature__title", "from_launch__name"), Value(" → "), Coalesce("to_feature__title", "to_launch__name")
)

register(
    Binnable("launch", "launches", launches, ROADMAP, "name", "roadmap:launches"),
    Binnable("feature", "features", features, ROADMAP, "title", "roadmap:table", "launch__name"),
    Binnable("goal", "goals", goals, ROADMAP, "title", "roadmap:goals"),
    Binnable("product", "products", products, ROADMAP, "name", "roadmap:products"),
    Binnable("milestone", "milestones", milestones, ROADMAP, "name", *IN_THE_PLAN),
    Binnable("task", "tasks", tasks, ROADMAP, "title", *IN_THE_PLAN),
    Binnable("raci", "RACI lines", raci, ROADMAP, "what", *IN_THE_GRID, singular="RACI line"),
    Binnable("dependency", "dependencies", dependencies, ROADMAP, _ends, "roadmap:timeline"),
    Binnable("insight", "insights", insights, ROADMAP, Left("body", TITLE_LENGTH), "roadmap:insights", own="author"),
    Binnable("customer", "customers", customers, Right.SHARE, "name", "roadmap:customers"),
    Binnable("scoring_model", "scoring models", scoring_models, ROADMAP, "name", "roadmap:priorities"),
    Binnable("playbook", "playbooks", playbooks, Right.ADMINISTER, "name", "roadmap:playbooks"),
)


@effect("launch")
def dated_by_it(launch: Launch, member: Member) -> str:
    """What is dated by a launch, in all apps, is not seen without it."""
    models: list[Any] = [*scheduled_models(), RaciLine]
    found = counted({model.noun: model.objects.alive().filter(launch=launch).count() for model in models})
    return (
        f"With it go {found}, which come back with it. Its moves, decisions and answers stay on record."
        if found
        else ""
    )


@effect("launch")
def without_the_launch(launch: Launch, member: Member) -> str:
    """Features and goals of a launch are there without it."""
    features_of, goals_of = Feature.objects.alive().filter(launch=launch), Goal.objects.alive().filter(launches=launch)
    stay = counted({Feature.noun: features_of.count(), Goal.noun: goals_of.count()})
    return f"Without it there will still be {stay}." if stay else ""


@effect("launch")
@effect("feature")
def no_longer_waits(one: Launch | Feature, member: Member) -> str:
    """What is in the bin holds nobody up."""
    ends = Q(**{f"from_{one.noun}": one}) | Q(**{f"to_{one.noun}": one})
    count = Dependency.objects.alive().with_both_ends().filter(ends).count()
    return (
        f"{plural(count, 'dependency', 'dependencies')} of it no longer hold{'s' if count == 1 else ''}."
        if count
        else ""
    )


@effect("feature")
def parts_and_insights(feature: Feature, member: Member) -> str:
    """Parts of a feature stay; what customers said stays, and asks for nothing that is there."""
    parts = Feature.objects.alive().filter(parent=feature).count()
    heard = Insight.objects.alive().filter(features=feature).count()
    found = [plural(count, word) for count, word in ((parts, "part"), (heard, "insight")) if count]
    return f"Without it there will still be {human_list(found)}." if found else ""


@effect("goal")
def measured(goal: Goal, member: Member) -> str:
    """What was measured comes back with the goal."""
    count = goal.checkins.count()
    return f"{plural(count, 'check-in')} and who agreed come back with it." if count else ""


@effect("product")
def launches_without_it(product: Product, member: Member) -> str:
    """Launches of a product stay; features stand in its way."""
    count = Launch.objects.alive().filter(products=product).count()
    return f"{plural(count, 'launch', 'launches')} will no longer name it." if count else ""


@effect("task")
def no_longer_blocks(task: Task, member: Member) -> str:
    """A task that is in the bin holds no launch up."""
    return f"{task.launch} no longer waits for it." if task.blocks_launch and not task.is_finished else ""


@effect("milestone")
def moves_of_it(milestone: Milestone, member: Member) -> str:
    """The ledger keeps why a date moved, whatever becomes of what it was the date of."""
    count = DateMove.objects.visible_to(member).of(milestone).count()
    return f"{plural(count, 'move')} of it {'stays' if count == 1 else 'stay'} on record." if count else ""


@effect("raci")
def nobody_answers(line: RaciLine, member: Member) -> str:
    """A track whose last line goes has nobody who answers for it."""
    others = RaciLine.objects.answered_for().filter(launch=line.launch_id, hat=line.hat).exclude(pk=line.pk)
    return "" if others.exists() else f"Nobody will answer for the {line.get_hat_display()} track of {line.launch}."


@effect("playbook")
def followers(playbook: Playbook, member: Member) -> str:
    """What a playbook put into launches stays there."""
    ids = [pk for pk, use in uses_ahead(member).items() if use.playbook_id == playbook.pk]
    if not ids:
        return ""
    names = [str(launch) for launch in Launch.objects.filter(pk__in=ids).nearest_first()[:MOST_NAMED]]
    more = [f"{len(ids) - MOST_NAMED} more"] if len(ids) > MOST_NAMED else []
    return f"Followed by {human_list([*names, *more])}: what it put there stays."
