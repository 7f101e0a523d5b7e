"""Decisions about launches: taken once, voted on by product, marketing and QA, superseded by later ones."""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Hat, Member
from launchhub.accounts.rights import Right, may, needed
from launchhub.events import changes
from launchhub.events.record import history_time, record
from launchhub.lib.errors import Conflict, Forbidden
from roadmap import readiness
from roadmap.events import DECISION_VOTED, LAUNCH_DECISION
from roadmap.frozen import freeze
from roadmap.models import Decision, DecisionKind, DecisionVote, Launch, LaunchStatus, Voice
from roadmap.models.decisions import ON_READINESS, TITLE_LENGTH


def may_decide(member: Member | None, launch: Launch) -> bool:
    """Say whether the member takes decisions about the launch: who edits the roadmap, and who owns the launch."""
    if may(member, Right.EDIT_ROADMAP) or member is None:
        return True
    return launch.owner_id == member.pk and not member.is_guest


def require_decide(by: Member | None, launch: Launch) -> None:
    """Raise `Forbidden` unless the member takes decisions about the launch."""
    if not may_decide(by, launch):
        raise Forbidden(f"You may not decide: that needs {needed(Right.EDIT_ROADMAP)}, or to own the launch.")


def create(
    *, launch: Launch, decision: str, note: str = "", supersedes: Decision | None = None, by: Member | None
) -> Decision:
    """Take a decision about a launch and record `launch.decision`.

    A go or no-go keeps the readiness as it is now, and takes the place of the one that stands; another decision takes
    the place of `supersedes`, if that is given. Raises `ValidationError` by field, `Forbidden`, and `Conflict` when the
    launch is over or what it would supersede is superseded already.
    """
    require_decide(by, launch)
    if decision not in DecisionKind.values:
        raise ValidationError({"decision": f"“{decision}” is no decision: use {', '.join(DecisionKind.values)}."})
    with transaction.atomic():
        launch = changes.lock(launch)
        on_readiness = decision in ON_READINESS
        _check(launch, decision, note, supersedes)
        report = readiness.report(launch) if on_readiness else None
        made = Decision(
            workspace_id=launch.workspace_id,
            launch=launch,
            decision=decision,
            note=note.strip(),
            author=by,
            supersedes=_standing(launch) if on_readiness else supersedes,
            verdict=report.verdict if report else "",
            frozen=freeze(launch, report) if report else None,
            created_at=history_time() or timezone.now(),
        )
        made.clean_fields(exclude=["workspace", "launch", "author", "supersedes"])
        made.save(force_insert=True)
        record(LAUNCH_DECISION, launch, by=by, **_said(made))
    return made


def vote(decision: Decision, *, agrees: bool, remark: str = "", hat: str | None = None, by: Member) -> DecisionVote:
    """Agree or disagree with a decision, for one of one's hats: once, and for good.

    `hat` may be left out by who wears only one of those that vote. Raises `Forbidden` for who wears none of them,
    `ValidationError` by field, `Conflict` when a later decision stands.
    """
    hat = _hat_of(by, hat)
    if not agrees and not remark.strip():
        raise ValidationError({"remark": "Say what you disagree with, so that it can be answered."})
    with transaction.atomic():
        launch = changes.lock(decision.launch)
        if Decision.objects.filter(supersedes=decision).exists():
            raise Conflict(f"“{decision}” is superseded: vote on the decision that stands.")
        made = DecisionVote(
            workspace_id=decision.workspace_id,
            decision=decision,
            member=by,
            hat=hat,
            agrees=agrees,
            remark=remark.strip(),
            created_at=history_time() or timezone.now(),
        )
        with changes.unique_errors(DecisionVote):
            made.save(force_insert=True)
        words = {
            "in_words": "agrees" if agrees else "disagrees",
            "hat_name": Hat(hat).label,
            "launch_name": str(launch),
        }
        record(DECISION_VOTED, decision, by=by, hat=hat, agrees=agrees, note=made.remark, **words)
    return made


def votes_with(member: Member) -> list[Hat]:
    """Return the hats that the member may vote with, in the order of the voices; guests wear none."""
    return [] if member.is_guest else [Hat(voice) for voice in Voice if voice in member.hats]


def _hat_of(member: Member, hat: str | None) -> str:
    worn = votes_with(member)
    wanted = f"the {hat} hat" if hat in Voice.values else "the product, marketing or qa hat"
    if hat and hat not in Voice.values:
        raise ValidationError({"hat": f"“{hat}” has no vote: use {', '.join(Voice.values)}."})
    if not worn or (hat and hat not in worn):
        raise Forbidden(f"You may not vote: that needs {wanted}.")
    if not hat and len(worn) > 1:
        raise ValidationError({"hat": "You wear several hats that vote: say which one this vote is for."})
    return hat or worn[0]


def _check(launch: Launch, decision: str, note: str, supersedes: Decision | None) -> None:
    if decision == DecisionKind.OTHER and not note.strip():
        raise ValidationError({"note": "Say what was agreed."})
    if decision in ON_READINESS and launch.is_over:
        raise Conflict(f"“{launch}” is {LaunchStatus(launch.status).label.lower()}: there is no go or no-go any more.")
    if supersedes is None:
        return
    if decision in ON_READINESS:
        raise ValidationError({"supersedes": "A go or no-go takes the place of the one that stands by itself."})
    if supersedes.launch_id != launch.pk or supersedes.decision in ON_READINESS:
        raise ValidationError({"supersedes": "Name another decision of this launch that is no go or no-go."})
    if Decision.objects.filter(supersedes=supersedes).exists():
        raise Conflict(f"“{supersedes}” is superseded already: name the decision that stands.")


def _standing(launch: Launch) -> Decision | None:
    """Return the go or no-go that stands."""
    rows = Decision.objects.filter(launch=launch, decision__in=ON_READINESS).standing()
    found: Decision | None = rows.order_by("-created_at", "-id").first()
    return found


def _said(decision: Decision) -> dict[str, Any]:
    """Return what the event tells: the decision in words, and of a long one the whole."""
    words, note = DecisionKind(decision.decision).label.lower(), decision.note
    if decision.decision == DecisionKind.OTHER:
        words = shorten(note, TITLE_LENGTH, placeholder="…")
        note = "" if words == note else note
    return {
        "decision": decision.pk,
        "kind_of_decision": decision.decision,
        "in_words": words,
        "note": note,
        "verdict": decision.verdict,
    }
