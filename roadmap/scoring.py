"""How features are scored: what each model asks for, its formula, and what several voices say together.

Pure: no queries and no clock. The three known models are here; a workspace adds weighted criteria of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isfinite, sqrt
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

Values = Mapping[str, float]
"""Key of a criterion → the number that somebody gave."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One number that a model asks for, and its scale: from `low` to `high`, or one of the `steps`."""

    key: str
    name: str
    low: float
    high: float
    about: str = ""
    """What is counted, in words."""
    steps: tuple[float, ...] = ()
    weight: float = 1
    less_is_better: bool = False

    @property
    def scale(self) -> str:
        """The numbers that it takes, in words: "from 0 to 100", "0.25, 0.5, 1, 2 or 3"."""
        if self.steps:
            *rest, last = (f"{step:g}" for step in self.steps)
            return f"{', '.join(rest)} or {last}"
        return f"from {self.low:,.10g} to {self.high:,.10g}"

    def takes(self, value: object) -> bool:
        """Whether the value is a number of the scale."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return value in self.steps if self.steps else self.low <= value <= self.high

    def toward_good(self, value: float) -> float:
        """Return the value as a number of which more is better: turned round on its scale if less is."""
        return self.low + self.high - value if self.less_is_better else value


@dataclass(frozen=True, slots=True)
class Model:
    """A scoring model: what it asks for, and how the numbers become one."""

    key: str
    name: str
    in_words: str
    """The formula as people read it."""
    criteria: tuple[Criterion, ...]
    formula: Callable[[Values], float]

    def check(self, values: Mapping[str, Any]) -> dict[str, float]:
        """Return the values when every criterion has one on its scale, and nothing else has one.

        Raises `ValidationError` by the key of the criterion, with its name and its scale.
        """
        errors = {
            each.key: f"{each.name}: write a number {each.scale}."
            if not each.steps
            else f"{each.name}: choose {each.scale}."
            for each in self.criteria
            if not each.takes(values.get(each.key))
        }
        known = [each.key for each in self.criteria]
        for key in values.keys() - set(known):
            errors[key] = f"“{key}” is no criterion of {self.name}: use {', '.join(known)}."
        if errors:
            raise ValidationError(errors)
        return {key: float(values[key]) for key in known}

    def total(self, values: Values) -> float | None:
        """Return the score, or None while a criterion has no value on its scale (the model was changed since)."""
        if all(each.takes(values.get(each.key)) for each in self.criteria):
            return self.formula(values)
        return None


def _rice(values: Values) -> float:
    return values["reach"] * values["impact"] * (values["confidence"] / 100) / values["effort"]


def _value_effort(values: Values) -> float:
    return values["value"] / values["effort"]


def _wsjf(values: Values) -> float:
    return (values["business_value"] + values["time_criticality"] + values["risk_opportunity"]) / values["job_size"]


FIBONACCI = (1, 2, 3, 5, 8, 13, 20)

RICE = Model(
    "rice",
    "RICE",
    "reach × impact × confidence ÷ effort",
    (
        Criterion("reach", "Reach", 0, 1e9, "people or events in a quarter"),
        Criterion("impact", "Impact", 0.25, 3, "on each: 3 massive, 2 high, 1 medium, 0.5 low", (0.25, 0.5, 1, 2, 3)),
        Criterion("confidence", "Confidence", 0, 100, "percent: 100 high, 80 medium, 50 low"),
        Criterion("effort", "Effort", 0.1, 1000, "person-months", less_is_better=True),
    ),
    _rice,
)
"""Reach × Impact × Confidence ÷ Effort.

Source: Sean McBride, "RICE: Simple prioritization for product managers", Intercom, 2016. Confidence is in percent.
"""

VALUE_EFFORT = Model(
    "value_effort",
    "Value/effort",
    "value ÷ effort",
    (
        Criterion("value", "Value", 1, 10, "to customers and to us: 10 is the most"),
        Criterion("effort", "Effort", 1, 10, "of everybody: 10 is the most", less_is_better=True),
    ),
    _value_effort,
)
"""Value ÷ effort, both from 1 to 10: the two axes of the action priority matrix.

