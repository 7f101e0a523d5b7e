"""Pure rule: is this claim backed? What is known of its features in; a state with its reasons out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from launchhub.lib.dates import show_date, t_minus
from messaging.models import ClaimState

DAYS_TO_GO = 7  # from here on, a gate that has not passed puts a claim at risk
GATE_FAILED = "gate_failed"
PROBLEMS = {GATE_FAILED: "failed", "gate_not_passed": "has not passed"}


@dataclass(frozen=True)
class Obstacle:
    """Something that stands in the way of a feature, as a readiness check reports it.

    `kind`: "gate_failed", "gate_not_passed" or another. `title`: what it is, such as the gate's name.
    """

    kind: str
    title: str

    def __str__(self) -> str:
        """Say what is wrong: "Security review has not passed"."""
        return f"{self.title} {PROBLEMS.get(self.kind, 'stands in its way')}"


@dataclass(frozen=True)
class FeatureFacts:
    """What is known of a feature that a claim relies on.

    `target`: when the feature itself is due; None when only its launch says so.
    """

    title: str
    status: str
    target: date | None = None
    launch_date: date | None = None
    obstacles: tuple[Obstacle, ...] = ()


@dataclass(frozen=True)
class ClaimVerdict:
    """A claim's state and the sentences that explain it; none are needed when it is backed."""

    state: ClaimState
    reasons: list[str]


def claim_verdict(features: Iterable[FeatureFacts], today: date) -> ClaimVerdict:
    """Say whether a claim that relies on `features` is backed on `today`.

    Broken by a feature that is cut or a failed gate; else at risk through a feature that is late or parked, or through
    a gate that has not passed with seven days or less to the launch; else pending until every feature is done and
    nothing stands in its way. The reasons are those of the state. Source: domain, messaging, "Claim".
    """
    known = list(features)
    rules = ((ClaimState.BROKEN, _breaks), (ClaimState.AT_RISK, _endangers), (ClaimState.PENDING, _delays))
    for state, rule in rules:
        if reasons := [reason for feature in known for reason in rule(feature, today)]:
            return ClaimVerdict(state, list(dict.fromkeys(reasons)))
    if not known:
        return ClaimVerdict(ClaimState.PENDING, ["No feature backs it yet."])
    return ClaimVerdict(ClaimState.BACKED, [])


def _breaks(feature: FeatureFacts, today: date) -> Iterator[str]:
    if feature.status == "cut":
        yield f"{feature.title} is cut."
    for obstacle in feature.obstacles:
        if obstacle.kind == GATE_FAILED:
            yield f"{feature.title}: {obstacle}."


def _endangers(feature: FeatureFacts, today: date) -> Iterator[str]:
    launch = feature.launch_date
    if feature.status == "parked":
        yield f"{feature.title} is parked."
    elif feature.status != "done":
        due = feature.target or launch
        if feature.target and launch and feature.target > launch:
            yield f"{feature.title} is due on {show_date(feature.target)}, after its launch on {show_date(launch)}."
        elif due and due < today:
            yield f"{feature.title} was due on {show_date(due)}."
    if launch and (launch - today).days <= DAYS_TO_GO:
        for obstacle in feature.obstacles:
            yield f"{feature.title}: {obstacle}, and the launch is {_when(launch, today)}."


def _delays(feature: FeatureFacts, today: date) -> Iterator[str]:
    if feature.status != "done":
        yield f"{feature.title} is not done yet."
    for obstacle in feature.obstacles:
        yield f"{feature.title}: {obstacle}."


def _when(launch: date, today: date) -> str:
    return "today" if launch == today else f"at {t_minus(launch, today)}"
