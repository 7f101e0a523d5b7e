"""What the home page shows of roadmap: a member's dated things that are due, and votes that are asked of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from launchhub.accounts.models import Member
from launchhub.notifications.models import Watch
from launchhub.pages.waiting import Waiting, register_waiting
from roadmap.actions.decisions import votes_with
from roadmap.dated import due_for
from roadmap.models import Decision, DecisionVote, Launch, RaciLine
from roadmap.models.launches import OVER

AHEAD = dt.timedelta(days=7)
MOST = 20


def things_due(member: Member) -> Iterator[Waiting]:
    """Tell which dated things of coming launches are the member's own and due within a week; one query."""
    for thing in due_for(member, member.workspace.today() + AHEAD, MOST):
        detail = f"Your {thing.noun} for {thing.launch_name}"
        yield Waiting(thing.title, detail, thing.noun, thing.id, thing.state, thing.due, thing.launch_id)


def votes_wanted(member: Member) -> Iterator[Waiting]:
    """Tell which decisions wait for the voice of a hat that the member wears, of launches that are theirs; one query.

    Theirs are those that they own or watch, or whose RACI names them as responsible or accountable.
    """
    hats = votes_with(member)
    if not hats:
        return
    rows = Decision.objects.visible_to(member).filter(_theirs(member)).standing().exclude(launch__status__in=OVER)
    voted = ArraySubquery(DecisionVote.objects.filter(decision=OuterRef("pk")).values("hat"))
    mine = DecisionVote.objects.filter(decision=OuterRef("pk"), member=member)
    rows = rows.filter(~Exists(mine)).annotate(voted=voted).defer("frozen").select_related("launch")
    for decision in rows.order_by("-created_at", "-id")[:MOST]:
        if wanted := [hat.label for hat in hats if hat not in decision.voted]:
            detail = f"Your vote for {wanted[0]} on {decision.launch}"
            yield Waiting(str(decision), detail, "decision", decision.pk, "open", launch_id=decision.launch_id)


def _theirs(member: Member) -> Q:
    lines = RaciLine.objects.alive().filter(Q(accountable=member) | Q(responsible=member)).values("launch")
    return Q(launch__owner=member) | Q(launch__in=Watch.objects.targets(member, Launch.noun)) | Q(launch__in=lines)


register_waiting(things_due, votes_wanted)