Source: the impact/effort matrix of quality management; ProductPlan, "Value vs. Complexity". 5 is the middle line.
"""

WSJF = Model(
    "wsjf",
    "WSJF",
    "(business value + time criticality + risk and opportunity) ÷ job size",
    (
        Criterion("business_value", "Business value", 1, 20, "to users and the business", FIBONACCI),
        Criterion("time_criticality", "Time criticality", 1, 20, "what waiting costs", FIBONACCI),
        Criterion("risk_opportunity", "Risk and opportunity", 1, 20, "risk reduced, doors opened", FIBONACCI),
        Criterion("job_size", "Job size", 1, 20, "stands for how long it takes", FIBONACCI, less_is_better=True),
    ),
    _wsjf,
)
"""Weighted shortest job first: cost of delay ÷ job size, on the modified Fibonacci scale.

Source: Don Reinertsen, "The Principles of Product Development Flow", 2009, as the Scaled Agile Framework computes it.
"""

KNOWN = {model.key: model for model in (RICE, VALUE_EFFORT, WSJF)}
"""The models that every workspace has."""

LOW, HIGH = 1, 5
"""The scale of a workspace's own criteria."""

HEAVIEST = 100


def weighted(key: str, name: str, criteria: Sequence[Mapping[str, Any]]) -> Model:
    """Return a model of weighted criteria: the mean of the values, each as often as its weight says, from 1 to 5.

    `criteria` are objects with `key`, `name`, `weight` and `direction` ("more" or "less": which is better).
    Source: the weighted sum model, P. C. Fishburn, "Additive Utilities with Incomplete Product Set", 1967; divided by
    the sum of the weights, so that a score reads on the scale of its criteria.
    """
    parts = tuple(
        Criterion(
            each["key"], each["name"], LOW, HIGH, weight=each["weight"], less_is_better=each["direction"] == "less"
        )
        for each in criteria
    )
    whole = fsum(each.weight for each in parts)

    def formula(values: Values) -> float:
        return fsum(each.weight * each.toward_good(values[each.key]) for each in parts) / whole

    words = " + ".join(f"{each.weight:g} × {each.name}{' (less is better)' * each.less_is_better}" for each in parts)
    return Model(key, name, f"({words}) ÷ {whole:g}", parts, formula)


class Together(NamedTuple):
    """What several voices say: how many, their mean, and their spread, the disagreement."""

    voices: int
    mean: float
    spread: float
    """The population standard deviation, in the unit of the score."""

    @property
    def agreement(self) -> str:
        """How far the voices are apart: "alone", "agree", "differ" or "apart". See `agreement`."""
        return agreement(self.voices, self.mean, self.spread)


def together(totals: Iterable[float]) -> Together | None:
    """Return mean and spread of scores, None when there are none."""
    found = list(totals)
    if not found:
        return None
    mean = fsum(found) / len(found)
    mean = min(max(mean, min(found)), max(found))  # rounding may lead a hair outside
    spread = sqrt(fsum((each - mean) ** 2 for each in found) / len(found))
    return Together(len(found), mean, spread)


DIFFER, APART = 0.15, 0.4
"""Shares of the mean from which on voices differ, or are far apart."""


def agreement(voices: int, mean: float, spread: float) -> str:
    """Say how far voices are apart by the coefficient of variation, spread ÷ mean, which has no unit.

    So RICE in the hundreds and criteria from 1 to 5 are told by the same words: "alone" (one voice), "agree", "differ",
    "apart".
    """
    if voices < 2:
        return "alone"
    share = spread / mean if mean else 0.0
    return "agree" if share < DIFFER else "differ" if share < APART else "apart"


def check_criteria(criteria: Sequence[Mapping[str, Any]]) -> None:
    """Refuse criteria that make no model: none at all, without a name, twice the same, with a weight out of its scale.

    Raises `ValidationError` by the field `criteria`.
    """
    errors = [message for each in criteria if (message := _wrong(each))]
    if not criteria:
        errors.append("Name at least one criterion.")
    for part in ("key", "name"):
        given = [str(each.get(part)).casefold() for each in criteria]
        errors += [
            f"The {part} “{value}” is there twice." for value in sorted({v for v in given if given.count(v) > 1})
        ]
    if errors:
        raise ValidationError({"criteria": errors})


def _wrong(criterion: Mapping[str, Any]) -> str:
    name, weight = criterion.get("name"), criterion.get("weight")
    if not isinstance(name, str) or not 0 < len(name) <= 60:
        return "Each criterion has a name of up to 60 characters."
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not isfinite(weight):
        return f"{name}: its weight is a number above 0, up to {HEAVIEST}."
    if not 0 < weight <= HEAVIEST:
        return f"{name}: its weight is a number above 0, up to {HEAVIEST}."
    if criterion.get("direction") not in ("more", "less"):
        return f"{name}: its direction is “more” or “less”, whichever is better."
    return ""
